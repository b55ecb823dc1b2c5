import type { ArrayHeader, LabelArray } from '../../model/facets.ts';

/** Fewer columns are coordinates: points, boxes, boxes with a class. */
const LEAST_COLUMNS = 6;
/** Fewer planes are colors. */
const LEAST_PLANES = 5;

/** Sides without those of 1 in front and behind: (1, H, W) and (H, W, 1) are masks as (H, W) is. */
export const plainSides = ({ shape }: Pick<ArrayHeader, 'shape'>): readonly number[] => {
  const from = shape.findIndex((side) => side !== 1);
  return from < 0 ? [] : shape.slice(from, shape.findLastIndex((side) => side !== 1) + 1);
};

/** Whether a label has a place for each pixel, and not a row of coordinates for each object. */
export const isMaskLike = (sides: readonly number[]): boolean => sides.length >= 2 && sides.at(-1)! >= LEAST_COLUMNS;

/** Whether each value is the class of its pixel: a plane, or a volume that is neither colors nor a plane for each class. */
export const isClassMask = ({ header }: LabelArray, classes: number | undefined): boolean => {
  const sides = plainSides(header);
  if (!isMaskLike(sides)) return false;
  return sides.length === 2 || sides.every((side) => side >= LEAST_PLANES && side !== classes);
};

/** Where an element of a label stands, as numpy indexes it: '3, 17'. Of a plane that is its row and its column. */
export const placeIn = ({ header }: LabelArray, element: number): string => {
  const sides = plainSides(header);
  const index: number[] = [];
  let rest = element;
  for (const side of sides.toReversed()) {
    index.unshift(rest % side);
    rest = Math.floor(rest / side);
  }
  return index.join(', ');
};
