import type { Config } from '../model/config.ts';
import { UserError } from '../model/errors.ts';
import type { ListingFacts } from '../model/listing.ts';
import { keyFromBytes } from '../model/path-key.ts';
import type { Part } from '../model/sample.ts';
import { roleOf } from '../sources/file-kinds.ts';
import { headerOf, openArray } from '../sources/pairs.ts';
import { readDatumAt } from '../storage/datum.ts';
import { StorageError } from '../storage/errors.ts';
import { isLmdb, LmdbDamage, lmdbRecords } from '../storage/lmdb.ts';
import { type OpenFile, openLocal, type Roots } from '../storage/local.ts';

/** What is inspected: a file as a whole, or one of the samples in it. */
export interface Inspected {
  readonly key: string;
  readonly part: Part;
  /** What the record itself says. */
  readonly label?: string;
  /** What a listing of its file would say. */
  readonly facts: Pick<ListingFacts, 'databases'>;
}

const noSuchRow = (file: string, row: number, rows: number): UserError =>
  new UserError('sources.no-such-row', { file, row, rows });

const recordOf = (ref: string, file: OpenFile, row: number): Inspected => {
  let at = 0;
  for (const { key, start, end } of lmdbRecords(file)) {
    if (at === row) {
      const datum = readDatumAt(file, start, end);
      const role = datum?.encoded === true ? 'image' : 'array';
      const { size, mtimeNs, ctimeNs } = file.identity;
      return {
        key: `${ref}#${keyFromBytes(key)}`,
        part: { name: role, role, resource: ref, range: [start, end], ownership: 'shared' },
        ...(datum?.label !== undefined && { label: String(datum.label) }),
        facts: { databases: [{ ref, identity: { size, mtimeNs, ctimeNs } }] },
      };
    }
    at += 1;
  }
  throw noSuchRow(ref, row, at);
};

const rowOf = (roots: Roots, limits: Config['limits'], ref: string, row: number): Inspected => {
  const file = openArray(roots, limits, { key: ref, resource: ref });
  try {
    const { array } = headerOf(file, limits) ?? {};
    if (array === undefined || array.fortran) throw new UserError('sources.rows-unreadable', { x: ref });
    const [rows = 0] = array.shape;
    if (row >= rows) throw noSuchRow(ref, row, rows);
    return {
      key: `${ref}#${row}`,
      part: { name: 'array', role: 'array', resource: ref, row, ownership: 'shared' },
      facts: {},
    };
  } finally {
    file.close();
  }
};

/**
 * The sample of that number, from 0, in a file that holds many: a row of a `.npy` array, a record of an LMDB in the order of keys; without
 * a number the file itself. Throws UserError where there is none, and for a file that holds no samples or only samples.
 */
export const inspected = (
  roots: Roots,
  ref: string,
  { row, limits }: { readonly row: number | undefined; readonly limits: Config['limits'] },
): Inspected => {
  const role = roleOf(ref) ?? 'image';
  const whole: Inspected = { key: ref, part: { name: role, role, resource: ref, ownership: 'exclusive' }, facts: {} };
  let file: OpenFile | undefined;
  try {
    file = openLocal(roots, ref);
    if (isLmdb(file)) {
      if (row === undefined) throw new UserError('sources.row-needed', { file: ref });
      return recordOf(ref, file, row);
    }
    if (row === undefined) return whole;
    if (!/\.npy$/i.test(ref)) throw new UserError('sources.holds-no-rows', { file: ref });
    return rowOf(roots, limits, ref, row);
  } catch (error) {
    if (error instanceof LmdbDamage) throw new UserError('sources.lmdb-damaged', { file: ref, detail: error.message });
    // Examining the file will say it.
    if (error instanceof StorageError && row === undefined) return whole;
    if (error instanceof StorageError) throw new UserError('targets.unreadable', { file: ref, errno: error.cause });
    throw error;
  } finally {
    file?.close();
  }
};
