import { isMaskLike } from '../label/label-shape.ts';

/** `scaled`: as large as the sample but for one whole factor in all directions. */
export type LabelFit = 'fits' | 'scaled' | 'differs';

type Sides = readonly number[];

/** At most so many of the last side are colors. */
const MOST_COLORS = 4;

const areEqual = (a: Sides, b: Sides): boolean => a.length === b.length && a.every((side, at) => side === b[at]);

const isScaled = (a: Sides, b: Sides): boolean => {
  const [first = 1] = a.map((side, at) => side / b[at]!);
  return (Number.isInteger(first) || Number.isInteger(1 / first)) && a.every((side, at) => side === first * b[at]!);
};

/** Without the channels, which stand in front or behind. */
const withoutOne = (sides: Sides): readonly Sides[] => [sides.slice(1), sides.slice(0, -1)];

/** Labels of steps in time, (T, K) for (T, F) or for frames (T, H, W): they share one side only. */
const isStepwise = (sample: Sides, label: Sides): boolean => {
  if (label.length !== 2) return false;
  if (sample.length === 2) return label.some((side) => sample.includes(side));
  return label[0] === sample[0] && sample.at(-1)! > MOST_COLORS;
};

/**
 * Whether a label that has a place for each pixel is as large as its sample: Caffe's inner_num. Channels may be first or last in
 * either. Undefined where the label is none of pixels, or of what the sample does not show.
 *
 * @param sample the row's shape, (C, H, W), (H, W, C) or (H, W); of volumes one side more.
 * @param label the label's, without sides of 1 around it.
 */
export const labelFit = (sample: Sides, label: Sides): LabelFit | undefined => {
  if (!isMaskLike(label) || sample.length < 2) return undefined;
  const extents = sample.length === 2 ? [sample] : withoutOne(sample);
  const extentOf = extents[0]!.length;
  const spans = [
    ...(label.length === extentOf ? [label] : []),
    ...(label.length === extentOf + 1 ? withoutOne(label) : []),
  ];
  if (spans.length === 0) return undefined;
  const some = (holds: (a: Sides, b: Sides) => boolean): boolean =>
    extents.some((extent) => spans.some((span) => holds(extent, span)));
  if (some(areEqual)) return 'fits';
  if (isStepwise(sample, label)) return undefined;
  return some(isScaled) ? 'scaled' : 'differs';
};
