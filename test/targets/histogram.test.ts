import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { histogram } from '../../src/targets/histogram.ts';

describe('histograms', () => {
  it('count every finite value once, between ascending edges, whatever the order', () => {
    fc.assert(
      fc.property(fc.array(fc.double(), { minLength: 1, maxLength: 200 }), (values) => {
        const finite = values.filter(Number.isFinite);
        const { edges, counts } = histogram(Float64Array.from(values));
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(finite.length);
        expect(edges.length).toBe(finite.length === 0 ? 0 : counts.length + 1);
        expect(edges.every((edge, index) => index === 0 || edge >= edges[index - 1]!)).toBe(true);
        expect(edges.every(Number.isFinite)).toBe(true);
        expect(histogram(Float64Array.from(values).reverse())).toEqual({ edges, counts });
      }),
    );
  });

  it('put a value on an inner edge into the bin above it, the largest into the last', () => {
    expect(histogram(Float64Array.of(0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 3, 3, 3, 3, 3, 4))).toEqual({
      edges: [0, 1, 2, 3, 4],
      counts: [7, 1, 1, 7],
    });
  });

  it('give one bin to one value and at most 40 to many', () => {
    expect(histogram(Float64Array.of(5, 5, 5))).toEqual({ edges: [5, 5], counts: [3] });
    expect(histogram(Float64Array.from({ length: 10_000 }, (_, index) => index)).counts).toEqual(Array(40).fill(250));
  });

  it('lose no value where no double lies between two edges', () => {
    expect(histogram(Float64Array.of(0, Number.MIN_VALUE)).counts).toEqual([0, 2]);
  });

  it('span the whole range of doubles', () => {
    const { edges, counts } = histogram(Float64Array.of(-Number.MAX_VALUE, 0, Number.MAX_VALUE, 1));
    expect(edges).toEqual([-Number.MAX_VALUE, 0, Number.MAX_VALUE]);
    expect(counts).toEqual([1, 3]);
  });
});
