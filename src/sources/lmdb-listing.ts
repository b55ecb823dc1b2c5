import { UserError } from '../model/errors.ts';
import { keyGlobs } from '../model/key-globs.ts';
import type { ListedFile, ListingFacts } from '../model/listing.ts';
import { keyFromBytes } from '../model/path-key.ts';
import { type Datum, readDatumAt } from '../storage/datum.ts';
import { StorageError } from '../storage/errors.ts';
import { LmdbDamage, lmdbRecords } from '../storage/lmdb.ts';
import { readDeclaredClasses } from './declared-classes.ts';
import type { Draft } from './folder-samples.ts';
import { noteUnmatched, refuseAllIgnored } from './ignored.ts';
import type { Sink } from './listing-files.ts';
import type { Database, Databases } from './lmdb.ts';
import { createLabelSurvey } from './manifest-samples.ts';
import { createNotes } from './notes.ts';
import { listOthers, type TableOptions } from './table-listing.ts';

/** Where none of so many values is a Datum, the database is of something else. */
const FIRST_RECORDS = 100;

/** Whether a value is surely meant as one: many bytes happen to be fields. */
const isMeant = (datum: Datum | undefined): boolean =>
  datum !== undefined &&
  (datum.data !== undefined || datum.floats > 0) &&
  (datum.encoded || datum.shape.every((side) => side > 0));

/**
 * What a record without a label says, by the others: nothing where none has one (undefined); that its label is 0, which writers of
 * protobuf 3 leave out and Caffe reads, where no other says 0; else that it is missing ('').
 */
type Unsaid = undefined | '0' | '';

/** Reads as far as to the first label that is 0. Throws UserError where the values are no Datums. */
const lookInto = async ({ ref, file }: Database, sink: Sink): Promise<Unsaid> => {
  let unsaid: Unsaid;
  let records = 0;
  let areDatums = false;
  for (const { start, end } of lmdbRecords(file)) {
    const datum = readDatumAt(file, start, end);
    records += 1;
    areDatums ||= isMeant(datum);
    if (areDatums && datum?.label === 0) return '';
    if (datum?.label !== undefined) unsaid = '0';
    if (!areDatums && records === FIRST_RECORDS) break;
    await sink.breathe();
  }
  if (records > 0 && !areDatums) throw new UserError('sources.lmdb-no-datum', { file: ref, records });
  return unsaid;
};

const labelOf = ({ label }: Datum, unsaid: Unsaid): string | undefined =>
  label === undefined ? unsaid : String(label);

/** One record a sample, named by the file and its key. */
function* drafts({ ref, file, split }: Database, unsaid: Unsaid): Generator<Draft> {
  for (const { key, start, end } of lmdbRecords(file)) {
    const datum = readDatumAt(file, start, end);
    // What no Datum says is not missing in one.
    const label = datum === undefined ? undefined : labelOf(datum, unsaid);
    const role = datum?.encoded === true ? 'image' : 'array';
    yield {
      key: `${ref}#${keyFromBytes(key)}`,
      ...(split !== undefined && { split }),
      parts: [{ name: role, role, resource: ref, range: [start, end], ownership: 'shared' }],
      annotations: { ...(label !== undefined && { label }) },
    };
  }
}

const listedFile = ({ ref, file }: Database): ListedFile => {
  const { size, mtimeNs, ctimeNs } = file.identity;
  return { ref, identity: { size, mtimeNs, ctimeNs } };
};

const refusalOf = (error: unknown, { ref, file }: Database): unknown => {
  if (error instanceof LmdbDamage) {
    try {
      file.verifyUnchanged();
      return new UserError('sources.lmdb-damaged', { file: ref, detail: error.message });
    } catch (changed) {
      return refusalOf(changed, { ref, file });
    }
  }
  if (!(error instanceof StorageError)) return error;
  const key = error.cause === 'CHANGED' ? 'sources.lmdb-changed' : 'sources.lmdb-unreadable';
  return new UserError(key, { file: ref, cause: error.cause });
};

/**
 * Lists the records of LMDB files as samples, in the order of their keys, with where their values stand. Memory does not grow with the
 * records. Throws UserError, also where a file is damaged or written to meanwhile.
 */
export const listDatabases = async (
  { databases, reason }: Databases,
  options: Omit<TableOptions, 'copyOf'>,
  sink: Sink,
): Promise<ListingFacts> => {
  const { config } = options;
  let current = databases[0]!;
  try {
    if (config.targets.length > 0) {
      throw new UserError('sources.no-manifest-for-targets', { target: config.targets[0]!.name });
    }
    const declared = readDeclaredClasses(config.classes);
    const ignore = keyGlobs(config.ignore);
    const notes = createNotes();
    const survey = createLabelSurvey();
    const lockOf = (ref: string): string => ref.replace(/data\.mdb$/, 'lock.mdb');
    const own = databases.flatMap(({ ref }) => [ref, lockOf(ref)]);
    listOthers(options, new Set(own), ignore, notes, sink);
    for (const database of databases) {
      current = database;
      const unsaid = await lookInto(database, sink);
      for (const draft of drafts(database, unsaid)) {
        sink.onProgress();
        if (ignore.matches(draft.key)) sink.ignored(draft.key);
        else {
          survey.see(draft.annotations.label);
          sink.sample('lmdb', draft);
        }
        await sink.breathe();
      }
      database.file.verifyUnchanged();
    }
    refuseAllIgnored(config.dataset, sink.counts().samples, sink);
    const files = databases.map(({ ref }) => ref).join(', ');
    if (sink.counts().samples === 0) throw new UserError('sources.lmdb-empty', { file: files });
    noteUnmatched(notes, ignore);
    return {
      layout: 'lmdb',
      reason,
      ...sink.counts(),
      labels: { ...survey.told(), ...declared, ignored: config.ignoreLabels },
      classFolders: [],
      targets: [],
      databases: databases.map(listedFile),
      notes: notes.kept(),
      noteCounts: notes.counts(),
    };
  } catch (error) {
    throw refusalOf(error, current);
  } finally {
    for (const { file } of databases) file.close();
  }
};
