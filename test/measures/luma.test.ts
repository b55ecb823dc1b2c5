import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { axisOf, reductionOf } from '../../src/measures/luma.ts';

const side = fc.integer({ min: 1, max: 70_000 });

describe('how a picture becomes its preview', () => {
  it('boxes by the integer that leaves 256 to 511 px, then mixes neighbors at most two into one', () => {
    fc.assert(
      fc.property(side, side, (width, height) => {
        const { factor, boxWidth, boxHeight, width: outWidth, height: outHeight } = reductionOf(width, height);
        expect(boxWidth).toBe(Math.ceil(width / factor));
        expect(Math.max(boxWidth, boxHeight)).toBeLessThan(512);
        expect(Math.max(outWidth, outHeight)).toBe(Math.min(256, Math.max(width, height)));
        for (const [from, to] of [
          [boxWidth, outWidth],
          [boxHeight, outHeight],
        ] as const) {
          expect(to).toBeGreaterThanOrEqual(1);
          expect(from / to).toBeGreaterThanOrEqual(1);
          expect(from / to).toBeLessThanOrEqual(2);
        }
      }),
    );
  });

  it('weighs each source pixel by its share of the target pixel, to one 255th', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 256 }), fc.double({ min: 1, max: 2, noNaN: true }), (to, ratio) => {
        const from = Math.max(to, Math.min(2 * to, Math.round(to * ratio)));
        const { first, weights } = axisOf(from, to);
        for (let at = 0; at < to; at += 1) {
          const [begin, end] = [(at * from) / to, ((at + 1) * from) / to];
          let total = 0;
          for (let tap = 0; tap < 3; tap += 1) {
            const pixel = first[at]! + tap;
            const overlap = Math.max(0, Math.min(end, pixel + 1) - Math.max(begin, pixel));
            const weight = weights[3 * at + tap]!;
            expect(Math.abs(weight / 255 - (overlap * to) / from)).toBeLessThanOrEqual(1 / 255 + 1e-9);
            if (pixel >= from) expect(weight).toBe(0);
            total += weight;
          }
          expect(total).toBe(255);
        }
      }),
    );
  });
});
