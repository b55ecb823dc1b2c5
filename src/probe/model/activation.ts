import { halfToNumber } from '../../measures/float-formats.ts';
import type { LayerActivation, NonfiniteKind } from '../../model/probe.ts';

/** Numbers as a runtime hands them over; bits of float16 where the platform has no such numbers. */
export type Numbers = ArrayLike<number>;

export const kindOf = (value: number): NonfiniteKind => {
  if (Number.isNaN(value)) return 'nan';
  return value > 0 ? '+inf' : '-inf';
};

/** Largest magnitude below `overflow`, and the first value that is not: a value of a coarser format is infinite before a float32 is. */
export const activationOf = (
  name: string,
  values: Numbers,
  overflow: number = Number.POSITIVE_INFINITY,
): LayerActivation => {
  let largest = 0;
  let first = -1;
  for (let index = 0; index < values.length; index += 1) {
    const magnitude = Math.abs(values[index]!);
    if (magnitude < overflow) {
      if (magnitude > largest) largest = magnitude;
    } else if (first < 0) first = index;
  }
  if (first < 0) return { name, largest };
  return { name, largest, nonfinite: { index: first, value: kindOf(values[first]!) } };
};

/** Float tensors of a runtime as numbers; undefined for those of whole numbers, truth values and text. */
export const numbersOfTensor = (type: string, data: unknown): Numbers | undefined => {
  if (type === 'float32' || type === 'float64') return data as Numbers;
  if (type !== 'float16') return undefined;
  // Uint16Array holds bits, a platform's own Float16Array holds numbers.
  return data instanceof Uint16Array ? Float32Array.from(data, halfToNumber) : (data as Numbers);
};
