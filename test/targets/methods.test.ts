import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalAt, normalShareBelow } from '../../src/measures/normal-distribution.ts';
import type { TargetMethod } from '../../src/model/target-columns.ts';
import { createFitter } from '../../src/targets/fit.ts';
import { lossesOfZero } from '../../src/targets/losses.ts';
import { createNormalizer, type FittedTarget, readNormalizer, writeNormalizer } from '../../src/targets/normalizer.ts';
import { inverse, transform } from '../../src/targets/transform.ts';
import { drawnColumn } from './drawn-column.ts';

const fitted = (method: TargetMethod, values: readonly number[]): FittedTarget => {
  const fitter = createFitter([{ name: 'y', method }]);
  for (const value of values) fitter.add('y', value, '', { width: 640, height: 480 });
  return fitter.targets('train')[0]!;
};

const ulp = (value: number): number => 2 ** (Math.floor(Math.log2(Math.max(Math.abs(value), 2 ** -1000))) - 52);
const ordinary = fc.double({ noNaN: true, min: -1e6, max: 1e6 });
const columns = fc.integer({ min: 0, max: 199 }).map((seed) => drawnColumn(seed));

describe('there and back', () => {
  it('maxabs returns within an ulp', () => {
    fc.assert(
      fc.property(fc.array(ordinary, { minLength: 1, maxLength: 20 }), ordinary, (values, other) => {
        const target = fitted('maxabs', values);
        for (const y of [...values, other]) {
          expect(Math.abs(inverse(target, transform(target, y)) - y)).toBeLessThanOrEqual(ulp(y) + Number.MIN_VALUE);
        }
      }),
    );
  });

  it('by-width and by-height return within an ulp, for the picture they were made for', () => {
    const size = { width: 333, height: 7 };
    fc.assert(
      fc.property(ordinary, fc.constantFrom('by-width', 'by-height'), (y, method) => {
        const target = fitted(method as 'by-width', [y]);
        const z = transform(target, y, size);
        expect(z).toBe(y / (method === 'by-width' ? 333 : 7));
        expect(Math.abs(inverse(target, z, size) - y)).toBeLessThanOrEqual(ulp(y) + Number.MIN_VALUE);
        expect(transform(target, y)).toBeNaN();
      }),
    );
  });

  it('yeo-johnson returns as close as its power allows', () => {
    let kept = 0;
    fc.assert(
      fc.property(columns, (values) => {
        let target: FittedTarget;
        try {
          target = fitted('yeo-johnson', values);
        } catch {
          return;
        }
        if (target.method !== 'yeo-johnson') throw new Error('another method');
        kept += 1;
        const { lambda, mean, scale } = target.params;
        for (const y of values) {
          const z = transform(target, y);
          const t = Math.max(Math.abs(z * scale + mean), Math.abs(mean), scale);
          // dy/dt, and the relative rounding of logarithm and exponential around it.
          const slope = (1 + Math.abs(y)) ** Math.abs(1 - (y < 0 ? 2 - lambda : lambda));
          const around = 16 * (1 + Math.log1p(Math.abs(y))) * ulp(1 + Math.abs(y));
          expect(Math.abs(inverse(target, z) - y)).toBeLessThanOrEqual(8 * ulp(t) * slope + around);
        }
      }),
      { numRuns: 100 },
    );
    expect(kept).toBeGreaterThan(50);
  });

  it.each(['quantile-normal', 'quantile-uniform'] as const)('%s returns values between its ends', (method) => {
    fc.assert(
      fc.property(columns, (values) => {
        const target = fitted(method, values);
        const { quantiles } = target.params as { quantiles: readonly number[] };
        const gap = Math.max(...quantiles.slice(1).map((value, at) => value - quantiles[at]!));
        const ends = method === 'quantile-normal' ? 1e-7 * (1 + quantiles.length * gap) : 0;
        for (const y of values) {
          const back = inverse(target, transform(target, y));
          const size = Math.max(...quantiles.map(Math.abs));
          expect(Math.abs(back - y)).toBeLessThanOrEqual(1e-12 * quantiles.length * gap + 4 * ulp(size) + ends);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('quantiles give any prediction a finite way back, the ends beyond them', () => {
    const target = fitted('quantile-normal', [1, 2, 4, 8]);
    expect([-8, -1e300, Number.NEGATIVE_INFINITY].map((z) => inverse(target, z))).toEqual([1, 1, 1]);
    expect([8, 1e300].map((z) => inverse(target, z))).toEqual([8, 8]);
    expect(transform(target, 100)).toBe(transform(target, 8));
  });
});

describe('what has no way back is refused', () => {
  it('yeo-johnson where a prediction in reach has none, naming where it ends', () => {
    // A tail so long that lambda is well below 0: the transformed values run against -1 / lambda.
    const values = Array.from({ length: 200 }, (_, at) => 1e6 / (at + 1) ** 3);
    expect(() => fitted('yeo-johnson', values)).toThrow('targets.no-inverse');
  });

  it('what is accepted has a finite way back up to 8 deviations', () => {
    let refused = 0;
    for (let seed = 0; seed < 200; seed += 1) {
      let target: FittedTarget;
      try {
        target = fitted('yeo-johnson', drawnColumn(seed));
      } catch (error) {
        expect((error as Error).message).toContain('targets.no-inverse');
        refused += 1;
        continue;
      }
      for (const z of [-8, -7.99, -1, 0, 1, 7.99, 8]) expect(Number.isFinite(inverse(target, z))).toBe(true);
    }
    expect(refused).toBeGreaterThan(0);
    expect(refused).toBeLessThan(100);
  });

  it('quantile-normal where its ends would swallow the values, quantile-uniform not', () => {
    const values = [0, 1e-8, 2e-8, 5e-8];
    expect(() => fitted('quantile-normal', values)).toThrow('targets.too-narrow');
    const shares = values.map((y) => transform(fitted('quantile-uniform', values), y));
    for (const [at, share] of shares.entries()) expect(share).toBeCloseTo(at / 3, 15);
  });

  it.each(['maxabs', 'yeo-johnson', 'quantile-normal', 'quantile-uniform'] as const)(
    '%s takes a constant column',
    (method) => {
      const target = fitted(method, [7, 7, 7]);
      expect(target.constant).toBe(true);
      expect(inverse(target, transform(target, 7))).toBeCloseTo(7, 12);
    },
  );
});

describe('groups', () => {
  const fitter = createFitter([{ name: 'y', method: 'standard' }], { by: 'species', least: 2 });
  for (const [group, value] of [
    ['cat', 1],
    ['cat', 3],
    ['dog', 100],
    ['dog', 300],
    ['owl', 7],
    ['', 9],
  ] as const) {
    fitter.add('y', value, '', { group });
  }
  const [target] = fitter.targets('train') as [FittedTarget];

  it('have fits of their own from the least count on', () => {
    expect(target.groups).toMatchObject({
      by: 'species',
      fits: [
        { group: 'cat', params: { mean: 2, scale: 1 }, n: 2 },
        { group: 'dog', params: { mean: 200, scale: 100 }, n: 2 },
      ],
      without: [{ group: 'owl', n: 1 }],
    });
    expect(target).toMatchObject({ n: 6, mean: 70 });
  });

  it('are told apart on the way there and back; all others share one fit', () => {
    expect(transform(target, 3, { group: ' cat ' })).toBe(1);
    expect(inverse(target, 1, { group: 'dog' })).toBe(300);
    for (const group of ['owl', 'unseen', '', undefined]) {
      expect(transform(target, 70, { group })).toBe(0);
    }
  });

  it('survive the file, whose format older versions refuse', () => {
    const text = writeNormalizer(createNormalizer([target]));
    expect(JSON.parse(text)).toMatchObject({ format: 2 });
    expect(transform(readNormalizer(text, 'n.json').targets[0]!, 100, { group: 'dog' })).toBe(-1);
  });

  it('are refused where a column of ids was named', () => {
    const ids = createFitter([{ name: 'y', method: 'standard' }], { by: 'id', least: 2 });
    const addAll = () => {
      for (let id = 0; id <= 10_001; id += 1) ids.add('y', 1, '', { group: String(id) });
    };
    expect(addAll).toThrow('targets.too-many-groups');
  });
});

describe('a normal distribution', () => {
  it('is its own way back', () => {
    for (let z = -5; z <= 5; z += 0.25) expect(normalAt(normalShareBelow(z))).toBeCloseTo(z, 9);
    expect(normalShareBelow(-5.199337582605575)).toBeCloseTo(1e-7 - Number.EPSILON, 20);
    expect([normalAt(0), normalAt(0.5), normalAt(1)]).toEqual([Number.NEGATIVE_INFINITY, 0, Number.POSITIVE_INFINITY]);
  });
});

describe('losses of a prediction of 0', () => {
  it('overflow float16 at 10,000, whose square it cannot hold', () => {
    const { float16, float32 } = lossesOfZero([Float64Array.of(10_000, 1)]);
    expect(float16.l2).toEqual({ mean: 'Infinity', largest: 'Infinity', overflows: 1 });
    expect(float16.l1).toEqual({ mean: 5_000, largest: 10_000, overflows: 0 });
    expect(float32.l2).toEqual({ mean: 50_000_000, largest: 100_000_000, overflows: 0 });
  });

  it('are made in the precision itself: 255.875 squared just fits float16, 256 does not', () => {
    expect(lossesOfZero([Float64Array.of(255.875)]).float16.l2).toMatchObject({ largest: 65_472, overflows: 0 });
    expect(lossesOfZero([Float64Array.of(256)]).float16.l2.overflows).toBe(1);
    expect(lossesOfZero([Float64Array.of(0.1)]).float16.l1.largest).toBe(0.0999755859375);
    expect(lossesOfZero([Float64Array.of(0.1)]).float32.l2.largest).toBe(Math.fround(Math.fround(0.1) ** 2));
  });

  it('are 0 without values', () => {
    expect(lossesOfZero([]).float32.l2).toEqual({ mean: 0, largest: 0, overflows: 0 });
  });
});
