import type { LabelCount } from './integer-labels.ts';

/** What 8-bit and 16-bit label maps write where nothing shall be learned (PASCAL VOC, Cityscapes, ADE20K). */
const USUAL_IGNORE = [255, 65_535] as const;
/** Believable labels fill at least this share of smallest..largest; below an ignore value, which need not be rare, more. */
const MIN_FILLED = 0.5;
const MIN_FILLED_BELOW_IGNORE = 0.9;
/** Unused labels right below a usual ignore value. */
const MIN_GAP_BELOW_IGNORE = 10;
/** How far off is far: in widths of the believable range. */
const FAR_FACTOR = 10;
/** Typing errors are rare: at most this share of the samples, or one sample. */
const MAX_FAR_SHARE = 0.01;
/** With fewer believable samples nothing is inferred. */
const MIN_SAMPLES = 10;

export interface InferredRange {
  /** Largest believable label. */
  readonly top: number;
  /** Values far above it, ascending; few samples. */
  readonly far: readonly LabelCount[];
  /** Usual ignore values above it, ascending; any number of samples. */
  readonly ignore: readonly LabelCount[];
}

/** The largest label up to which the labels lie densely enough; −1 when fewer than two do. */
const believableTop = (labels: readonly LabelCount[], smallest: number): number => {
  let top = -1;
  labels.forEach(({ value }, at) => {
    if (at >= 1 && (at + 1) / (value - smallest + 1) >= MIN_FILLED) top = value;
  });
  return top;
};

/**
 * Which labels are out of range when nobody declared the number of classes. Only a shape that hardly leaves a doubt counts: a dense
 * range from 0 or 1, and far above it a few strays or a usual ignore value, with nothing in between. One label above the range that is
 * neither (sparse identifiers, counts with a long tail) and nothing is inferred: undefined. Why so: docs/decisions/0002-label-ranges.md.
 */
export const inferRange = (labels: readonly LabelCount[]): InferredRange | undefined => {
  const natural = labels.filter(({ value }) => value >= 0);
  const smallest = natural[0]?.value;
  if (smallest === undefined || smallest > 1) return undefined;
  const plain = natural.filter(({ value }) => !USUAL_IGNORE.some((usual) => usual === value));
  const top = believableTop(plain, smallest);
  if (top < 0) return undefined;
  const within = natural.filter(({ value }) => value <= top);
  const believed = within.reduce((sum, { count }) => sum + count, 0);
  const beyond = natural.slice(within.length);
  if (believed < MIN_SAMPLES || beyond.length === 0) return undefined;

  const filled = within.length / (top - smallest + 1);
  const isIgnore = (value: number): boolean =>
    USUAL_IGNORE.some((usual) => usual === value) &&
    filled >= MIN_FILLED_BELOW_IGNORE &&
    value - top > MIN_GAP_BELOW_IGNORE;
  const ignore = beyond.filter(({ value }) => isIgnore(value));
  const far = beyond.filter(({ value }) => !isIgnore(value));
  if (far.some(({ value }) => value < FAR_FACTOR * (top + 1))) return undefined;
  const strays = far.reduce((sum, { count }) => sum + count, 0);
  if (strays > Math.max(1, MAX_FAR_SHARE * (believed + strays))) return undefined;
  return { top, far, ignore };
};
