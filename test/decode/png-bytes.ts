import { crc32, deflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');

export const pngChunk = (type: string, data: Uint8Array = new Uint8Array(0)): Buffer => {
  const made = Buffer.alloc(12 + data.length);
  made.writeUInt32BE(data.length);
  made.write(type, 4, 'latin1');
  made.set(data, 8);
  made.writeUInt32BE(crc32(made.subarray(4, 8 + data.length)), 8 + data.length);
  return made;
};

/** The chunk with a checksum that is one off. */
export const wrongChunk = (type: string, data: Uint8Array): Buffer => {
  const made = pngChunk(type, data);
  made[made.length - 1]! ^= 1;
  return made;
};

export const u32 = (...values: readonly number[]): Buffer => {
  const made = Buffer.alloc(4 * values.length);
  for (const [i, value] of values.entries()) made.writeUInt32BE(value, 4 * i);
  return made;
};

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly colorType: number;
  readonly interlace: number;
}

export const ihdr = ({ width, height, depth, colorType, interlace }: Layout): Buffer =>
  pngChunk('IHDR', Buffer.concat([u32(width, height), Buffer.from([depth, colorType, 0, 0, interlace])]));

/** Chunks between the signature and IEND. */
export const pngOf = (...chunks: readonly Buffer[]): Buffer => Buffer.concat([SIGNATURE, ...chunks, pngChunk('IEND')]);

export const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

const PASSES = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

const paeth = (a: number, b: number, c: number): number => {
  const p = a + b - c;
  const [pa, pb, pc] = [Math.abs(p - a), Math.abs(p - b), Math.abs(p - c)];
  if (pa <= pb && pa <= pc) return a;
  return pb <= pc ? b : c;
};

const filtered = (filter: number, row: Uint8Array, above: Uint8Array, step: number): Buffer => {
  const made = Buffer.alloc(row.length + 1);
  made[0] = filter;
  for (let i = 0; i < row.length; i += 1) {
    const left = row[i - step] ?? 0;
    const corner = i < step ? 0 : above[i - step]!;
    const guesses = [0, left, above[i]!, (left + above[i]!) >> 1, paeth(left, above[i]!, corner)];
    made[i + 1] = row[i]! - guesses[filter]!;
  }
  return made;
};

/**
 * Filtered rows, as they are compressed, of samples in 0..2^depth - 1, row-major, channels interleaved. `filterOf`: 0 to 4 by number of
 * the row.
 */
export const rawRows = (layout: Layout, samples: readonly number[], filterOf: (row: number) => number): Buffer => {
  const { width, height, depth, colorType, interlace } = layout;
  const channels = CHANNELS[colorType]!;
  const step = Math.max(1, (channels * depth) >> 3);
  const rows: Buffer[] = [];
  for (const [left, top, across, down] of interlace === 1 ? PASSES : ([[0, 0, 1, 1]] as const)) {
    const columns = Math.ceil((width - left) / across);
    if (columns <= 0) continue;
    let above: Buffer = Buffer.alloc(Math.ceil((columns * channels * depth) / 8));
    for (let y = top; y < height; y += down) {
      const row = Buffer.alloc(above.length);
      let bit = 0;
      for (let x = left; x < width; x += across) {
        for (let channel = 0; channel < channels; channel += 1) {
          const sample = samples[(y * width + x) * channels + channel]!;
          if (depth === 16) row.writeUInt16BE(sample, bit >> 3);
          else row[bit >> 3]! |= sample << (8 - depth - (bit & 7));
          bit += depth;
        }
      }
      rows.push(filtered(filterOf(rows.length), row, above, step));
      above = row;
    }
  }
  return Buffer.concat(rows);
};

export const idat = (raw: Uint8Array): Buffer => pngChunk('IDAT', deflateSync(raw));
