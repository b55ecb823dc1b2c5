import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFeatureStatistics } from '../../src/measures/feature-statistics.ts';
import { addValue, createAccumulator, moments } from '../../src/targets/accumulator.ts';

const over = (columns: readonly (readonly number[])[]) => {
  const statistics = createFeatureStatistics(columns.length);
  for (const row of (columns[0] ?? []).keys()) statistics.addRow(columns.map((column) => column[row]!));
  return statistics.finish();
};

const noise = (count: number, seed: number): number[] => {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32 - 0.5;
  });
};

describe('statistics by feature', () => {
  it('equals exact sums, of noise around zero, around 1e9 and of all magnitudes', () => {
    const plain = noise(3000, 1);
    const columns = [plain, plain.map((value) => 1e9 + value), plain.map((value, at) => value * 10 ** (at % 30))];
    for (const [at, told] of over(columns).entries()) {
      const exact = createAccumulator();
      for (const value of columns[at]!) addValue(exact, value);
      const { mean, variance, min, max, n } = moments(exact);
      expect(told).toMatchObject({ n, nonfinite: 0, min, max });
      expect(Math.abs(told.variance / variance - 1)).toBeLessThan(1e-12);
      expect(Math.abs(told.mean - mean)).toBeLessThanOrEqual(1e-14 * Math.max(Math.abs(mean), Math.sqrt(variance)));
    }
  });

  it('is the same to the last bit, row by row and in chunks', () => {
    const rows = fc.array(fc.array(fc.double(), { minLength: 3, maxLength: 3 }), { maxLength: 700 });
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 300 }), (table, chunk) => {
        const one = createFeatureStatistics(3);
        const other = createFeatureStatistics(3);
        for (const row of table) one.addRow(row);
        for (let at = 0; at < table.length; at += chunk) {
          const some = table.slice(at, at + chunk);
          other.addRows(Float64Array.from(some.flat()), some.length);
        }
        expect(other.finish()).toEqual(one.finish());
      }),
      { numRuns: 40 },
    );
  });

  it('counts what is not finite, and leaves it out of the rest', () => {
    const [told, none] = over([
      [1, Number.NaN, 3, Number.POSITIVE_INFINITY],
      [Number.NaN, Number.NaN, Number.NaN, Number.NaN],
    ]);
    expect(told).toMatchObject({ n: 2, nonfinite: 2, min: 1, max: 3, mean: 2, variance: 1 });
    expect(none).toMatchObject({ n: 0, nonfinite: 4, mean: Number.NaN });
  });

  it('gives equal features one hash, whatever the sign of a zero, and others another', () => {
    const plain = noise(1000, 5);
    const swapped = [plain[1]!, plain[0]!, ...plain.slice(2)];
    const last = [...plain.slice(0, -1), plain.at(-1)! + 2 ** -50];
    const [one, equal, other, almost] = over([plain, [...plain], swapped, last]);
    expect(equal!.hash).toBe(one!.hash);
    expect(new Set([one!.hash, other!.hash, almost!.hash]).size).toBe(3);
    const [zero, minus] = over([
      [0, 1, Number.NaN],
      [-0, 1, Number.NaN],
    ]);
    expect(minus!.hash).toBe(zero!.hash);
  });

  it('tells all one-hot features of 2,000 apart', () => {
    const statistics = createFeatureStatistics(2000);
    for (let row = 0; row < 2000; row += 1) {
      const values = new Float64Array(2000);
      values[row] = 1;
      statistics.addRow(values);
    }
    expect(new Set(statistics.finish().map(({ hash }) => hash)).size).toBe(2000);
  });

  it('gives a constant feature no variance', () => {
    expect(over([new Array(1000).fill(0.1)])[0]).toMatchObject({ min: 0.1, max: 0.1, mean: 0.1, variance: 0 });
  });
});
