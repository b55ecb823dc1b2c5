import { rowOfCells, tableRowSource } from '../../decode/table-row.ts';
import type { ListingFacts, ManifestFacts } from '../../model/listing.ts';
import type { Part, ResourceRef } from '../../model/sample.ts';
import type { TableRow, TableRowSource } from '../../model/table-row.ts';
import { type DelimitedRecord, readDelimited } from '../../storage/delimited.ts';
import { StorageError } from '../../storage/errors.ts';
import { readJsonLines } from '../../storage/json-lines.ts';
import { type OpenFile, openLocal, type Roots } from '../../storage/local.ts';
import { createNumberReader } from '../../storage/parquet-numbers.ts';

/** A table's row, opened as if it were a file. */
export type OpenRow = OpenFile & TableRowSource;

/** From a gap on, rows are not read over but left out. */
const LONGEST_GAP_BYTES = 1 << 20;

type Place = Pick<Part, 'range'> & { readonly row: number };

interface OpenTable {
  readonly resource: ResourceRef;
  readonly file: OpenFile;
  readonly rowAt: (place: Place) => TableRow | Promise<TableRow>;
}

const openTable = (roots: Roots, resource: ResourceRef, { identity }: ManifestFacts): OpenFile => {
  const file = openLocal(roots, resource);
  const now = file.identity;
  if (now.size === identity?.size && now.mtimeNs === identity.mtimeNs && now.ctimeNs === identity.ctimeNs) return file;
  file.close();
  throw new StorageError('CHANGED', `another table now: ${resource}`);
};

/** Reads rows of text where the listing says that they stand. They come in order, so that each part of the file is read once. */
const textRows = (file: OpenFile, resource: ResourceRef, facts: ManifestFacts): OpenTable['rowAt'] => {
  const { features = [] } = facts.columns;
  const cells = features.map((name) => facts.header.indexOf(name));
  const recordsFrom = (from: number): Iterator<DelimitedRecord> =>
    facts.form === 'delimited' ? readDelimited(file, facts, 'honored', from) : readJsonLines(file, facts, from);
  let records: Iterator<DelimitedRecord> | undefined;
  let next = 0;
  return ({ range }) => {
    if (range === undefined) throw new Error(`a row of ${resource} has no place`);
    const [start, end] = range;
    if (records === undefined || start < next || start - next > LONGEST_GAP_BYTES) records = recordsFrom(start);
    for (;;) {
      const read = records.next();
      const record = read.done === true ? undefined : read.value;
      next = record?.range[1] ?? Number.POSITIVE_INFINITY;
      if (record === undefined || record.range[0] > start) break;
      if (record.range[0] < start) continue;
      if (record.range[1] === end) return rowOfCells(features, (at) => record.text(cells[at]!));
      break;
    }
    records = undefined;
    throw new StorageError('CHANGED', `no row from byte ${start} to ${end}: ${resource}`);
  };
};

const parquetRows = (file: OpenFile, { columns }: ManifestFacts): OpenTable['rowAt'] => {
  const reader = (async () => {
    // Loaded for the first row: most datasets have none.
    const { openParquet } = await import('../../storage/parquet.ts');
    return createNumberReader(await openParquet(file), columns.features ?? []);
  })();
  return async ({ row }) => (await reader)(row);
};

/**
 * Opens rows of the tables that were listed as if each were a .npy file of its features. Keeps the last table open: rows come in order.
 * Throws StorageError as `openLocal` does; 'CHANGED' where the table is not the one that was listed.
 */
export const createTableOpener = (roots: Roots, { layout, manifest, furtherManifests = [] }: ListingFacts) => {
  const all = layout === 'table' && manifest !== undefined ? [manifest, ...furtherManifests] : [];
  const tables = new Map(all.map((facts) => [facts.ref, facts]));
  let current: OpenTable | undefined;

  const tableOf = (resource: ResourceRef, facts: ManifestFacts): OpenTable => {
    if (current?.resource === resource) return current;
    current?.file.close();
    current = undefined;
    const file = openTable(roots, resource, facts);
    const rowAt = facts.form === 'parquet' ? parquetRows(file, facts) : textRows(file, resource, facts);
    current = { resource, file, rowAt };
    return current;
  };

  const asFile = (row: TableRow, file: OpenFile): OpenRow => {
    const source = tableRowSource(row);
    return {
      ...source,
      identity: file.identity,
      readAll: () => {
        const bytes = new Uint8Array(source.size);
        return bytes.subarray(0, source.read(0, bytes));
      },
      verifyUnchanged: file.verifyUnchanged,
      close: () => {},
    };
  };

  return {
    /** Whether a part is a row of a table. */
    holds: ({ resource, row }: Pick<Part, 'resource' | 'row'>): boolean => row !== undefined && tables.has(resource),
    open: ({ resource, range, row = 0 }: Pick<Part, 'resource' | 'range' | 'row'>): OpenRow | Promise<OpenRow> => {
      const facts = tables.get(resource);
      if (facts === undefined) throw new Error(`${resource} is no table of this run`);
      const { file, rowAt } = tableOf(resource, facts);
      const read = rowAt({ row, ...(range && { range }) });
      return read instanceof Promise ? read.then((known) => asFile(known, file)) : asFile(read, file);
    },
  };
};
