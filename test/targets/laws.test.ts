import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addValue, createAccumulator, merge, moments } from '../../src/targets/accumulator.ts';
import { createFitter } from '../../src/targets/fit.ts';
import { createNormalizer, type FittedTarget, readNormalizer, writeNormalizer } from '../../src/targets/normalizer.ts';
import { inverse, transform } from '../../src/targets/transform.ts';

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
/** Values that break naive formulas: borders of binades, cancelling neighbours, the ends of the range. */
const hard = fc.oneof(
  finite,
  fc.double({ noNaN: true, min: -1000, max: 1000 }),
  fc
    .tuple(fc.integer({ min: -1074, max: 1023 }), fc.constantFrom(1, -1, 1 - 2 ** -53, -1 - 2 ** -52))
    .map(([e, m]) => m * 2 ** e),
  fc.integer({ min: -100_000, max: 100_000 }).map((i) => 1e9 + i / 1000),
  fc.constantFrom(0, -0, Number.MIN_VALUE, Number.MAX_VALUE, -Number.MAX_VALUE, 1e308, 65504, 0.1),
);

const view = new DataView(new ArrayBuffer(8));
/** Distance to the next larger double. */
const ulp = (value: number): number => {
  const size = Math.min(Math.abs(value), 2 ** 1023);
  view.setFloat64(0, size);
  view.setBigUint64(0, view.getBigUint64(0) + 1n);
  return view.getFloat64(0) - size;
};

const sum = (values: readonly number[]) => {
  const all = createAccumulator();
  for (const value of values) addValue(all, value);
  return all;
};

const fitted = (method: FittedTarget['method'], values: readonly number[]): FittedTarget => {
  const fitter = createFitter([{ name: 'y', method }]);
  for (const value of values) fitter.add('y', value);
  return fitter.finish('all')[0]!.target;
};

/** Exact: every double is an integer multiple of 2^-1074. */
const exactInteger = (value: number): bigint => {
  let result = value;
  let shift = 0n;
  while (!Number.isInteger(result)) {
    result *= 2;
    shift += 1n;
  }
  return BigInt(result) << (1074n - shift);
};

describe('the accumulator', () => {
  it('gives the same last bit for every order and partition', () => {
    fc.assert(
      fc.property(fc.array(hard, { minLength: 1 }), fc.infiniteStream(fc.nat(3)), (values, places) => {
        const parts = [0, 1, 2, 3].map(() => createAccumulator());
        for (const value of values) addValue(parts[places.next().value as number]!, value);
        const merged = createAccumulator();
        for (const part of parts.toReversed()) merge(merged, part);
        expect(moments(merged)).toEqual(moments(sum(values)));
        expect(moments(sum(values.toReversed()))).toEqual(moments(sum(values)));
      }),
    );
  });

  it('leaves what it merges from as it was', () => {
    const from = sum([1, 2, 3]);
    const to = sum([4]);
    merge(to, from);
    addValue(to, 5);
    expect(moments(from)).toEqual(moments(sum([1, 2, 3])));
  });

  it('has the mean that no double is closer to', () => {
    fc.assert(
      fc.property(fc.array(hard, { minLength: 1, maxLength: 20 }), (values) => {
        const { mean } = moments(sum(values));
        const n = BigInt(values.length);
        const exact = values.reduce((total, value) => total + exactInteger(value), 0n);
        const miss = (candidate: number): bigint => {
          const gap = exactInteger(candidate) * n - exact;
          return gap < 0n ? -gap : gap;
        };
        const step = ulp(mean);
        for (const other of [mean - step, mean + step]) {
          if (Number.isFinite(other) && other !== mean) expect(miss(mean) <= miss(other)).toBe(true);
        }
      }),
    );
  });

  it('keeps a variance of 1 beside a mean of 1e9', () => {
    const values = Array.from({ length: 1000 }, (_, index) => 1e9 + (index % 2 === 0 ? 1 : -1));
    expect(moments(sum(values))).toMatchObject({ mean: 1e9, variance: 1, deviation: 1 });
  });

  it('finds the deviation where the variance fits no double', () => {
    expect(moments(sum([1e300, -1e300]))).toMatchObject({
      mean: 0,
      variance: Number.POSITIVE_INFINITY,
      deviation: 1e300,
    });
    expect(moments(sum([3e-200, -3e-200]))).toMatchObject({ variance: 0, deviation: 3e-200 });
  });

  it('refuses what is not finite', () => {
    expect(() => addValue(createAccumulator(), Number.NaN)).toThrow();
    expect(() => addValue(createAccumulator(), Number.NEGATIVE_INFINITY)).toThrow();
  });
});

describe('there and back', () => {
  /** The parameters in the unit of y. */
  const unitParams = (target: FittedTarget): readonly number[] => {
    switch (target.method) {
      case 'standard':
        return [target.params.mean, target.params.scale];
      case 'robust':
        return [target.params.center, target.params.scale];
      case 'minmax':
        return [target.params.min, target.params.max];
      default:
        return [];
    }
  };

  it.each(['standard', 'minmax', 'robust', 'none'] as const)(
    '%s returns within 4 ulp of the largest magnitude',
    (method) => {
      let checked = 0;
      fc.assert(
        fc.property(
          fc.array(hard, { minLength: 1, maxLength: 30 }),
          fc.option(hard, { nil: undefined }),
          (values, other) => {
            const target = fitted(method, values);
            for (const y of other === undefined ? values : [...values, other]) {
              const z = transform(target, y);
              const largest = Math.max(Math.abs(y), ...unitParams(target).map(Math.abs));
              if (!Number.isFinite(z) || largest > 2 ** 1020) continue;
              expect(Math.abs(inverse(target, z) - y)).toBeLessThanOrEqual(4 * ulp(largest));
              checked += 1;
            }
          },
        ),
        { numRuns: 2000 },
      );
      expect(checked).toBeGreaterThan(5_000);
    },
  );

  it('holds in the ordinary range of a target, where no value may be lost to overflow', () => {
    const ordinary = fc.double({ noNaN: true, min: -1e12, max: 1e12 });
    fc.assert(
      fc.property(
        fc.array(ordinary, { minLength: 1, maxLength: 30 }),
        fc.constantFrom('standard', 'minmax', 'robust' as const),
        (values, method) => {
          const target = fitted(method as 'standard', values);
          for (const y of values) expect(Number.isFinite(transform(target, y))).toBe(true);
        },
      ),
    );
  });

  it('log1p returns as close as a double z allows', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -1, minExcluded: true, max: Number.MAX_VALUE }), (y) => {
        const target = fitted('log1p', [0, 1]);
        const z = transform(target, y);
        expect(Math.abs(inverse(target, z) - y)).toBeLessThanOrEqual(
          (4 + 2 * Math.abs(z)) * ulp(Math.max(1, Math.abs(y))),
        );
      }),
      { numRuns: 5000 },
    );
  });

  it('is kept by the file: every number reads back as the same double', () => {
    fc.assert(
      fc.property(
        fc.array(hard, { maxLength: 20 }),
        fc.constantFrom('standard', 'minmax', 'robust', 'none'),
        (values, method) => {
          const normalizer = createNormalizer([fitted(method as 'standard', values)]);
          const text = writeNormalizer(normalizer);
          const read = readNormalizer(text, 'normalizer.json');
          expect(writeNormalizer(read)).toBe(text);
          for (const y of values)
            expect(transform(read.targets[0]!, y) + 0).toBe(transform(normalizer.targets[0]!, y) + 0);
        },
      ),
    );
  });
});
