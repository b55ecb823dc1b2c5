import type { SealedFile } from '../catalog/sealed-file.ts';
import type { ByteSource } from '../model/byte-source.ts';
import { StorageError } from '../storage/errors.ts';

/** Read at once, however long a row is. */
const CHUNK_BYTES = 1 << 20;

export interface RowCopier {
  /** Ascending. */
  readonly keep: (row: number) => void;
  /** Writes what is still to be written. */
  readonly finish: () => void;
}

/** Bytes of `source` in pieces, each good until the next is asked for. Throws StorageError, 'CHANGED' where it ends before. */
export function* bytesIn(source: ByteSource, from: number, to: number): Generator<Uint8Array> {
  const chunk = new Uint8Array(Math.min(CHUNK_BYTES, to - from));
  for (let at = from; at < to; ) {
    const got = source.read(at, chunk.subarray(0, Math.min(chunk.length, to - at)));
    if (got === 0) throw new StorageError('CHANGED', `ends at byte ${at} of ${to}`);
    yield chunk.subarray(0, got);
    at += got;
  }
}

const copyBytes = (source: ByteSource, from: number, to: number, file: Pick<SealedFile, 'write'>): void => {
  for (const chunk of bytesIn(source, from, to)) file.write(chunk);
};

/** Copies rows that stay of an array in C order, neighbors at once. `dataOffset`, `rowBytes`: where and how long rows are. */
export const createRowCopier = (
  source: ByteSource,
  { dataOffset, rowBytes }: { readonly dataOffset: number; readonly rowBytes: number },
  file: Pick<SealedFile, 'write'>,
): RowCopier => {
  let first = 0;
  let next = 0;
  const finish = (): void => {
    if (next > first) copyBytes(source, dataOffset + first * rowBytes, dataOffset + next * rowBytes, file);
    first = next;
  };
  return {
    keep: (row) => {
      if (row !== next) {
        finish();
        first = row;
      }
      next = row + 1;
      // What is written does not wait for the last of millions of rows.
      if ((next - first) * rowBytes >= CHUNK_BYTES) finish();
    },
    finish,
  };
};
