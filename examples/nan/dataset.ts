import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Samples and what is said of them, row by row, as `X.npy` and `y.npy` hold them. */
export interface Dataset {
  /** Of one sample, without the first axis of `X.npy`. */
  readonly shape: readonly number[];
  /** Row-major, float32. */
  readonly inputs: readonly Float32Array[];
  /** Labels or targets. */
  readonly labels: Float64Array;
}

/** A .npy file, version 1.0, little-endian, C order. */
const npy = (descr: '<f4' | '<f8', shape: readonly number[], values: Uint8Array): Uint8Array => {
  const sides = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const dictionary = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${sides}), }`;
  const length = Math.ceil((10 + dictionary.length + 1) / 64) * 64 - 10;
  const start = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, length & 0xff, length >> 8]);
  return Buffer.concat([start, Buffer.from(`${dictionary.padEnd(length - 1)}\n`, 'latin1'), values]);
};

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array | Float64Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** Writes `X.npy` and `y.npy` into `folder`. */
export const writeDataset = (folder: string, { shape, inputs, labels }: Dataset): void => {
  const count = inputs.length;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'X.npy'), npy('<f4', [count, ...shape], Buffer.concat(inputs.map(bytesOf))));
  writeFileSync(join(folder, 'y.npy'), npy('<f8', [count], bytesOf(labels)));
};

/** The values of a .npy file that `writeDataset` wrote, and its shape. */
const readNpy = (path: string): { readonly shape: readonly number[]; readonly values: ArrayBuffer } => {
  const bytes = readFileSync(path);
  const start = 10 + bytes.readUInt16LE(8);
  const [, sides = ''] = /'shape': \(([^)]*)\)/.exec(bytes.toString('latin1', 10, start)) ?? [];
  const shape = sides.split(',').flatMap((side) => (side.trim() === '' ? [] : [Number(side)]));
  return { shape, values: new Uint8Array(bytes.subarray(start)).buffer };
};

export const readDataset = (folder: string): Dataset => {
  const X = readNpy(join(folder, 'X.npy'));
  const [count = 0, ...shape] = X.shape;
  const size = shape.reduce((product, side) => product * side, 1);
  const values = new Float32Array(X.values);
  const inputs = Array.from({ length: count }, (_, row) => values.subarray(row * size, (row + 1) * size));
  return { shape, inputs, labels: new Float64Array(readNpy(join(folder, 'y.npy')).values) };
};

/** The rows that prepass left, by their numbers in `X.rows.csv` of a run's folder clean/. */
export const cleanRows = (path: string): readonly number[] => {
  const [header = '', ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n');
  const column = header.split(',').indexOf('row');
  return lines.map((line) => Number(line.split(',')[column]));
};

/** Those rows of a dataset and no others. */
export const keepRows = ({ shape, inputs, labels }: Dataset, rows: readonly number[]): Dataset => ({
  shape,
  inputs: rows.map((row) => inputs[row]!),
  labels: Float64Array.from(rows, (row) => labels[row]!),
});
