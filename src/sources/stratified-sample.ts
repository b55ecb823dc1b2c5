import { createHash } from 'node:crypto';

/**
 * How many of each stratum are drawn: exactly `total` in all (at most the sum of `sizes`), proportional to size by largest remainders
 * (Hamilton's method). Where `total` allows, one of every stratum comes first and the rest in proportion; else the largest strata
 * have one, those of equal size by `tie`. `sizes` are at least 1; `tie` orders strata without regard to their names.
 */
export const allocate = (
  sizes: readonly number[],
  total: number,
  tie: (stratum: number) => number,
): readonly number[] => {
  const least = total >= sizes.length ? 1 : 0;
  // In whole numbers: a float's rounding must not decide who is drawn.
  const rest = BigInt(total - least * sizes.length);
  const room = BigInt(sizes.reduce((sum, size) => sum + size - least, 0));
  const quotas = sizes.map((size) => rest * BigInt(size - least));
  const shares = quotas.map((quota) => (room === 0n ? 0 : Number(quota / room)) + least);
  const remainders = quotas.map((quota) => (room === 0n ? 0n : quota % room));
  const missing = total - shares.reduce((sum, share) => sum + share, 0);
  const order = sizes.map((_, stratum) => stratum);
  order.sort((a, b) => {
    if (remainders[a] !== remainders[b]) return remainders[a]! > remainders[b]! ? -1 : 1;
    return tie(a) - tie(b);
  });
  for (const stratum of order.slice(0, missing)) shares[stratum]! += 1;
  return shares;
};

/** The finalizer of MurmurHash3: every bit of the word changes about half of the bits. */
const scramble = (word: number): number => {
  let mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
};

/** A sample's number in [0, 1), of its id and the seed alone: its neighbors and the order of listing do not matter. */
export const chanceOf = (id: string, seed: number): number => {
  const key = scramble(seed + 0x9e3779b9);
  const high = scramble(Number.parseInt(id.slice(0, 8), 16) ^ key);
  const low = scramble(Number.parseInt(id.slice(8, 16), 16) ^ high);
  return ((high >>> 5) * 2 ** 26 + (low >>> 6)) / 2 ** 53;
};

/** More strata than this are no classes but a mistaken column; memory stays flat. */
const MOST_STRATA = 65_536;
/** Cells reach a megabyte. */
const MOST_LABEL_CHARS = 256;

interface Grouped {
  readonly split?: string | undefined;
  readonly label?: string | undefined;
}

/** From the finest to none: the first that makes few enough strata is taken. */
const GROUPINGS: readonly ((sample: Grouped) => string)[] = [
  ({ split, label }) => JSON.stringify([split ?? null, label?.slice(0, MOST_LABEL_CHARS) ?? null]),
  ({ split }) => JSON.stringify([split ?? null]),
  () => '',
];

/** Counts strata in a first walk over all samples; `draw` answers who is taken in a second walk, in the same order. */
export const createStratifiedSampler = (seed: number) => {
  const counts = GROUPINGS.map((grouping) => ({ grouping, sizes: new Map<string, number>() }));
  return {
    count: (sample: Grouped): void => {
      for (const { grouping, sizes } of counts) {
        if (sizes.size > MOST_STRATA) continue;
        const stratum = grouping(sample);
        sizes.set(stratum, (sizes.get(stratum) ?? 0) + 1);
      }
    },
    /**
     * Selection sampling within each stratum (Fan, Muller and Rezucha 1962; Knuth, TAOCP 2, 3.4.2, algorithm S): one pass, no
     * memory but two numbers a stratum, and exactly as many as allocated.
     */
    draw: (total: number): ((sample: Grouped & { readonly id: string }) => boolean) => {
      const { grouping, sizes } = counts.find((count) => count.sizes.size <= MOST_STRATA)!;
      const names = [...sizes.keys()];
      const ties = names.map((name) => chanceOf(createHash('sha256').update(name).digest('hex'), seed));
      const shares = allocate([...sizes.values()], total, (stratum) => ties[stratum]!);
      const strata = new Map(names.map((name, at) => [name, { left: sizes.get(name)!, wanted: shares[at]! }]));
      return (sample) => {
        const stratum = strata.get(grouping(sample))!;
        const isTaken = chanceOf(sample.id, seed) * stratum.left < stratum.wanted;
        stratum.left -= 1;
        if (isTaken) stratum.wanted -= 1;
        return isTaken;
      };
    },
  };
};
