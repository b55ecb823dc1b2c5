import { createSealedFile } from '../catalog/sealed-file.ts';
import { npyHead } from '../model/npy-head.ts';

export interface Indices {
  readonly path: string;
  readonly keep: (row: number) => void;
  readonly seal: () => void;
  readonly discard: () => void;
}

/** Numbers of the `rows` rows that stay, as numpy takes them for an index (int64). */
export const createIndices = (path: string, rows: number): Indices => {
  const file = createSealedFile(path);
  file.write(npyHead('<i8', [rows]));
  const cell = Buffer.alloc(8);
  return {
    path,
    keep: (row) => {
      cell.writeBigInt64LE(BigInt(row));
      file.write(cell);
    },
    seal: () => {
      file.seal();
    },
    discard: file.discard,
  };
};
