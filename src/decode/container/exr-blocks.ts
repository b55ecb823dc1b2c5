import type { ExrChannel, ExrCompression, ExrPart, ExrTiles } from './exr-header.ts';

/** A rectangle that is packed by itself. */
export interface Block {
  /** Row of the data window's own count, which may be negative: what the chunk says. */
  readonly line: number;
  /** Column, row, level across, level down of a tile. */
  readonly tile?: readonly [column: number, row: number, across: number, down: number];
  /** Place in the picture, from its top left corner. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Unpacked. */
  readonly rawBytes: number;
}

/** Lines that are packed together. */
const LINES: Readonly<Record<ExrCompression, number>> = {
  none: 1,
  rle: 1,
  zips: 1,
  zip: 16,
  piz: 32,
  pxr24: 16,
  b44: 32,
  b44a: 32,
  dwaa: 32,
  dwab: 256,
  htj2k: 256,
};

export const sampleBytes = ({ sample }: ExrChannel): number => (sample === 'half' ? 2 : 4);

/** Of the rows from `line`, those of which the channel has samples. */
export const rowsOf = ({ yStep }: ExrChannel, line: number, height: number): number =>
  Math.floor((line + height - 1) / yStep) - Math.floor((line - 1) / yStep);

const rawBytesOf = ({ channels }: ExrPart, line: number, width: number, height: number): number => {
  let bytes = 0;
  for (const channel of channels) {
    bytes += Math.floor(width / channel.xStep) * rowsOf(channel, line, height) * sampleBytes(channel);
  }
  return bytes;
};

interface Level {
  readonly across: number;
  readonly down: number;
  readonly width: number;
  readonly height: number;
}

const levelsOf = ({ width, height }: ExrPart, { levels, isRoundedUp }: ExrTiles): readonly Level[] => {
  const round = isRoundedUp ? Math.ceil : Math.floor;
  const sizeAt = (size: number, level: number): number => Math.max(1, round(size / 2 ** level));
  const countOf = (size: number): number => {
    let count = 1;
    for (let left = size; left > 1; left = round(left / 2)) count += 1;
    return count;
  };
  if (levels === 'one') return [{ across: 0, down: 0, width, height }];
  const at = (across: number, down: number): Level => ({
    across,
    down,
    width: sizeAt(width, across),
    height: sizeAt(height, down),
  });
  if (levels === 'mipmap') {
    return Array.from({ length: countOf(Math.max(width, height)) }, (_, level) => at(level, level));
  }
  const across = countOf(width);
  return Array.from({ length: across * countOf(height) }, (_, level) => at(level % across, Math.floor(level / across)));
};

export const countBlocks = (part: ExrPart): number => {
  const { tiles, height, compression } = part;
  if (tiles === undefined) return Math.ceil(height / LINES[compression]);
  const counts = levelsOf(part, tiles).map(
    (level) => Math.ceil(level.width / tiles.width) * Math.ceil(level.height / tiles.height),
  );
  return counts.reduce((sum, count) => sum + count, 0);
};

/** In the order of the table of offsets: lines from the top, tiles row by row, level by level ("OpenEXR File Layout", Chunk Offset Table). */
export function* blocksOf(part: ExrPart): Generator<Block> {
  const { top, tiles } = part;
  if (tiles === undefined) {
    const lines = LINES[part.compression];
    for (let y = 0; y < part.height; y += lines) {
      const height = Math.min(lines, part.height - y);
      const line = top + y;
      yield { line, x: 0, y, width: part.width, height, rawBytes: rawBytesOf(part, line, part.width, height) };
    }
    return;
  }
  for (const level of levelsOf(part, tiles)) {
    for (let y = 0; y < level.height; y += tiles.height) {
      const height = Math.min(tiles.height, level.height - y);
      for (let x = 0; x < level.width; x += tiles.width) {
        const width = Math.min(tiles.width, level.width - x);
        const tile = [x / tiles.width, y / tiles.height, level.across, level.down] as const;
        yield { line: top + y, tile, x, y, width, height, rawBytes: rawBytesOf(part, 0, width, height) };
      }
    }
  }
}
