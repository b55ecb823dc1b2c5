import type { LabelArray } from '../../../src/model/facets.ts';

/** A label of these sides; `at` gives the value of each element in the order of rows. */
export const labelArray = (
  shape: readonly number[],
  at: (element: number) => number,
  dtype = 'f4',
): { readonly labelArray: LabelArray } => ({
  labelArray: {
    header: { dtype, byteOrder: 'little', shape, fortran: false },
    values: Float64Array.from({ length: shape.reduce((product, side) => product * side, 1) }, (_, element) =>
      at(element),
    ),
  },
});

/** The header of a label whose values were not read. */
export const unread = (shape: readonly number[]): { readonly labelArray: LabelArray } => ({
  labelArray: { header: { dtype: 'u1', byteOrder: 'none', shape, fortran: false } },
});
