import { createRandom, type Random } from '../../make/random.ts';

/** A finding that must be there: the check, and what its data must say of the step or the cause. */
export interface Owed {
  readonly check: string;
  readonly code?: string;
  /** Each field of the finding's data holds this text. */
  readonly says?: Readonly<Record<string, string>>;
}

/** One kind of poison, where it was put, and what has to be said of each place. */
export interface Poison {
  readonly kind: string;
  /** Keys of samples. Empty: the dataset itself is poisoned, once. */
  readonly keys: readonly string[];
  readonly owed: readonly Owed[];
}

/** A dataset on disk, how prepass is to be run on it, and all that is wrong with it. */
export interface PoisonedSet {
  readonly dataset: string;
  /** As a configuration file has them. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly poisons: readonly Poison[];
  /** Findings of the dataset that follow from the poison: `check code`. */
  readonly consequences?: readonly string[];
}

/** How much of it is made. */
export interface Amount {
  readonly samples: number;
  /** Poisoned samples of each kind. */
  readonly each: number;
}

/** Writes its dataset into an empty folder. */
export type PoisonMaker = (folder: string, amount: Amount) => Promise<PoisonedSet>;

/** What is done to the samples of one kind. */
export interface Kind<Sample> {
  readonly kind: string;
  readonly owed: readonly Owed[];
  readonly spoil: (sample: Sample, random: Random) => void;
}

const SEED = 4_120_726;

export const seeded = (set: number): Random => createRandom(SEED, set);

/** For each place the kind of its poison, where it has one: `each` of every kind, anywhere. */
export const placed = <Sample>(
  kinds: readonly Kind<Sample>[],
  { samples, each }: Amount,
  random: Random,
): readonly (Kind<Sample> | undefined)[] => {
  const places: (Kind<Sample> | undefined)[] = Array.from({ length: samples }, (_, at) => kinds[Math.floor(at / each)]);
  for (let at = samples - 1; at > 0; at -= 1) {
    const other = random.below(at + 1);
    [places[at], places[other]] = [places[other], places[at]];
  }
  return places;
};

/** What was put where, once each place has a key. */
export const poisonsOf = <Sample>(
  kinds: readonly Kind<Sample>[],
  places: readonly (Kind<Sample> | undefined)[],
  keyOf: (place: number) => string,
): readonly Poison[] =>
  kinds.map((one) => ({
    kind: one.kind,
    owed: one.owed,
    keys: places.flatMap((kind, place) => (kind === one ? [keyOf(place)] : [])),
  }));
