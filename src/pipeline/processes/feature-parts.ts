import { setImmediate } from 'node:timers/promises';
import { arrayValues } from '../../decode/array-values.ts';
import type { NpyHeader } from '../../decode/npy-header.ts';
import { type RowBlock, rowBlocks } from '../../decode/row-blocks.ts';
import { rowOfCells } from '../../decode/table-row.ts';
import type { ByteSource } from '../../model/byte-source.ts';
import type { Limits } from '../../model/config.ts';
import type { FeaturePartFacts } from '../../model/feature-part.ts';
import type { ListingFacts, ManifestFacts } from '../../model/listing.ts';
import { damageOf } from '../../sources/manifest-rows.ts';
import { headerOf, openArray } from '../../sources/pairs.ts';
import { isContainerName, readyFor } from '../../storage/arrays.ts';
import { openLocal, type Roots } from '../../storage/local.ts';
import { createNumberReader } from '../../storage/parquet-numbers.ts';
import { readRows } from '../../storage/records.ts';

/** What rows of a dataset have in common: an array of samples, or a table. */
export interface FeaturePart extends Pick<FeaturePartFacts, 'part' | 'kind' | 'shape' | 'names' | 'identity'> {
  /** How its file is read, as far as bytes do not say it. */
  readonly form: readonly string[];
  /** In order, once. Throws StorageError. */
  readonly blocks: () => AsyncIterable<RowBlock>;
  readonly close: () => void;
}

const CHUNK_BYTES = 256 * 1024;
/** Rows of a table between two rests. */
const REST_ROWS = 2_048;
const FLOATS = new Set(['f2', 'bf2', 'f4', 'f8']);

/** An array's key as its file, and its name in it. A name may hold the mark itself. */
const placeOf = (key: string) => {
  for (let mark = key.indexOf('#'); mark !== -1; mark = key.indexOf('#', mark + 1)) {
    const resource = key.slice(0, mark);
    if (isContainerName(resource)) return { key, resource, member: key.slice(mark + 1) };
  }
  return { key, resource: key };
};

async function* arrayBlocks(file: ByteSource, header: NpyHeader, rowBytes: number): AsyncGenerator<RowBlock> {
  for (const block of rowBlocks(file, header, rowBytes, Math.max(1, Math.floor(CHUNK_BYTES / rowBytes)))) {
    yield block;
    await setImmediate();
  }
}

/** Undefined for an array without rows of numbers. Throws StorageError. */
const openArrayPart = async (roots: Roots, limits: Limits, part: string): Promise<FeaturePart | undefined> => {
  const place = placeOf(part);
  await readyFor(place.resource);
  const file = openArray(roots, limits, place);
  const header = headerOf(file, limits);
  const [rows = 0, ...shape] = header?.array.shape ?? [];
  const isOfNumbers = header !== undefined && arrayValues(header.array, new Uint8Array(0)) !== undefined;
  const rowBytes = rows === 0 ? 0 : (header?.dataBytes ?? 0) / rows;
  if (!isOfNumbers || rowBytes === 0) {
    file.close();
    return undefined;
  }
  const isOfFeatures = FLOATS.has(header.array.dtype) && shape.length <= 1;
  return {
    part,
    kind: isOfFeatures ? 'feature' : 'element',
    shape,
    identity: file.identity,
    form: ['array'],
    blocks: () => arrayBlocks(file, header, rowBytes),
    close: file.close,
  };
};

async function* textBlocks(file: ByteSource, facts: ManifestFacts, features: readonly string[]) {
  const { header } = facts;
  const cells = features.map((name) => header.indexOf(name));
  for (const record of readRows(file, facts)) {
    const first = record.index - 1;
    if (first % REST_ROWS === 0) await setImmediate();
    // Cells of a row with too many or too few are in no certain column.
    if (damageOf(record, header.length).some(({ kind }) => kind !== 'repeated-key')) continue;
    yield { first, rows: 1, values: rowOfCells(features, (at) => record.text(cells[at]!)).values };
  }
}

async function* parquetBlocks(file: ByteSource, features: readonly string[]): AsyncGenerator<RowBlock> {
  // Loaded for a table of this form: most datasets have none.
  const { openParquet } = await import('../../storage/parquet.ts');
  const table = await openParquet(file);
  const rowAt = createNumberReader(table, features);
  for (let first = 0; first < table.rows; first += 1) {
    if (first % REST_ROWS === 0) await setImmediate();
    yield { first, rows: 1, values: (await rowAt(first)).values };
  }
}

/** A cell that holds no number counts as one that is not finite. Throws StorageError. */
const openTablePart = (roots: Roots, facts: ManifestFacts): FeaturePart => {
  const { features = [] } = facts.columns;
  const file = openLocal(roots, facts.ref);
  return {
    part: facts.ref,
    kind: 'feature',
    shape: [features.length],
    names: features,
    identity: file.identity,
    form: [facts.form, facts.encoding, facts.delimiter, facts.newline],
    blocks: () => (facts.form === 'parquet' ? parquetBlocks(file, features) : textBlocks(file, facts, features)),
    close: file.close,
  };
};

/** How to open each part of a dataset whose samples are rows, in the order of the listing; none of other datasets. */
export const featureParts = (
  { layout, manifest, furtherManifests = [] }: Pick<ListingFacts, 'layout' | 'manifest' | 'furtherManifests'>,
  roots: Roots,
  limits: Limits,
): readonly (() => Promise<FeaturePart | undefined>)[] => {
  const all = manifest === undefined ? [] : [manifest, ...furtherManifests];
  if (layout === 'table') return all.map((facts) => async () => openTablePart(roots, facts));
  return all.flatMap(({ rowsOf }) => (rowsOf === undefined ? [] : [() => openArrayPart(roots, limits, rowsOf)]));
};
