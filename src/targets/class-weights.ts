/** One class's samples, and what a loss may be weighted with so that rare classes count. */
export interface ClassWeight {
  readonly label: string;
  /** Clean samples of the split that is trained on. */
  readonly count: number;
  /** count / n. */
  readonly prior: number;
  /** n / (classes with samples · count), as scikit-learn's compute_class_weight('balanced'); null without samples. */
  readonly balanced: number | null;
  /** Proportional to 1 / sqrt(count), the mean over all samples 1; null without samples. */
  readonly inverseSqrt: number | null;
}

/** Which classes there are, and in which order they are numbered. */
export interface ClassOrder {
  /** 'declared': a list of names, as it was given; 'names': those found, sorted; 'numbers': labels are the numbers. */
  readonly order: 'declared' | 'names' | 'numbers';
  /** Of numbers: how many classes were said to be. */
  readonly declared?: number | undefined;
  /** Of numbers: labels that are no class. */
  readonly ignored?: readonly number[] | undefined;
}

/** `targets/classes.json`. */
export interface ClassWeights extends ClassOrder {
  readonly format: 1;
  readonly kind: 'prepass-classes';
  /** Name of the split, or 'all' where none is called train. */
  readonly fittedOn: string;
  readonly n: number;
  /** Formulas for people and other languages; C counts classes with samples. */
  readonly prior: string;
  readonly balanced: string;
  readonly inverseSqrt: string;
  /** In the order of class numbers where labels are names, else by number. */
  readonly classes: readonly ClassWeight[];
}

const SAYS = {
  prior: 'count / n',
  balanced: 'n / (C * count), C the number of classes with samples',
  inverseSqrt: '(1 / sqrt(count)) * n / sum over classes of sqrt(count)',
} as const;

export interface ClassCount {
  readonly label: string;
  readonly count: number;
}

/** Weights of counts. Both kinds have a mean of 1 over the samples, so neither changes the size of the loss as a whole. */
export const classWeights = (counts: readonly ClassCount[], fittedOn: string, order: ClassOrder): ClassWeights => {
  const n = counts.reduce((sum, { count }) => sum + count, 0);
  const present = counts.filter(({ count }) => count > 0);
  const roots = present.reduce((sum, { count }) => sum + Math.sqrt(count), 0);
  const classes = counts.map(({ label, count }) => ({
    label,
    count,
    prior: n === 0 ? 0 : count / n,
    balanced: count === 0 ? null : n / (present.length * count),
    inverseSqrt: count === 0 ? null : ((1 / Math.sqrt(count)) * n) / roots,
  }));
  return { format: 1, kind: 'prepass-classes', fittedOn, ...order, n, ...SAYS, classes };
};

export const writeClassWeights = (weights: ClassWeights): string => `${JSON.stringify(weights, null, 2)}\n`;
