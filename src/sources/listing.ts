import { closeSync, existsSync, openSync, readFileSync, readSync, realpathSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { sealFile } from '../catalog/sealed-file.ts';
import type { Config } from '../model/config.ts';
import { UserError } from '../model/errors.ts';
import type { ListingFacts } from '../model/listing.ts';
import { bytesFromKey, keyFromBytes } from '../model/path-key.ts';
import type { Slice } from '../model/plan.ts';
import type { Id, Sample } from '../model/sample.ts';
import { locate, type Place, realKey } from '../storage/roots.ts';
import { type Expectations, openExpectations } from './expect/expectations.ts';
import { roleOf } from './file-kinds.ts';
import { listArrayFile, listFolders, listHdf5List } from './folder-listing.ts';
import { globOf } from './glob.ts';
import { createListingWriter, listingFiles, type Sink } from './listing-files.ts';
import { openDatabases } from './lmdb.ts';
import { listDatabases } from './lmdb-listing.ts';
import { type Manifests, openManifests } from './manifest.ts';
import { listManifests } from './manifest-listing.ts';
import { listTables } from './table-listing.ts';
import { openTables, seekTables, type Tables } from './tables.ts';

const DEFAULT_SLICE_SAMPLES = 256;
/** A file that every quarantine holds, so that one under any name is known. */
const QUARANTINE_MARK = 'PREPASS-QUARANTINE';

/** What is quarantined would be examined, found bad and quarantined again. */
const refuseQuarantine = (place: Place, dataset: string): void => {
  for (let folder = bytesFromKey(place.roots.root).toString(); ; folder = dirname(folder)) {
    if (folder.endsWith('.quarantine') || existsSync(join(folder, QUARANTINE_MARK))) {
      throw new UserError('sources.inside-quarantine', { path: dataset, quarantine: folder });
    }
    if (folder === dirname(folder)) return;
  }
};

/** Why there is no list of files, though something was asked of one. */
const NO_PATHS: ReadonlySet<string> = new Set(['sources.no-path-column', 'sources.no-manifest']);

interface ListingOptions {
  /** Samples per slice. */
  readonly sliceSize?: number;
  /** Files or rows seen so far. */
  readonly onProgress?: (done: number) => void;
  /** Each sample's id, in order. */
  readonly onSample?: (id: Id) => void;
  /** Names sorted in memory at a time; tests make it small. */
  readonly runNames?: number;
}

export interface Listing {
  readonly facts: ListingFacts;
  /** Absolute path of the root folder, as a ref. */
  readonly root: string;
  readonly listingSha256: string;
}

/** What says which samples there are: lists of files, or tables whose rows are samples. Throws UserError. */
const openRows = async (
  place: Place,
  config: Config,
  enter: (folder: string) => boolean,
): Promise<Manifests | Tables | undefined> => {
  // Who names features says that there are some.
  const isStated = config.layout === 'table' || (config.layout === undefined && config.features.length > 0);
  if (isStated) return openTables(place, config);
  try {
    return (await openManifests(place, config)) ?? (await seekTables(place, config, enter));
  } catch (error) {
    const namesNone = error instanceof UserError && NO_PATHS.has(error.key);
    const tables = namesNone ? await seekTables(place, config, enter) : undefined;
    if (tables === undefined) throw error;
    return tables;
  }
};

const list = async (place: Place, config: Config, out: string, runNames: number | undefined, sink: Sink) => {
  const { scratch, manifest: copyOf } = listingFiles(out);
  const own = keyFromBytes(Buffer.from(resolve(out)));
  const ownReal = existsSync(out) ? realKey(out) : own;
  /** The run folder may lie inside the dataset; it is not of it. */
  const enter = (folder: string): boolean => {
    const absolute = `${place.roots.root}/${folder}`;
    return absolute !== own && absolute !== ownReal;
  };
  const runs = runNames === undefined ? {} : { runNames };
  const glob = globOf(config, place.roots);
  if (glob !== undefined && place.file === undefined) {
    return listFolders(place.roots, { config, scratch, copyOf, enter, glob, ...runs }, sink);
  }
  const listed = listHdf5List(place, { config, copyOf }, sink);
  if (listed !== undefined) return listed;
  const options = { config, place, scratch, copyOf, enter, ...runs };
  const databases = openDatabases(place, config, enter);
  if (databases !== undefined) return listDatabases(databases, options, sink);
  const found = await openRows(place, config, enter);
  if (found !== undefined)
    return 'tables' in found ? listTables(found, options, sink) : listManifests(found, options, sink);
  if (place.file !== undefined) return listArrayFile(place, { config, copyOf }, sink);
  return listFolders(place.roots, { config, scratch, copyOf, enter, ...runs }, sink);
};

/**
 * Lists a dataset into `<out>/listing/`: `samples.jsonl` (a Sample a line, in order), `slices.jsonl`, `other-files.txt`,
 * `facts.json`, and a copy of each manifest. Equal for equal input. Memory does not grow with the samples of a folder layout, and
 * by some 50 bytes a row with a manifest's. Throws UserError.
 */
export const writeListing = async (config: Config, out: string, options: ListingOptions = {}): Promise<Listing> => {
  const { sliceSize = DEFAULT_SLICE_SAMPLES, onProgress = () => {}, onSample = () => {}, runNames } = options;
  const given = locate(config.dataset, config.followRoots);
  // An array that is a link is read where it lies: nothing else counts from its folder.
  const isArray = given.file !== undefined && roleOf(given.file) === 'array';
  const place = isArray ? locate(realpathSync(config.dataset), config.followRoots) : given;
  refuseQuarantine(place, config.dataset);
  const paths = listingFiles(out);
  const writer = createListingWriter(out, { sliceSize, onProgress, onSample });
  let expectations: Expectations | undefined;
  try {
    expectations = await openExpectations(config, place.roots, paths.scratch);
    const listed = await list(place, config, out, runNames, expectations?.wrap(writer) ?? writer);
    const expect = expectations?.conclude(paths.notDownloaded);
    const facts: ListingFacts = { ...listed, ...(expect && { expect }) };
    const listingSha256 = writer.seal();
    sealFile(paths.facts, `${JSON.stringify(facts)}\n`);
    return { facts, root: place.roots.root, listingSha256 };
  } catch (error) {
    writer.discard();
    throw error;
  } finally {
    expectations?.close();
    rmSync(paths.scratch, { recursive: true, force: true });
  }
};

/** The lines of one slice, a sample each, by one read. */
export const readSliceLines = (out: string, slice: Pick<Slice, 'offset' | 'bytes' | 'part'>): readonly string[] => {
  const { samples, part } = listingFiles(out);
  const descriptor = openSync(slice.part === undefined ? samples : part, 'r');
  try {
    const block = Buffer.allocUnsafe(slice.bytes);
    for (let done = 0; done < slice.bytes; ) {
      const count = readSync(descriptor, block, done, slice.bytes - done, slice.offset + done);
      if (count === 0) throw new Error(`the listing ends inside a slice at byte ${slice.offset + done}`);
      done += count;
    }
    const lines = block.toString('utf8').split('\n');
    lines.pop();
    return lines;
  } finally {
    closeSync(descriptor);
  }
};

/** The samples of one slice. */
export const readSlice = (out: string, slice: Pick<Slice, 'offset' | 'bytes' | 'part'>): readonly Sample[] =>
  readSliceLines(out, slice).map((line) => JSON.parse(line) as Sample);

export const readSliceIndex = (out: string): readonly Slice[] => {
  const lines = readFileSync(listingFiles(out).slices, 'utf8').split('\n');
  lines.pop();
  return lines.map((line) => JSON.parse(line) as Slice);
};

/** All samples in order, a slice in memory at a time. */
export function* readSamples(out: string): Generator<Sample> {
  for (const slice of readSliceIndex(out)) yield* readSlice(out, slice);
}
