import { join } from 'node:path';
import type { Config } from '../model/config.ts';
import { UserError } from '../model/errors.ts';
import { type KeyGlobs, keyGlobs } from '../model/key-globs.ts';
import type { ListingFacts } from '../model/listing.ts';
import { readRows } from '../storage/records.ts';
import type { Place } from '../storage/roots.ts';
import { walk } from '../storage/walk.ts';
import { readDeclaredClasses } from './declared-classes.ts';
import { isSilent, nameOf } from './file-kinds.ts';
import type { Draft } from './folder-samples.ts';
import { noteUnmatched, refuseAllIgnored } from './ignored.ts';
import type { Sink } from './listing-files.ts';
import { copyManifest, transcribe } from './manifest-listing.ts';
import { damageOf } from './manifest-rows.ts';
import { createLabelSurvey } from './manifest-samples.ts';
import { createNameSorter } from './name-sorter.ts';
import { createNotes, type Notes } from './notes.ts';
import { rowsFacts, unreadRows } from './rows-listing.ts';
import { noteOf } from './survey.ts';
import type { Table, Tables } from './tables.ts';

export interface TableOptions {
  readonly config: Config;
  readonly place: Place;
  readonly scratch: string;
  /** Where the copy of a table goes, by its place, from which its clean one is made. */
  readonly copyOf: (at: number) => string;
  readonly runNames?: number;
  readonly enter: (folder: string) => boolean;
}

/** One row a sample, named by the file and its number from 0. Throws StorageError. */
function* drafts({ rows, facts }: Table): Generator<Draft> {
  const { ref, header, form, columns } = facts;
  const at = (name: string | undefined) => (name === undefined ? -1 : header.indexOf(name));
  const [labelAt, splitAt, groupAt] = [at(columns.label), at(columns.split), at(columns.group)];
  const targetsAt = columns.targets.map((name) => [name, at(name)] as const);
  for (const record of readRows(rows, facts)) {
    const row = record.index - 1;
    const problems = damageOf(record, header.length);
    // Cells of a row with too many or too few are in no certain column: nothing in it can be examined, and it has no label.
    const isWhole = problems.every(({ kind }) => kind === 'repeated-key');
    const split = facts.split ?? (isWhole && splitAt >= 0 ? record.text(splitAt).trim() : '');
    yield {
      key: `${ref}#${row}`,
      ...(split !== '' && { split }),
      parts: isWhole
        ? [
            {
              name: 'array',
              role: 'array',
              resource: ref,
              ...(form !== 'parquet' && { range: record.range }),
              row,
              ownership: 'shared',
            },
          ]
        : [],
      annotations: {
        origin: { file: ref, line: record.line, record: record.index },
        ...(isWhole && labelAt >= 0 && { label: record.text(labelAt) }),
        ...(isWhole && groupAt >= 0 && { group: record.text(groupAt) }),
        ...(isWhole &&
          targetsAt.length > 0 && {
            targets: Object.fromEntries(targetsAt.map(([name, cell]) => [name, record.text(cell)])),
          }),
        ...(problems.length > 0 && { problems }),
      },
    };
  }
}

/** Names every other file of a folder than `refs`. Of one that was given as a file nothing else counts. */
export const listOthers = (
  options: Omit<TableOptions, 'config' | 'copyOf'>,
  refs: ReadonlySet<string>,
  ignore: KeyGlobs,
  notes: Notes,
  sink: Sink,
): void => {
  const { place, scratch, runNames, enter } = options;
  if (place.file !== undefined) return;
  const others = createNameSorter(join(scratch, 'others'), runNames);
  const ignored = createNameSorter(join(scratch, 'ignored'), runNames);
  for (const entry of walk(place.roots, { enter })) {
    if (entry.kind === 'unreadable' && !ignore.matches(entry.key)) notes.add(noteOf(entry));
    if (entry.kind !== 'file' || refs.has(entry.key) || isSilent(entry.key)) continue;
    if (ignore.matches(entry.key)) ignored.add(entry.key);
    else others.add(entry.key);
  }
  for (const key of others.sorted()) sink.other(key);
  for (const key of ignored.sorted()) sink.ignored(key);
};

/**
 * Lists the rows of tables as samples, in their order, with where their cells stand. Memory does not grow with the rows. Throws
 * UserError, also where a table is written to meanwhile.
 */
export const listTables = async (
  { tables: given, reason }: Tables,
  options: TableOptions,
  sink: Sink,
): Promise<ListingFacts> => {
  const { config, copyOf } = options;
  const name = given.map(({ facts }) => nameOf(facts.ref)).join(', ');
  let tables = given;
  try {
    const declared = readDeclaredClasses(config.classes);
    const ignore = keyGlobs(config.ignore);
    const notes = createNotes();
    const labels = createLabelSurvey();
    tables = await transcribe(given, copyOf);
    for (const { facts } of tables) {
      if (facts.encoding !== 'utf-8') notes.add({ kind: 'encoding', ref: facts.ref, detail: facts.encoding });
    }
    listOthers(options, new Set(tables.map(({ facts }) => facts.ref)), ignore, notes, sink);
    // Samples come with their labels' kind already known, which takes all labels.
    for (const table of tables) {
      if (table.facts.columns.label === undefined) continue;
      for (const { key, annotations } of drafts(table)) {
        sink.onProgress();
        if (!ignore.matches(key)) labels.see(annotations.label);
        await sink.breathe();
      }
    }
    for (const table of tables) {
      for (const draft of drafts(table)) {
        if (ignore.matches(draft.key)) sink.ignored(draft.key);
        else sink.sample('table', draft);
        await sink.breathe();
      }
    }
    refuseAllIgnored(config.dataset, sink.counts().samples, sink);
    if (sink.counts().samples === 0) throw new UserError('sources.manifest-no-rows', { file: name });
    noteUnmatched(notes, ignore);
    for (const [at, { file, facts }] of tables.entries()) {
      if (facts.form !== 'parquet') copyManifest(file, copyOf(at));
      else file.verifyUnchanged();
    }
    const manifests = tables.map(({ facts }) => facts);
    return rowsFacts({ layout: 'table', reason, sink, config, labels: labels.told(), declared, manifests, notes });
  } catch (error) {
    throw unreadRows(error, name);
  } finally {
    for (const { file, rows } of tables) {
      file.close();
      rows.close();
    }
  }
};
