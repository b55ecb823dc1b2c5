import { describe, expect, it } from 'vitest';
import { slipOf } from '../../src/measures/slip.ts';

const COLUMNS = 30;
const ROWS = 20;
const plane = (level: (x: number, y: number) => number) => ({
  h: 1,
  v: 1,
  levels: Int32Array.from({ length: COLUMNS * ROWS }, (_, at) => level(at % COLUMNS, Math.floor(at / COLUMNS))),
  levelsPerStep: 2,
});
const texture = (x: number, y: number): number => (x * 7 + y * 11 + ((x * y) % 5)) % 4;

describe('the place from which on all blocks are lighter or darker', () => {
  it('is found to the cell, with its component and by how much', () => {
    const slipped = plane((x, y) => texture(x, y) + (y * COLUMNS + x >= 7 * COLUMNS + 12 ? -15 : 0));
    const found = slipOf([plane(texture), slipped], COLUMNS, ROWS);
    expect(found).toMatchObject({ component: 1, column: 12, row: 7 });
    expect(found!.rise).toBeGreaterThan(-34);
    expect(found!.rise).toBeLessThan(-26);
    expect(found!.score).toBeGreaterThan(20);
  });

  it('does not stand out where a straight edge crosses the picture', () => {
    const edge = plane((x, y) => texture(x, y) + (y >= 7 ? 15 : 0));
    expect(slipOf([edge], COLUMNS, ROWS)?.score ?? 0).toBeLessThan(5);
  });

  it('is nothing in a texture, in a flat picture and in one too narrow', () => {
    expect(slipOf([plane(texture)], COLUMNS, ROWS)?.score ?? 0).toBeLessThan(5);
    expect(slipOf([plane(() => 3)], COLUMNS, ROWS)).toBeUndefined();
    expect(slipOf([plane(texture)], 7, 2)).toBeUndefined();
  });
});
