import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLumaReducer } from '../../src/decode/preview.ts';
import { hasLoneBlock } from '../../src/measures/lone-block.ts';

const reducer = createLumaReducer();

/** By the kernel, which must say what its twin says. */
const found = (width: number, height: number, data: Uint8Array): boolean => {
  reducer.scratch(width * height).set(data.subarray(0, width * height));
  const answer = reducer.hasLoneBlock(width, height);
  expect(hasLoneBlock({ width, height, data })).toBe(answer);
  return answer;
};

/** Gray, with vertical stripes of `contrast` levels in the blocks that `isRough` names. */
const striped = (
  width: number,
  height: number,
  contrast: (column: number, row: number) => number,
  rowsOfBlock: readonly number[] = [0, 1, 2, 3, 4, 5, 6, 7],
): Uint8Array => {
  const data = new Uint8Array(width * height).fill(100);
  for (let y = 0; y < height; y += 1) {
    if (!rowsOfBlock.includes(y & 7)) continue;
    for (let x = 1; x < width; x += 2) data[y * width + x] = 100 + contrast(x >> 3, y >> 3);
  }
  return data;
};
const only = (column: number, row: number, contrast: number) => (x: number, y: number) =>
  x === column && y === row ? contrast : 0;

describe('a lone block', () => {
  it('is found wherever it stands, in the last whole block of either edge too', () => {
    for (const [width, height] of [
      [40, 40],
      [47, 31],
      [24, 24],
      [264, 16],
    ] as const) {
      for (let row = 0; row < height >> 3; row += 1) {
        for (let column = 0; column < width >> 3; column += 1) {
          expect(found(width, height, striped(width, height, only(column, row, 60)))).toBe(true);
        }
      }
    }
  });

  it('must be rougher than noise: of six pixels more than twice 24 levels', () => {
    // Six bends of c levels: 6c > 48.
    expect(found(40, 40, striped(40, 40, only(2, 2, 8)))).toBe(false);
    expect(found(40, 40, striped(40, 40, only(2, 2, 9)))).toBe(true);
  });

  it('must be more than twice as rough as each of its eight neighbors', () => {
    for (const [x, y] of [
      [1, 1],
      [2, 1],
      [3, 1],
      [1, 2],
      [3, 2],
      [1, 3],
      [2, 3],
      [3, 3],
    ]) {
      const beside = (contrast: number) => (column: number, row: number) =>
        (column === 2 && row === 2 ? 80 : 0) + (column === x && row === y ? contrast : 0);
      // 6 x 80 = 480 against 2 x (6c + 24).
      expect(found(40, 40, striped(40, 40, beside(36)))).toBe(false);
      expect(found(40, 40, striped(40, 40, beside(35)))).toBe(true);
    }
  });

  it('fills its rows: an edge through a part of it is a detail of the picture', () => {
    expect(found(40, 40, striped(40, 40, only(2, 2, 100), [0, 1, 2, 3]))).toBe(false);
    expect(found(40, 40, striped(40, 40, only(2, 2, 100), [0, 1, 2, 3, 4]))).toBe(true);
  });

  it('is none in plain, evenly rough, or too small pictures', () => {
    expect(
      found(
        64,
        64,
        striped(64, 64, () => 0),
      ),
    ).toBe(false);
    expect(
      found(
        64,
        64,
        striped(64, 64, () => 90),
      ),
    ).toBe(false);
    for (const [width, height] of [
      [1, 1],
      [7, 100],
      [100, 7],
    ] as const) {
      expect(
        found(
          width,
          height,
          striped(width, height, () => 90),
        ),
      ).toBe(false);
    }
  });

  it('is what the plain twin says, whatever the picture, whatever was looked at before', () => {
    const size = fc.integer({ min: 1, max: 90 });
    fc.assert(
      fc.property(size, size, fc.nat(255), fc.infiniteStream(fc.nat(255)), (width, height, range, levels) => {
        const data = Uint8Array.from({ length: width * height }, () => (levels.next().value ?? 0) % (range + 1));
        found(width, height, data);
      }),
      { numRuns: 60 },
    );
    expect(found(65_535, 8, striped(65_535, 8, only(8190, 0, 60)))).toBe(true);
  });
});
