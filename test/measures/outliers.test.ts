import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../scripts/make/random.ts';
import { outliersOf, robustScale } from '../../src/measures/outliers.ts';

const LIMIT = 10;

const random = createRandom(15);
const uniform = (): number => random.next() || Number.EPSILON;
const normal = (): number => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
const exponential = (): number => -Math.log(uniform());
const poisson = (mean: number): number => {
  let events = -1;
  for (let time = 0; time < mean; time += exponential()) events += 1;
  return Math.max(events, 0);
};

/** Targets as people have them, each without a mistake in it. */
const GOOD: Readonly<Record<string, () => number>> = {
  'normal values': normal,
  'uniform values': uniform,
  'waiting times (exponential)': exponential,
  'ages in whole years': () => Math.floor(90 * uniform()),
  'calendar years': () => 1950 + Math.floor(70 * uniform()),
  'angles on both sides of 0': () => 360 * uniform() - 180,
  'differences (Laplace)': () => (uniform() < 0.5 ? 1 : -1) * exponential(),
  'log-normal sizes over six powers of ten': () => Math.exp(5 + 3 * normal()),
  'prices ending in 99': () => Math.round(Math.exp(4 + 1.2 * normal())) + 0.99,
  'rare counts, most of them 0': () => poisson(0.3),
  counts: () => poisson(3),
  'counts of counts (negative binomial)': () => poisson(20 * exponential() * exponential()),
  'views of pages (Zipf), most of them 1': () => Math.floor(1 / uniform()),
  'wealth (Pareto)': () => 1000 * uniform() ** -1,
  'sales, more than half of them 0': () => (uniform() < 0.6 ? 0 : Math.exp(3 + normal())),
  'a rare yes among no': () => (uniform() < 0.01 ? 1 : 0),
};

const draw = (one: () => number, n: number): Float64Array => Float64Array.from({ length: n }, one);

describe('good data', () => {
  it.each(Object.entries(GOOD))('%s: nothing lies apart, 100 times 1,000 values, and 100,000', (_, one) => {
    let flagged = 0;
    for (let run = 0; run < 100; run += 1) flagged += Math.sign(outliersOf(draw(one, 1000), LIMIT).apart);
    // A Pareto's farthest value of 1,000 may well lie alone: those are 1 in 100.
    expect(flagged).toBeLessThanOrEqual(2);
    expect(outliersOf(draw(one, 100_000), LIMIT).apart).toBe(0);
  });

  it.each(Object.entries(GOOD))('%s: a value of 1e30 and one of -1e30 are found in it', (_, one) => {
    const values = draw(one, 1000);
    values[123] = 1e30;
    values[456] = -1e30;
    expect(outliersOf(values, LIMIT).found.map(({ at }) => at)).toEqual(expect.arrayContaining([123, 456]));
  });
});

describe('center and spread', () => {
  it('are median and MAD, scaled to the deviation of normal values', () => {
    expect(robustScale(Float64Array.of(1, 1, 2, 2, 4, 6, 9))).toEqual({ center: 2, mad: 1, unit: 1.4826 });
  });

  it('come from the values that differ where half are equal', () => {
    const values = Float64Array.from([...Array.from({ length: 30 }, () => 0), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(robustScale(values)).toEqual({ center: 0, mad: 0, unit: 1.4826 * 5.5 });
  });

  it('come from the magnitude of the center where hardly any differs', () => {
    expect(robustScale(Float64Array.of(5, 5, 5, 5, 6))).toEqual({ center: 5, mad: 0, unit: 1.4826 * 5 });
    expect(robustScale(Float64Array.of(0, 0, 0))).toEqual({ center: 0, mad: 0, unit: 1.4826 });
  });

  it('do not overflow at the largest doubles', () => {
    const { found } = outliersOf(Float64Array.of(1, 2, 3, 4, 5, Number.MAX_VALUE, -Number.MAX_VALUE), LIMIT);
    expect(found.map(({ at }) => at)).toEqual([5, 6]);
    expect(found.every(({ z }) => z > LIMIT)).toBe(true);
  });
});

describe('the limit', () => {
  // Median 0, MAD 1, and too many below -1 for a log scale.
  const with_ = (last: number) => Float64Array.of(-2, -1, -1, -1, 0, 0, 1, 1, 1, 2, last);
  it('is tested from both sides', () => {
    expect(outliersOf(with_(14.82), LIMIT).found).toEqual([]);
    expect(outliersOf(with_(14.83), LIMIT).found).toHaveLength(1);
  });

  it('holds on the milder of both scales: 100 times the rest in either direction of a log-normal is ordinary', () => {
    const sizes = Float64Array.from({ length: 99 }, (_, at) => Math.exp(3 + (at - 49) / 25));
    expect(outliersOf(Float64Array.of(...sizes, 4000), LIMIT).found).toEqual([]);
    expect(outliersOf(Float64Array.of(...sizes, 4e9), LIMIT).found).toHaveLength(1);
  });

  it('tells by a gap what lies apart: what goes on from the bulk is its tail', () => {
    const bulk = [...with_(0)];
    const told = (...more: number[]) => {
      const { found, apart } = outliersOf(Float64Array.of(...bulk, ...more), LIMIT);
      return { found: found.map(({ at }) => at), apart };
    };
    expect(told(4, 7, 13, 24, 40)).toEqual({ found: [15], apart: 0 });
    expect(told(13, 20)).toEqual({ found: [12], apart: 1 });
  });
});

describe('laws', () => {
  const values = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 60 });

  it('a value is an outlier or not wherever it stands', () => {
    fc.assert(
      fc.property(values, (list) => {
        const told = (of: readonly number[]) => outliersOf(Float64Array.from(of), LIMIT).found.map(({ at }) => of[at]!);
        const byValue = (a: number, b: number) => a - b;
        expect(told(list.toReversed()).sort(byValue)).toEqual(told(list).sort(byValue));
      }),
    );
  });

  it('fewer than half of the values are outliers, and none is without distance', () => {
    fc.assert(
      fc.property(values, (list) => {
        const { found } = outliersOf(Float64Array.from(list), LIMIT);
        expect(found.length * 2).toBeLessThanOrEqual(list.length);
        for (const { z } of found) expect(z).toBeGreaterThan(LIMIT);
      }),
    );
  });
});
