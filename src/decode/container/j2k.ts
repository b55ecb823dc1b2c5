import type { Container } from '../../model/facets.ts';
import { asBuffer, u16be, u32be } from '../fields.ts';

export interface J2kComponent {
  /** Bits, 1 to 38. */
  readonly depth: number;
  readonly signed: boolean;
  /** Distance of its samples in pixels of the reference grid. */
  readonly dx: number;
  readonly dy: number;
}

/** The picture on its reference grid, in px. */
export interface J2kSize {
  readonly width: number;
  readonly height: number;
  readonly x0: number;
  readonly y0: number;
  readonly tiles: number;
  readonly components: readonly J2kComponent[];
}

export interface J2kWalk {
  /** First byte behind EOC, absent when it was never reached. */
  readonly end?: number;
  readonly size?: J2kSize;
  readonly damage: Container['damage'];
}

const SIZ = 0xff51;
const SOT = 0xff90;
const EOC = 0xffd9;
const EOC_BYTES = Buffer.from([0xff, 0xd9]);
const SOT_BYTES = 12;
/** SOT and SOD. */
const LEAST_TILE_PART_BYTES = 14;
const MOST_TILES = 65_535;

/** SIZ (ISO/IEC 15444-1 section A.5.1); a reason where it is none. `at`: behind its length. */
const readSize = (bytes: Uint8Array, at: number, length: number): J2kSize | string => {
  const count = u16be(bytes, at + 34);
  if (length !== 38 + 3 * count || count === 0) return `SIZ of ${length} bytes for ${count} components`;
  const [x1, y1, x0, y0, tileX, tileY, tileX0, tileY0] = [2, 6, 10, 14, 18, 22, 26, 30].map((field) =>
    u32be(bytes, at + field),
  ) as [number, number, number, number, number, number, number, number];
  if (x1 <= x0 || y1 <= y0 || tileX === 0 || tileY === 0) return `size ${x1 - x0} x ${y1 - y0}`;
  const tiles = Math.ceil((x1 - tileX0) / tileX) * Math.ceil((y1 - tileY0) / tileY);
  if (tileX0 > x0 || tileY0 > y0 || tiles > MOST_TILES) return `${tiles} tiles`;
  const components = Array.from({ length: count }, (_, index): J2kComponent => {
    const place = at + 36 + 3 * index;
    const packed = bytes[place]!;
    return { depth: (packed & 0x7f) + 1, signed: packed > 0x7f, dx: bytes[place + 1]!, dy: bytes[place + 2]! };
  });
  if (components.some(({ dx, dy }) => dx === 0 || dy === 0)) return 'a component without samples';
  return { width: x1 - x0, height: y1 - y0, x0, y0, tiles, components };
};

/** A JPEG 2000 codestream from SOC to EOC by the lengths of its segments and tile-parts (ISO/IEC 15444-1, annex A). */
export const walkJ2k = (bytes: Uint8Array, start: number, limit: number): J2kWalk => {
  let size: J2kSize | undefined;
  const broken = (offset: number, detail: string): J2kWalk => ({
    end: limit,
    ...(size && { size }),
    damage: [{ kind: 'structure', offset, detail }],
  });
  const cut = (): J2kWalk => ({ ...(size && { size }), damage: [] });

  let at = start + 2;
  while (at + 4 <= limit && u16be(bytes, at) !== SOT) {
    const marker = u16be(bytes, at);
    const length = u16be(bytes, at + 2);
    if (marker < 0xff01 || marker === EOC || length < 2) return broken(at, 'no tile behind the main header');
    const end = at + 2 + length;
    if (end > limit) return cut();
    if (marker === SIZ && size === undefined) {
      const read = readSize(bytes, at + 4, length);
      if (typeof read === 'string') return broken(at, read);
      size = read;
    }
    at = end;
  }
  if (at + 4 > limit) return cut();
  if (size === undefined) return broken(at, 'no SIZ before the first tile');

  const found = new Set<number>();
  while (at + 2 <= limit && u16be(bytes, at) === SOT) {
    if (at + SOT_BYTES > limit) return cut();
    const tile = u16be(bytes, at + 4);
    const length = u32be(bytes, at + 6);
    if (tile >= size.tiles) return broken(at, `tile ${tile} of ${size.tiles}`);
    found.add(tile);
    if (length === 0) {
      // The last tile-part may leave its length open. No packet holds a marker from 0xff93 on.
      const mark = asBuffer(bytes.subarray(0, limit)).indexOf(EOC_BYTES, at + SOT_BYTES);
      if (mark === -1) return cut();
      at = mark;
    } else if (length < LEAST_TILE_PART_BYTES) return broken(at, `tile-part of ${length} bytes`);
    else at += length;
  }
  if (at + 2 > limit) return cut();
  if (u16be(bytes, at) !== EOC) return broken(at, 'neither tile-part nor end mark where one must be');
  const missing = size.tiles - found.size;
  if (missing === 0) return { end: at + 2, size, damage: [] };
  const detail = `${missing} of ${size.tiles} tiles missing`;
  return { end: at + 2, size, damage: [{ kind: 'structure', offset: at, detail }] };
};
