/** Probabilities written with two digits add up to 0.98. */
const SUM_TOLERANCE = 0.02;

/**
 * What one row of numbers could be. `one-hot`: a single 1 among zeros; `several`: more ones than that; `soft`: none below 0, and they add
 * up to 1; `zeros`, `negative`, `other`: no distribution.
 */
export type DistributionForm = 'one-hot' | 'several' | 'soft' | 'zeros' | 'negative' | 'other';

export interface RowForm {
  readonly form: DistributionForm;
  readonly sum: number;
  /** The first negative entry. */
  readonly negative?: { readonly index: number; readonly value: number };
}

/** Undefined where an entry is not finite. */
export const formOfRow = (values: Float64Array): RowForm | undefined => {
  let sum = 0;
  let ones = 0;
  let zeros = 0;
  let negative: RowForm['negative'];
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index]!;
    if (!Number.isFinite(value)) return undefined;
    if (value < 0) negative ??= { index, value };
    if (value === 1) ones += 1;
    if (value === 0) zeros += 1;
    sum += value;
  }
  if (negative !== undefined) return { form: 'negative', sum, negative };
  if (zeros === values.length) return { form: 'zeros', sum: 0 };
  if (ones + zeros === values.length) return { form: ones === 1 ? 'one-hot' : 'several', sum };
  return { form: Math.abs(sum - 1) <= SUM_TOLERANCE ? 'soft' : 'other', sum };
};
