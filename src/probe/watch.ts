import type { PreparedStep } from '../model/probe.ts';
import type { ProbeInput } from './sample.ts';
import type { PlanesShape } from './take-in.ts';

interface Values extends PlanesShape {
  readonly values: ArrayLike<number>;
}

/** Told of a sample's values after each step that makes it ready. */
export type Watch = (step: PreparedStep['step'], planes: Values) => void;

/** The sample as it is stored, or as it was read where it was shrunk while it was read; opacity is among its channels. */
export const watchInput = (input: ProbeInput, array: PlanesShape | undefined, watch: Watch): void => {
  if (input.kind === 'picture') {
    const { channels, height, width, data } = input;
    watch('input', { channels, height, width, values: data });
  } else if (array !== undefined) watch('input', { ...array, values: input.values });
};

export const stepOf: (...told: Parameters<Watch>) => PreparedStep = (step, { channels, height, width, values }) => {
  let smallest = Number.POSITIVE_INFINITY;
  let largest = Number.NEGATIVE_INFINITY;
  let nonfinite = 0;
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at]!;
    if (!Number.isFinite(value)) nonfinite += 1;
    else {
      if (value < smallest) smallest = value;
      if (value > largest) largest = value;
    }
  }
  const range = smallest <= largest ? { range: [smallest, largest] as const } : {};
  return { step, shape: [channels, height, width], ...range, nonfinite };
};
