import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lossCurve, scaleOf } from '../../src/report/html/loss-curve.ts';
import { textOf } from '../../src/report/html/markup.ts';

const sorted = (losses: readonly number[]) => [...losses].sort((a, b) => a - b);
const curve = (losses: readonly number[]) => ({
  name: 'l2',
  count: losses.length,
  points: sorted(losses).map((loss, rank) => [rank, loss] as const),
  highest: [],
});

describe('the scale of losses', () => {
  it('is straight up to two decades and logarithmic beyond, losses of 0 at the base', () => {
    expect(scaleOf([0.6, 0.7, 2]).isLogarithmic).toBe(false);
    const scale = scaleOf([0, 0.01, 1, 100]);
    expect(scale.isLogarithmic).toBe(true);
    expect([0, 0.01, 1, 100].map(scale.placeOf)).toEqual([0, 0, expect.closeTo(0.5, 12), 1]);
    expect(scale.marks).toEqual([0.01, 0.1, 1, 10, 100].map((mark) => expect.closeTo(mark, 12)));
  });

  it('keeps every finite loss, a float32, on the paper, in order', () => {
    fc.assert(
      fc.property(fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 }), (losses) => {
        const { placeOf, marks } = scaleOf(losses);
        const places = sorted(losses).map(placeOf);
        expect(places.every((place) => place >= 0 && place <= 1)).toBe(true);
        expect(sorted(places)).toEqual(places);
        expect(marks.length).toBeLessThanOrEqual(7);
        expect(textOf(lossCurve(curve(losses), new Set(), 'x')!)).not.toMatch(/NaN|Infinity/);
      }),
    );
  });

  it('draws nothing where there are no losses', () => {
    expect(lossCurve(curve([]), new Set(), 'x')).toBeUndefined();
  });
});
