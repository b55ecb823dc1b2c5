import { join } from 'node:path';
import { createSealedFile } from '../catalog/sealed-file.ts';
import type { Config } from '../model/config.ts';
import { UserError } from '../model/errors.ts';
import { type KeyGlobs, keyGlobs } from '../model/key-globs.ts';
import type { ListingFacts } from '../model/listing.ts';
import { StorageError } from '../storage/errors.ts';
import type { OpenFile } from '../storage/local.ts';
import type { Place } from '../storage/roots.ts';
import { walk } from '../storage/walk.ts';
import { type ControlFiles, createControlFiles } from './control-files.ts';
import { readDeclaredClasses } from './declared-classes.ts';
import { isSilent, nameOf } from './file-kinds.ts';
import { noteUnmatched, refuseAllIgnored } from './ignored.ts';
import type { Sink } from './listing-files.ts';
import type { Manifest } from './manifest.ts';
import { type ManifestSurvey, surveyManifest } from './manifest-samples.ts';
import { createNameSorter } from './name-sorter.ts';
import { createNotes, type Notes } from './notes.ts';
import { createSidecars, type Sidecars } from './sidecars.ts';
import { noteOf } from './survey.ts';

interface ManifestOptions {
  readonly config: Config;
  readonly place: Place;
  readonly scratch: string;
  /** Where the copy goes from which clean manifests are made. */
  readonly copy: string;
  readonly runNames?: number;
  readonly enter: (folder: string) => boolean;
}

const COPY_BYTES = 1 << 20;

/** What was listed is what is exported, whatever becomes of the manifest meanwhile. */
const copyManifest = (file: OpenFile, path: string): void => {
  const copy = createSealedFile(path);
  try {
    const block = new Uint8Array(COPY_BYTES);
    for (let offset = 0; ; ) {
      const count = file.read(offset, block);
      if (count === 0) break;
      copy.write(block.subarray(0, count));
      offset += count;
    }
    file.verifyUnchanged();
    copy.seal();
  } catch (error) {
    copy.discard();
    throw error;
  }
};

/**
 * Names every file of the root that no row lists. For a manifest given as a file, only in the folders its rows lead to:
 * it may lie in a home folder.
 */
const listOthers = (
  options: ManifestOptions,
  manifest: Manifest,
  survey: ManifestSurvey,
  rules: { readonly ignore: KeyGlobs; readonly sidecars: Sidecars; readonly controls: ControlFiles },
  notes: Notes,
  sink: Sink,
): void => {
  const { place, scratch, runNames } = options;
  const { ignore, sidecars } = rules;
  const others = createNameSorter(join(scratch, 'others'), runNames);
  const ignored = createNameSorter(join(scratch, 'ignored'), runNames);
  const enter = (folder: string): boolean =>
    options.enter(folder) && (place.file === undefined || survey.folders.has(folder));
  for (const entry of walk(place.roots, { enter })) {
    if (entry.kind === 'file') {
      if (entry.key === manifest.facts.ref || isSilent(entry.key) || survey.isListed(entry.key)) continue;
      if (ignore.matches(entry.key)) ignored.add(entry.key);
      else {
        rules.controls.see(entry.key);
        if (!sidecars.see(entry.key)) others.add(entry.key);
      }
    } else if (
      (entry.kind === 'unreadable' && !ignore.matches(entry.key)) ||
      (entry.kind === 'refused' && survey.isListed(entry.key))
    ) {
      notes.add(noteOf(entry));
    }
  }
  for (const key of others.sorted()) sink.other(key);
  for (const key of ignored.sorted()) sink.ignored(key);
};

/** Lists a manifest's rows in their order. Throws UserError. */
export const listManifest = async (manifest: Manifest, options: ManifestOptions, sink: Sink): Promise<ListingFacts> => {
  const { config, place, copy } = options;
  const { facts, reason } = manifest;
  const name = nameOf(facts.ref);
  try {
    const declared = readDeclaredClasses(config.classes);
    const ignore = keyGlobs(config.ignore);
    const sidecars = createSidecars(config.sidecars);
    const survey = await surveyManifest(manifest, place.roots, { isIgnored: ignore.matches, sidecars }, sink);
    refuseAllIgnored(config.dataset, survey.rows, sink);
    if (survey.rows === 0) throw new UserError('sources.manifest-no-rows', { file: name });
    const notes = createNotes();
    if (facts.encoding !== 'utf-8') notes.add({ kind: 'encoding', ref: facts.ref, detail: facts.encoding });
    if (survey.backslashRows > 0) {
      notes.add({ kind: 'encoding', ref: facts.ref, detail: `backslash-paths ${survey.backslashRows}` });
    }
    const controls = createControlFiles();
    listOthers(options, manifest, survey, { ignore, sidecars, controls }, notes, sink);
    noteUnmatched(notes, ignore);
    for (const draft of survey.samples()) {
      sink.sample('manifest', controls.mark(draft));
      await sink.breathe();
    }
    copyManifest(manifest.file, copy);
    const beside = sidecars.counts();
    return {
      layout: 'manifest',
      reason,
      ...sink.counts(),
      ...(beside && { sidecars: beside }),
      labels: { ...survey.labels, ...declared, ignored: config.ignoreLabels },
      classFolders: [],
      targets: facts.columns.targets,
      manifest: facts,
      notes: notes.kept(),
      noteCounts: notes.counts(),
    };
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    const key = error.cause === 'CHANGED' ? 'sources.manifest-changed' : 'sources.manifest-unreadable';
    throw new UserError(key, { file: name, cause: error.cause });
  } finally {
    manifest.file.close();
  }
};
