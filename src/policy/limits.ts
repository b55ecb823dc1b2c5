import type { MovePlan } from '../model/summary.ts';

/** How many samples there are, and how many of them would move. */
export interface Share {
  readonly samples: number;
  readonly moving: number;
}

export interface MoveShares extends Share {
  /** By label; samples without one are in no class. */
  readonly classes: Iterable<readonly [label: string, share: Share]>;
}

const percent = (samples: number, share: number): number => Math.floor((samples * share) / 100);

/** max(20, 2 %) of all samples. */
export const allowedOfAll = (samples: number): number => Math.max(20, percent(samples, 2));
/** max(5, 20 %) of a class. */
export const allowedOfClass = (samples: number): number => Math.max(5, percent(samples, 20));

/**
 * Why so many may not move: a broken glob, a wrong mount or a bug of ours marks everything bad. Undefined: they may.
 * The worst class is named; among equals the first by label.
 *
 * @param maxMove what the user allows instead: he has seen the plan, so it replaces all three limits.
 */
export const refusalOf = (
  { samples, moving, classes }: MoveShares,
  maxMove: number | 'unlimited' | undefined,
): MovePlan['refusal'] => {
  if (maxMove === 'unlimited' || moving === 0) return undefined;
  const refused = (limit: 'samples' | 'half' | 'class', would: number, of: number, allowed: number) => ({
    limit,
    would,
    of,
    allowed,
    allow: `--max-move ${moving}`,
  });
  if (maxMove !== undefined) return moving > maxMove ? refused('samples', moving, samples, maxMove) : undefined;
  if (moving * 2 > samples) return refused('half', moving, samples, Math.floor(samples / 2));
  if (moving > allowedOfAll(samples)) return refused('samples', moving, samples, allowedOfAll(samples));

  const over = [...classes]
    .map(([label, share]) => ({ label, share, excess: share.moving - allowedOfClass(share.samples) }))
    .filter(({ excess }) => excess > 0);
  if (over.length === 0) return undefined;
  const worst = over.reduce((one, other) => {
    if (other.excess !== one.excess) return other.excess > one.excess ? other : one;
    return other.label < one.label ? other : one;
  });
  const { share } = worst;
  return { ...refused('class', share.moving, share.samples, allowedOfClass(share.samples)), class: worst.label };
};
