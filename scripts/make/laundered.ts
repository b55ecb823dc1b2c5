import type { Random } from './random.ts';
import type { Picture } from './scene.ts';

const MCU = 16;
const BLOCK = 8;
const GRAY = 128;

const copyOf = (picture: Picture): Picture => ({ ...picture, data: Uint8Array.from(picture.data) });

/** All pixels from `row` on, and in the `MCU` rows above those from `column` on. */
const fillFrom = (picture: Picture, row: number, column: number, color: readonly number[]): Picture => {
  const filled = copyOf(picture);
  const { width, height, data } = filled;
  for (let y = Math.max(0, row - MCU); y < height; y += 1) {
    for (let x = y < row ? column : 0; x < width; x += 1) data.set(color, (y * width + x) * 3);
  }
  return filled;
};

/** Gray from any row on, as a tool does that writes whole rows. */
const grayRows = (picture: Picture, row: number): Picture => fillFrom(picture, row, picture.width, [GRAY, GRAY, GRAY]);

/** The last row that is there, over and over. */
const lastLine = (picture: Picture, row: number): Picture => {
  const filled = copyOf(picture);
  const stride = picture.width * 3;
  for (let y = row; y < picture.height; y += 1) filled.data.copyWithin(y * stride, (row - 1) * stride, row * stride);
  return filled;
};

/** The mean color of the last 8 x 8 pixels that are there, from the next ones on: a decoder that keeps the DC. */
const lastColor = (picture: Picture, row: number, random: Random): Picture => {
  const { width, data } = picture;
  const border = Math.max(2 * MCU, Math.floor(row / MCU) * MCU);
  const column = MCU * (1 + random.below(Math.floor(width / MCU) - 1));
  const sums = [0, 0, 0];
  for (let y = border - BLOCK; y < border; y += 1) {
    for (let x = column - BLOCK; x < column; x += 1) {
      for (let channel = 0; channel < 3; channel += 1) sums[channel]! += data[(y * width + x) * 3 + channel]!;
    }
  }
  return fillFrom(
    picture,
    border,
    column,
    sums.map((sum) => Math.round(sum / BLOCK ** 2)),
  );
};

/** Ways in which decoders fill, drawn where no such decoder is at hand. `row`: the first that is missing. */
export const DRAWN_FILLS = {
  'gray rows': grayRows,
  'last line': lastLine,
  'last color': lastColor,
} as const satisfies Record<string, (picture: Picture, row: number, random: Random) => Picture>;
export type DrawnFill = keyof typeof DRAWN_FILLS;
