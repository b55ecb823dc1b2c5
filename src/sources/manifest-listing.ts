import { join, resolve } from 'node:path';
import { createSealedFile } from '../catalog/sealed-file.ts';
import type { Config } from '../model/config.ts';
import { UserError } from '../model/errors.ts';
import { type KeyGlobs, keyGlobs } from '../model/key-globs.ts';
import type { ListingFacts } from '../model/listing.ts';
import { keyFromBytes } from '../model/path-key.ts';
import { type OpenFile, openLocal } from '../storage/local.ts';
import type { Place } from '../storage/roots.ts';
import { walk } from '../storage/walk.ts';
import { type ControlFiles, createControlFiles } from './control-files.ts';
import { readDeclaredClasses } from './declared-classes.ts';
import { isSilent, nameOf } from './file-kinds.ts';
import { noteUnmatched, refuseAllIgnored } from './ignored.ts';
import type { Sink } from './listing-files.ts';
import type { Manifest, Manifests } from './manifest.ts';
import { type ManifestSurvey, surveyManifests } from './manifest-samples.ts';
import { createNameSorter } from './name-sorter.ts';
import { createNotes, type Notes } from './notes.ts';
import { transcribeParquet } from './parquet-rows.ts';
import { rowsFacts, unreadRows } from './rows-listing.ts';
import { createSidecars, type Sidecars } from './sidecars.ts';
import { noteOf } from './survey.ts';

interface ManifestOptions {
  readonly config: Config;
  readonly place: Place;
  readonly scratch: string;
  /** Where the copy of a manifest goes, by its place, from which its clean one is made. */
  readonly copyOf: (at: number) => string;
  readonly runNames?: number;
  readonly enter: (folder: string) => boolean;
}

const COPY_BYTES = 1 << 20;

/** What was listed is what is exported, whatever becomes of the manifest meanwhile. */
export const copyManifest = (file: OpenFile, path: string): void => {
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
  manifests: readonly Manifest[],
  survey: ManifestSurvey,
  rules: { readonly ignore: KeyGlobs; readonly sidecars: Sidecars; readonly controls: ControlFiles },
  notes: Notes,
  sink: Sink,
): void => {
  const { place, scratch, runNames } = options;
  const { ignore, sidecars } = rules;
  const others = createNameSorter(join(scratch, 'others'), runNames);
  const ignored = createNameSorter(join(scratch, 'ignored'), runNames);
  const refs = new Set(manifests.map(({ facts }) => facts.ref));
  const enter = (folder: string): boolean =>
    options.enter(folder) && (place.file === undefined || survey.folders.has(folder));
  for (const entry of walk(place.roots, { enter })) {
    if (entry.kind === 'file') {
      if (refs.has(entry.key) || isSilent(entry.key) || survey.isListed(entry.key)) continue;
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

const noteEncodings = (manifests: readonly Manifest[], survey: ManifestSurvey, notes: Notes): void => {
  for (const { facts } of manifests) {
    if (facts.encoding !== 'utf-8') notes.add({ kind: 'encoding', ref: facts.ref, detail: facts.encoding });
  }
  if (survey.backslashRows > 0) {
    notes.add({ kind: 'encoding', ref: manifests[0]!.facts.ref, detail: `backslash-paths ${survey.backslashRows}` });
  }
};

/** Rows of Parquet are written down once, and read from there. The others are their own rows. */
export const transcribe = <Rows extends Pick<Manifest, 'file' | 'rows' | 'facts'>>(
  given: readonly Rows[],
  copyOf: ManifestOptions['copyOf'],
): Promise<readonly Rows[]> =>
  Promise.all(
    given.map(async (manifest, at) => {
      const { file, facts } = manifest;
      if (facts.form !== 'parquet') return manifest;
      const { path, label, mask, split, targets, group } = facts.columns;
      const named = [facts.pictures === undefined ? path : undefined, label, mask, split, group, ...targets];
      const columns = [...new Set(named.filter((name) => name !== undefined))];
      await transcribeParquet(file, { name: nameOf(facts.ref), columns, path: copyOf(at) });
      const rows = openLocal({ root: '/', follow: [] }, keyFromBytes(Buffer.from(resolve(copyOf(at)))));
      file.verifyUnchanged();
      return { ...manifest, rows };
    }),
  );

/** Lists the manifests' rows in their order. Throws UserError. */
export const listManifests = async (
  { manifests: given, reason }: Manifests,
  options: ManifestOptions,
  sink: Sink,
): Promise<ListingFacts> => {
  const { config, place, copyOf } = options;
  const name = given.map(({ facts }) => nameOf(facts.ref)).join(', ');
  let manifests = given;
  try {
    const declared = readDeclaredClasses(config.classes);
    const ignore = keyGlobs(config.ignore);
    const sidecars = createSidecars(config.sidecars);
    manifests = await transcribe(given, copyOf);
    const survey = await surveyManifests(manifests, place.roots, { isIgnored: ignore.matches, sidecars }, sink);
    refuseAllIgnored(config.dataset, survey.rows, sink);
    if (survey.rows === 0) throw new UserError('sources.manifest-no-rows', { file: name });
    const notes = createNotes();
    noteEncodings(manifests, survey, notes);
    const controls = createControlFiles();
    listOthers(options, manifests, survey, { ignore, sidecars, controls }, notes, sink);
    noteUnmatched(notes, ignore);
    for (const draft of survey.samples()) {
      sink.sample('manifest', controls.mark(draft));
      await sink.breathe();
    }
    for (const [at, { file, facts }] of manifests.entries()) {
      if (facts.form !== 'parquet') copyManifest(file, copyOf(at));
      else file.verifyUnchanged();
    }
    const beside = sidecars.counts();
    const { labels } = survey;
    const all = manifests.map(({ facts }) => facts);
    const facts = rowsFacts({ layout: 'manifest', reason, sink, config, labels, declared, manifests: all, notes });
    return { ...facts, ...(beside && { sidecars: beside }) };
  } catch (error) {
    throw unreadRows(error, name);
  } finally {
    for (const { file, rows } of manifests) {
      file.close();
      rows.close();
    }
  }
};
