import { type RowLayout, readRowLayout, rowSource } from '../../decode/npy-row.ts';
import type { Limits } from '../../model/config.ts';
import type { Part } from '../../model/sample.ts';
import { StorageError } from '../../storage/errors.ts';
import type { PartFile } from '../part-file.ts';

type Place = Pick<Part, 'resource' | 'member'>;

interface OpenArray extends Place {
  readonly file: PartFile;
  readonly layout: RowLayout;
  /** The row behind the last one: an archive is read forwards. */
  next: number;
}

/**
 * Opens rows of arrays as if each were a .npy file. Keeps the last array open: rows come in order. Throws StorageError as `open` does;
 * 'CHANGED' where the array is not the one that was listed.
 */
export const createRowOpener = (open: (place: Place) => PartFile, limits: Limits) => {
  let current: OpenArray | undefined;

  const arrayOf = ({ resource, member }: Place, row: number): OpenArray => {
    const isSame = current?.resource === resource && current.member === member;
    if (current !== undefined && isSame && (member === undefined || row >= current.next)) return current;
    current?.file.close();
    current = undefined;
    const file = open({ resource, ...(member !== undefined && { member }) });
    try {
      const layout = readRowLayout(file, limits);
      if (layout === undefined || 'facet' in layout)
        throw new StorageError('CHANGED', `another array now: ${resource}`);
      current = { resource, ...(member !== undefined && { member }), file, layout, next: 0 };
      return current;
    } catch (error) {
      file.close();
      throw error;
    }
  };

  return (place: Place, row: number): PartFile => {
    const array = arrayOf(place, row);
    const { file, layout } = array;
    const rows = layout.header.array.shape[0] ?? 0;
    if (row >= rows) throw new StorageError('CHANGED', `row ${row} of ${rows} is not there: ${place.resource}`);
    array.next = row + 1;
    const source = rowSource(file, layout, row);
    return {
      ...source,
      identity: file.identity,
      ...('settleRow' in file && file.settleRow && { settle: file.settleRow }),
      readAll: () => {
        const bytes = new Uint8Array(source.size);
        return bytes.subarray(0, source.read(0, bytes));
      },
      verifyUnchanged: file.verifyUnchanged,
      close: () => {},
    };
  };
};
