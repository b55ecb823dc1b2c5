import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFeatureStatistics } from '../../src/measures/feature-statistics.ts';
import { addValue, createAccumulator, moments } from '../../src/targets/accumulator.ts';

const over = (columns: readonly (readonly number[])[]) => {
  const statistics = createFeatureStatistics(columns.length, 'all');
  for (const row of (columns[0] ?? []).keys()) {
    statistics.addRow(
      row,
      columns.map((column) => column[row]!),
    );
  }
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

  it('is the same to the last bit, of all rows and of what parts of them came to, wherever cut and whichever rows are there', () => {
    const values = fc.array(fc.oneof(fc.double(), fc.double({ min: 1e9, max: 1e9 + 1, noNaN: true })), {
      minLength: 3,
      maxLength: 3,
    });
    const rows = fc.array(fc.tuple(fc.nat(40), values), { maxLength: 400 });
    fc.assert(
      fc.property(rows, fc.array(fc.integer({ min: 1, max: 150 }), { minLength: 1, maxLength: 30 }), (steps, cuts) => {
        const whole = createFeatureStatistics(3, 'all');
        const merged = createFeatureStatistics(3, 'all');
        let part = createFeatureStatistics(3, 'some');
        let row = -1;
        let left = cuts[0]!;
        let next = 1;
        for (const [gap, each] of steps) {
          // Most rows follow one another.
          row += gap > 30 ? gap : 1;
          whole.addRow(row, each);
          if (left === 0) {
            merged.addState(part.state());
            part = createFeatureStatistics(3, 'some');
            left = cuts[next % cuts.length]!;
            next += 1;
          }
          part.addRow(row, each);
          left -= 1;
        }
        merged.addState(part.state());
        expect(merged.finish()).toEqual(whole.finish());
      }),
      { numRuns: 200 },
    );
  });

  it('keeps of a part less than its rows: some for each cut, and subtrees', () => {
    const part = createFeatureStatistics(1, 'some');
    for (let row = 1000; row < 5000; row += 1) part.addRow(row, [row]);
    const { rows, nodes } = part.state();
    expect(rows).toEqual([
      1000, 1001, 1002, 1003, 1004, 1005, 1006, 1007, 4992, 4993, 4994, 4995, 4996, 4997, 4998, 4999,
    ]);
    expect(nodes.map(({ moments }) => moments[0])).toEqual([16, 1024, 2048, 512, 256, 128]);
    const aligned = createFeatureStatistics(1, 'some');
    for (let row = 4096; row < 8192; row += 1) aligned.addRow(row, [row]);
    expect(aligned.state()).toMatchObject({ rows: [], nodes: [{ leaf: 256 }] });
  });

  it('takes rows in their order alone', () => {
    const statistics = createFeatureStatistics(1, 'all');
    statistics.addRow(15, [1]);
    expect(() => statistics.addRow(15, [1])).toThrow('row 15 comes after row 15');
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
    const statistics = createFeatureStatistics(2000, 'all');
    for (let row = 0; row < 2000; row += 1) {
      const values = new Float64Array(2000);
      values[row] = 1;
      statistics.addRow(row, values);
    }
    expect(new Set(statistics.finish().map(({ hash }) => hash)).size).toBe(2000);
  });

  it('gives a constant feature no variance', () => {
    expect(over([new Array(1000).fill(0.1)])[0]).toMatchObject({ min: 0.1, max: 0.1, mean: 0.1, variance: 0 });
  });
});
