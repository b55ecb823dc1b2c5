import type { Limits } from '../../model/config.ts';
import type { EntryProblem } from '../../model/entry.ts';
import type { ListingFacts } from '../../model/listing.ts';
import type { Part, ResourceRef } from '../../model/sample.ts';
import { dataOf, npyOfDatum, readDatum } from '../../storage/datum.ts';
import { StorageError } from '../../storage/errors.ts';
import { type OpenFile, openLocal, type Roots } from '../../storage/local.ts';
import type { PartFile } from '../part-file.ts';

type Place = Pick<Part, 'resource' | 'range'>;

/** Bytes of a database as a file of their own, which closing leaves open. */
const asFile = (bytes: Uint8Array, { identity, verifyUnchanged }: OpenFile): OpenFile => ({
  size: bytes.length,
  identity,
  read: (offset, into) => {
    const piece = bytes.subarray(offset, offset + into.length);
    into.set(piece);
    return piece.length;
  },
  readAll: () => bytes,
  verifyUnchanged,
  close: () => {},
});

/** What no decoder is asked, since `problem` is known already. */
const refused = (file: OpenFile, problem: EntryProblem): PartFile => ({ ...file, settle: () => problem });

/** A value too long to be read at once: its bytes pass by. */
const passing = (file: OpenFile, [start, end]: readonly [number, number], { maxFileBytes }: Limits): PartFile => {
  const size = end - start;
  const bytes: OpenFile = {
    ...asFile(new Uint8Array(0), file),
    size,
    read: (offset, into) => file.read(start + offset, into.subarray(0, Math.max(0, size - offset))),
  };
  return refused(bytes, { kind: 'limit', detail: `${size} bytes, limits.maxFileBytes ${maxFileBytes}` });
};

/** A value as what its Datum holds: an encoded picture, or the .npy file of its values. */
const fileOf = (value: Uint8Array, file: OpenFile): PartFile => {
  const datum = readDatum(value);
  if (datum === undefined) return refused(asFile(value, file), { kind: 'malformed', detail: 'no Datum of Caffe' });
  if (datum.encoded) return asFile(dataOf(value, datum), file);
  const array = asFile(npyOfDatum(value, datum), file);
  // Caffe stops at it: DataTransformer checks that there are channels.
  if (datum.shape.some((side) => side <= 0)) {
    return refused(array, { kind: 'malformed', detail: `a Datum of ${datum.shape.join(' x ')} values` });
  }
  return array;
};

/**
 * Opens records of the databases that were listed as if each were a file. Keeps the last database open: records come in order. Throws
 * StorageError as `openLocal` does; 'CHANGED' where the database is not the one that was listed.
 */
export const createDatumOpener = (roots: Roots, { databases = [] }: ListingFacts, limits: Limits) => {
  const listed = new Map(databases.map(({ ref, identity }) => [ref, identity]));
  let current: { readonly resource: ResourceRef; readonly file: OpenFile } | undefined;

  const databaseOf = (resource: ResourceRef): OpenFile => {
    if (current?.resource === resource) return current.file;
    current?.file.close();
    current = undefined;
    const file = openLocal(roots, resource);
    const known = listed.get(resource);
    const { size, mtimeNs, ctimeNs } = file.identity;
    if (size !== known?.size || mtimeNs !== known.mtimeNs || ctimeNs !== known.ctimeNs) {
      file.close();
      throw new StorageError('CHANGED', `another database now: ${resource}`);
    }
    current = { resource, file };
    return file;
  };

  return {
    /** Whether a part is a record of a database. */
    holds: ({ resource, range }: Place): boolean => range !== undefined && listed.has(resource),
    open: ({ resource, range }: Place): PartFile => {
      if (range === undefined) throw new Error(`a record of ${resource} has no place`);
      const file = databaseOf(resource);
      const [start, end] = range;
      if (end - start > limits.maxFileBytes) return passing(file, range, limits);
      const value = new Uint8Array(end - start);
      if (file.read(start, value) < value.length) throw new StorageError('CHANGED', `became shorter: ${resource}`);
      return fileOf(value, file);
    },
  };
};
