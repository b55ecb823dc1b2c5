import type { ArrayHeader, Fault, LabelArray } from '../model/facets.ts';
import { type Pass, readPixels } from './codecs/png-pixels.ts';
import type { PngFormat, PngWalk } from './container/png.ts';

/** How Pillow widens gray of fewer bits than a byte; of one bit it makes truth values. */
const GRAY_STEPS: Readonly<Record<number, number>> = { 1: 1, 2: 85, 4: 17 };

/** One stored sample of a row, counted from its left edge. */
const sampleAt = (row: Uint8Array, at: number, depth: number): number => {
  if (depth === 16) return row[2 * at]! * 256 + row[2 * at + 1]!;
  if (depth === 8) return row[at]!;
  const bit = at * depth;
  return (row[bit >> 3]! >> (8 - depth - (bit & 7))) & (2 ** depth - 1);
};

const placeRows = (rows: Uint8Array, pass: Pass, width: number, format: PngFormat, values: Float64Array): void => {
  const { depth, channels, isPalette } = format;
  const step = isPalette ? 1 : (GRAY_STEPS[depth] ?? 1);
  for (let y = 0; y < pass.height; y += 1) {
    const start = y * (pass.rowBytes + 1) + 1;
    const row = rows.subarray(start, start + pass.rowBytes);
    const line = (pass.top + y * pass.down) * width;
    for (let x = 0; x < pass.width; x += 1) {
      const to = (line + pass.left + x * pass.across) * channels;
      for (let channel = 0; channel < channels; channel += 1) {
        values[to + channel] = step * sampleAt(row, x * channels + channel, depth);
      }
    }
  }
};

/**
 * The stored values of a PNG as numpy has them of Pillow's picture: of a palette the numbers of colors, not the colors; of an animation the default picture. A checksum that does not match is damage: all readers refuse it.
 */
export const readPngMask = (
  bytes: Uint8Array,
  { data, palette }: PngWalk,
  format: PngFormat,
  header: ArrayHeader,
): { readonly labelArray: LabelArray } | { readonly fault: Omit<Fault, 'facet'> } => {
  const [height = 0, width = 0] = header.shape;
  const values = new Float64Array(width * height * format.channels);
  const colors = { format, ...(palette && { palette }) };
  const onRows = (rows: Uint8Array, pass: Pass) => placeRows(rows, pass, width, format, values);
  const read = readPixels(bytes, { width, height, data }, colors, { onRows });
  if ('fault' in read) return read;
  const wrong = read.warnings.find(({ cause }) => cause === 'checksum');
  if (wrong !== undefined)
    return { fault: { kind: 'malformed', detail: `checksum: ${wrong.text}`, cause: 'checksum' } };
  return { labelArray: { header, values } };
};
