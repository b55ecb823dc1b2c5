import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocate, chanceOf, createStratifiedSampler } from '../../src/sources/stratified-sample.ts';

interface Listed {
  readonly id: string;
  readonly split: string | undefined;
  readonly label: string | undefined;
}

const idOf = (key: string): string => createHash('sha256').update(key).digest('hex').slice(0, 32);

const listing = fc
  .array(fc.tuple(fc.constantFrom(undefined, 'train', 'val'), fc.constantFrom('a', 'b', 'c', 'd'), fc.nat(40)), {
    minLength: 1,
    maxLength: 12,
  })
  .map((groups) =>
    groups
      .flatMap(([split, label, count]) => Array.from({ length: count + 1 }, () => ({ split, label })))
      .map((sample, at): Listed => ({ ...sample, id: idOf(String(at)) })),
  );

const draw = (samples: readonly Listed[], total: number, seed = 0): readonly Listed[] => {
  const sampler = createStratifiedSampler(seed);
  for (const sample of samples) sampler.count(sample);
  return samples.filter(sampler.draw(total));
};

const stratumOf = ({ split, label }: Listed): string => `${split}/${label}`;
const sizes = (samples: readonly Listed[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const sample of samples) counts.set(stratumOf(sample), (counts.get(stratumOf(sample)) ?? 0) + 1);
  return counts;
};

describe('a stratified sample', () => {
  it('holds exactly as many as asked, the same for the same seed', () => {
    fc.assert(
      fc.property(listing, fc.nat(), fc.nat(2 ** 32 - 1), (samples, wish, seed) => {
        const total = 1 + (wish % samples.length);
        const drawn = draw(samples, total, seed);
        expect(drawn).toHaveLength(total);
        expect(draw(samples, total, seed)).toEqual(drawn);
      }),
    );
  });

  it('holds one of every stratum where there is room for it, and of none more than its share and one', () => {
    fc.assert(
      fc.property(listing, fc.nat(), (samples, wish) => {
        const total = 1 + (wish % samples.length);
        const of = sizes(samples);
        const drawn = sizes(draw(samples, total));
        const strata = of.size;
        if (total < strata) return;
        for (const [stratum, size] of of) {
          const fair = 1 + ((total - strata) * (size - 1)) / Math.max(1, samples.length - strata);
          expect(drawn.get(stratum) ?? 0).toBeGreaterThanOrEqual(Math.floor(fair));
          expect(drawn.get(stratum) ?? 0).toBeLessThanOrEqual(Math.ceil(fair));
        }
      }),
    );
  });

  it('draws every sample of a stratum equally often over many seeds', () => {
    const samples = Array.from(
      { length: 40 },
      (_, at): Listed => ({ id: idOf(`k${at}`), split: undefined, label: 'a' }),
    );
    const seeds = 4_000;
    const often = new Map<string, number>();
    for (let seed = 0; seed < seeds; seed += 1) {
      for (const { id } of draw(samples, 10, seed)) often.set(id, (often.get(id) ?? 0) + 1);
    }
    // 1,000 expected, standard deviation 27: five of them.
    for (const { id } of samples) expect(Math.abs((often.get(id) ?? 0) - 1_000)).toBeLessThan(140);
  });

  it('draws another sample with another seed', () => {
    const samples = Array.from(
      { length: 200 },
      (_, at): Listed => ({ id: idOf(`k${at}`), split: 'train', label: 'a' }),
    );
    expect(draw(samples, 20, 1)).not.toEqual(draw(samples, 20, 2));
  });

  it('gives up classes, then splits, when a column makes a stratum of every sample', () => {
    const samples = Array.from(
      { length: 66_000 },
      (_, at): Listed => ({
        id: idOf(String(at)),
        split: at < 100 ? 'val' : 'train',
        label: String(at),
      }),
    );
    const drawn = draw(samples, 1_000);
    expect(drawn).toHaveLength(1_000);
    expect(sizes(drawn.map((sample) => ({ ...sample, label: 'any' }))).get('val/any')).toBeGreaterThan(0);
    const everywhere = samples.map((sample, at) => ({ ...sample, split: String(at) }));
    expect(draw(everywhere, 1_000)).toHaveLength(1_000);
  });
});

describe('allocation', () => {
  it('adds up, and gives no stratum more than it has', () => {
    const strata = fc.array(fc.integer({ min: 1, max: 10_000_000 }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(strata, fc.double({ min: 0, max: 1, noNaN: true }), (of, share) => {
        const all = of.reduce((sum, size) => sum + size, 0);
        const total = Math.max(1, Math.round(share * all));
        const shares = allocate(of, total, (stratum) => stratum);
        expect(shares.reduce((sum, one) => sum + one, 0)).toBe(total);
        of.forEach((size, at) => {
          expect(shares[at]).toBeLessThanOrEqual(size);
        });
      }),
    );
  });

  it('takes the largest strata where not all can have one', () => {
    expect(allocate([5, 900, 4, 800], 2, (stratum) => stratum)).toEqual([0, 1, 0, 1]);
  });

  it('lets the tie decide between equal ones, not their place', () => {
    expect(allocate([7, 7, 7], 1, (stratum) => 3 - stratum)).toEqual([0, 0, 1]);
  });
});

it('gives every id a number in [0, 1) that neither neighbors nor seeds share', () => {
  const chances = Array.from({ length: 2_000 }, (_, at) => chanceOf(idOf(String(at)), at % 2));
  expect(Math.min(...chances)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...chances)).toBeLessThan(1);
  expect(new Set(chances).size).toBe(2_000);
  expect(Math.abs(chances.reduce((sum, chance) => sum + chance, 0) / 2_000 - 0.5)).toBeLessThan(0.03);
});
