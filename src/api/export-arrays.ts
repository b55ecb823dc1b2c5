import { existsSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createIdentities, createLabelIdentities } from '../catalog/identities.ts';
import type { RunFolder } from '../catalog/run-folder.ts';
import { createSealedFile, type SealedFile } from '../catalog/sealed-file.ts';
import { createIndices } from '../export/indices.ts';
import { createRowCopier, type RowCopier } from '../export/kept-rows.ts';
import { UserError } from '../model/errors.ts';
import type { ManifestFacts } from '../model/listing.ts';
import { headWithRows } from '../model/npy-head.ts';
import { bytesFromKey } from '../model/path-key.ts';
import type { Plan } from '../model/plan.ts';
import type { FileIdentity } from '../model/record.ts';
import { type ArrayPlace, placeOfArray } from '../sources/pair-names.ts';
import { headerOf, openArray } from '../sources/pairs.ts';
import { readyForAll } from '../storage/arrays.ts';
import { StorageError } from '../storage/errors.ts';
import { openRoots, type Roots } from '../storage/local.ts';
import type { CopiedArray } from './copied-array.ts';
import { copyDatabases } from './export-lmdb.ts';
import { keptSamples } from './kept-samples.ts';
import { finishedRun, loadPlan, refusePartial } from './load.ts';
import { isInDataset } from './out-folder.ts';

interface Kept {
  /** Which of the run's manifests the row is of, by its ref. */
  readonly of: string;
  readonly row: number;
  readonly ordinal: number;
}

/** The rows of the clean list in their order. */
async function* keptRows(folder: RunFolder, plan: Plan): AsyncGenerator<Kept> {
  for await (const { ordinal, annotations } of keptSamples(folder, plan)) {
    const { origin } = annotations;
    if (origin !== undefined) yield { of: origin.file, row: origin.record - 1, ordinal };
  }
}

const refuse = (key: string, array: string): UserError => new UserError(`pipeline.${key}`, { array });

const isSame = (a: FileIdentity, b: FileIdentity): boolean => a.size === b.size && a.mtimeNs === b.mtimeNs;

/** Labels that are cells were read while listing: their file must not be younger. */
const isYounger = ({ mtimeNs }: FileIdentity, startedAt: string): boolean =>
  BigInt(mtimeNs) > BigInt(Date.parse(startedAt)) * 1_000_000n;

interface Copying {
  readonly roots: Roots;
  readonly plan: Plan;
  readonly out: string;
}

interface Copy extends RowCopier {
  readonly path: string;
  readonly seal: () => void;
  readonly discard: () => void;
}

/** Begins the copy of an array with so many of its rows. `isExamined` is asked whether it is the file that the run is about. */
const openCopy = (
  place: ArrayPlace,
  rows: number,
  isExamined: (file: FileIdentity) => boolean,
  { roots, plan, out }: Copying,
): Copy => {
  const array = openArray(roots, plan.config.limits, place);
  let file: SealedFile | undefined;
  try {
    const header = headerOf(array, plan.config.limits);
    if (header === undefined || !isExamined(array.identity)) throw refuse('array-changed', place.key);
    const { dataOffset, dataBytes } = header;
    const head = new Uint8Array(dataOffset);
    array.read(0, head);
    const newHead = headWithRows(head, rows);
    // What numpy has no name for would be a file that nobody reads.
    if (newHead === undefined || header.array.dtype === 'bf2') throw refuse('array-header', place.key);
    const path = join(out, `${place.key.replaceAll(/[/#]/g, '-').replace(/\.npy$/i, '')}.npy`);
    file = createSealedFile(path);
    file.write(newHead);
    const rowBytes = dataBytes / (header.array.shape[0] ?? 1);
    const copier = createRowCopier(array, { dataOffset, rowBytes }, file);
    const { seal, discard } = file;
    return {
      ...copier,
      path,
      seal: () => {
        copier.finish();
        array.verifyUnchanged();
        array.close();
        seal();
      },
      discard: () => {
        array.close();
        discard();
      },
    };
  } catch (error) {
    array.close();
    file?.discard();
    throw error;
  }
};

/** Numbers of rows as numpy takes them for an index. */
const openIndices = (key: string, rows: number, out: string): Copy => {
  const path = join(out, `${key.replaceAll(/[/#]/g, '-').replace(/\.npy$/i, '')}.indices.npy`);
  return { ...createIndices(path, rows), finish: () => {} };
};

const copyPair = async (
  facts: ManifestFacts,
  rows: AsyncIterable<Kept>,
  count: number,
  folder: RunFolder,
  copying: Copying,
): Promise<readonly CopiedArray[]> => {
  const { rowsOf = '', ref } = facts;
  const samples = placeOfArray(rowsOf);
  const labels = ref === rowsOf ? undefined : placeOfArray(ref);
  await readyForAll([samples.resource, labels?.resource ?? samples.resource]);
  const copies: { readonly copy: Copy; readonly of: string }[] = [];
  const open = (of: string, make: () => Copy): void => {
    copies.push({ copy: make(), of });
  };
  const isExamined = (known: FileIdentity | undefined) => (file: FileIdentity) =>
    known === undefined ? !isYounger(file, copying.plan.startedAt) : isSame(known, file);
  try {
    let isFirst = true;
    for await (const { of, row, ordinal } of rows) {
      if (of !== ref) continue;
      if (isFirst) {
        isFirst = false;
        open(rowsOf, () => openIndices(samples.key, count, copying.out));
        const sampleFile = createIdentities(folder)(ordinal);
        open(rowsOf, () => openCopy(samples, count, isExamined(sampleFile), copying));
        const labelFile = createLabelIdentities(folder)(ordinal);
        if (labels !== undefined) open(ref, () => openCopy(labels, count, isExamined(labelFile), copying));
      }
      for (const { copy } of copies) copy.keep(row);
    }
    for (const { copy } of copies) copy.seal();
    return copies.map(({ copy: { path }, of }) => ({ path, of, rows: count }));
  } catch (error) {
    for (const { copy } of copies) copy.discard();
    if (error instanceof StorageError) throw refuse('array-changed', `${rowsOf}, ${ref}`);
    throw error;
  }
};

/** Whether copies would lie in the dataset, or, of a dataset that is one file, beside it, where they could replace an array. */
const isAmongOriginals = (out: string, { root, config }: Plan): boolean => {
  const folder = bytesFromKey(root).toString();
  return /\.(?:np[yz]|mdb)$/i.test(config.dataset)
    ? existsSync(out) && realpathSync(out) === folder
    : isInDataset(out, folder);
};

/**
 * Copies the arrays of a finished run over pairs without the rows that are not clean: each array in its own type, order and version
 * of the format, and `NAME.indices.npy`, the numbers of the rows that stay (int64). Of LMDB: a database of the records that stay, and
 * beside it their numbers, and `NAME.keys.txt`. Streamed: memory does not grow with the arrays. An array of which no row stays has no
 * copy.
 *
 * @param output folder for the copies; default: the run's `clean/`. What is there under their names is replaced.
 * @throws UserError for a partial run, another layout, and where an array is not what it was when it was examined.
 */
export const exportArrays = async (folder: string, output?: string): Promise<readonly CopiedArray[]> => {
  const place = finishedRun(folder);
  refusePartial(place);
  const plan = loadPlan(place);
  const { manifest, furtherManifests = [], databases = [] } = plan.facts;
  const pairs = [...(manifest ? [manifest] : []), ...furtherManifests].filter(({ rowsOf }) => rowsOf !== undefined);
  if (pairs.length === 0 && databases.length === 0) throw new UserError('pipeline.no-arrays', { path: place.root });
  const out = output === undefined ? place.clean : resolve(output);
  const root = bytesFromKey(plan.root);
  if (isAmongOriginals(out, plan)) throw new UserError('pipeline.arrays-over', { path: out });
  if (databases.length > 0) return copyDatabases(databases, { folder: place, plan, out });
  const counts = new Map<string, number>();
  for await (const { of } of keptRows(place, plan)) counts.set(of, (counts.get(of) ?? 0) + 1);
  const copying: Copying = { roots: openRoots(root, plan.config.followRoots), plan, out };
  const copied: CopiedArray[] = [];
  for (const facts of pairs) {
    const count = counts.get(facts.ref) ?? 0;
    if (count > 0) copied.push(...(await copyPair(facts, keptRows(place, plan), count, place, copying)));
  }
  return copied;
};
