import type { ByteSource } from '../model/byte-source.ts';
import type { Limits } from '../model/config.ts';
import type { EntryProblem } from '../model/entry.ts';
import { npyHead } from '../model/npy-head.ts';
import { elementsIn } from '../model/shape.ts';
import type { OpenFile } from './local.ts';
import type { EntryFile } from './zip-entry.ts';

/** An array that stands in a container, row-major. */
export interface StoredArray {
  /** numpy's, or '<bf2' for bfloat16; undefined where nothing here reads such elements. */
  readonly descr: string | undefined;
  readonly shape: readonly number[];
  readonly elementBytes: number;
  /** Fills `into` with what lies from `offset` on in the array; fewer bytes only where it ends or cannot be read. */
  readonly read: ByteSource['read'];
  /** Reads what was not read yet, for its soundness, where that is little enough. */
  readonly readOn?: () => void;
  /** What is wrong with what was read since this was last asked. */
  readonly trouble: () => EntryProblem | undefined;
  readonly close: () => void;
}

const bytesOf = ({ shape, elementBytes }: StoredArray): number => elementBytes * elementsIn(shape);

/** Elements that nothing here reads are bytes of so many. */
const opaque = (bytes: number): string => `|V${bytes}`;

/**
 * An array of a container as if it were a .npy file: to the rest of the program there is no other kind. Closing closes the container.
 * Its bytes do not outlast what the container holds: `shape` is held against that before.
 */
export const asNpy = (file: OpenFile, array: StoredArray, limits: Limits): EntryFile => {
  const isDeep = array.shape.length > limits.maxDimensions;
  const dataBytes = bytesOf(array);
  const head = isDeep
    ? npyHead(opaque(1), [dataBytes])
    : npyHead(array.descr ?? opaque(array.elementBytes), array.shape);
  const size = head.length + dataBytes;
  const read = (offset: number, into: Uint8Array): number => {
    const fromHead = head.subarray(Math.min(offset, head.length), offset + into.length);
    into.set(fromHead);
    const rest = into.subarray(fromHead.length, Math.max(fromHead.length, Math.min(into.length, size - offset)));
    return fromHead.length + (rest.length === 0 ? 0 : array.read(Math.max(0, offset - head.length), rest));
  };
  const settleRow = (): EntryProblem | undefined => {
    const dimensions = `${array.shape.length} dimensions, limits.maxDimensions ${limits.maxDimensions}`;
    return isDeep ? { kind: 'limit', detail: dimensions } : array.trouble();
  };
  return {
    size,
    isVirtual: true,
    identity: file.identity,
    read,
    readAll: (into) => {
      const target = into !== undefined && into.length >= size ? into.subarray(0, size) : new Uint8Array(size);
      return target.subarray(0, read(0, target));
    },
    settle: () => {
      array.readOn?.();
      return settleRow();
    },
    settleRow,
    verifyUnchanged: file.verifyUnchanged,
    close: () => {
      array.close();
      file.close();
    },
  };
};
