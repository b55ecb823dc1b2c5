/** Why a label is no place among so many outputs, or undefined. Places count from 0, as Caffe indexes them without looking. */
export const labelProblem = (label: number, outputs: number): string | undefined => {
  if (Number.isInteger(label) && label >= 0 && label < outputs) return undefined;
  return Number.isInteger(label) || !Number.isFinite(label)
    ? `label ${label} of ${outputs} outputs`
    : `label ${label} is no whole number`;
};

/**
 * Minus the logarithm of what softmax gives one class, in float32, the largest logit taken off first. `first` and `step`: where the
 * logits of one place lie among those of many.
 */
export const crossEntropy = (
  logits: Float32Array,
  label: number,
  { first, step }: { readonly first: number; readonly step: number } = { first: 0, step: 1 },
): number => {
  let largest = Number.NEGATIVE_INFINITY;
  for (let at = first; at < logits.length; at += step) largest = Math.max(largest, logits[at]!);
  let sum = 0;
  for (let at = first; at < logits.length; at += step) {
    sum = Math.fround(sum + Math.fround(Math.exp(Math.fround(logits[at]! - largest))));
  }
  return Math.fround(Math.fround(Math.log(sum)) - Math.fround(logits[first + label * step]! - largest));
};
