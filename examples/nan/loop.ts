import type { Dataset } from './dataset.ts';
import { createRandom, type Random } from './random.ts';

const HIDDEN = 8;
const SEED = 1;

/** One hidden layer of rectified units, all parameters float32, row-major: out x in. */
interface Network {
  readonly inputs: number;
  readonly outputs: number;
  readonly first: Float32Array;
  readonly second: Float32Array;
}

/**
 * The loss of one batch: a number, and its derivative by every output, written into `gradient`. Both arrays hold the outputs of the
 * first sample, then those of the second, as a framework's tensor does. `labels`: of the batch, in its order.
 */
export type BatchLoss = (outputs: Float32Array, labels: readonly number[], gradient: Float32Array) => number;

export interface Training {
  readonly outputs: number;
  readonly loss: BatchLoss;
  /** Samples in a batch; what is left over at the end of an epoch is dropped. */
  readonly batch: number;
  readonly rate: number;
  readonly epochs: number;
}

const createNetwork = (random: Random, inputs: number, outputs: number): Network => {
  const small = (count: number, fan: number) =>
    Float32Array.from({ length: count }, () => random.normal() * Math.sqrt(1 / fan));
  return { inputs, outputs, first: small(HIDDEN * inputs, inputs), second: small(outputs * HIDDEN, HIDDEN) };
};

/** Sum of products in float32, as a GPU without wider accumulators makes it. */
const dot = (weights: Float32Array, start: number, values: Float32Array): number => {
  let sum = 0;
  for (let at = 0; at < values.length; at += 1)
    sum = Math.fround(sum + Math.fround(weights[start + at]! * values[at]!));
  return sum;
};

/** Math.max hands NaN on, as the rectifiers of frameworks do. */
const hiddenOf = ({ inputs, first }: Network, input: Float32Array): Float32Array =>
  Float32Array.from({ length: HIDDEN }, (_, unit) => Math.max(0, dot(first, unit * inputs, input)));

/** One step of gradient descent on one batch, nothing guarded. Answers the batch's loss before the step. */
const descend = (
  network: Network,
  inputs: readonly Float32Array[],
  labels: readonly number[],
  training: Training,
): number => {
  const { outputs, first, second } = network;
  const hidden = inputs.map((input) => hiddenOf(network, input));
  const answers = new Float32Array(inputs.length * outputs);
  hidden.forEach((units, sample) => {
    for (let out = 0; out < outputs; out += 1) answers[sample * outputs + out] = dot(second, out * HIDDEN, units);
  });
  const gradient = new Float32Array(answers.length);
  const lost = Math.fround(training.loss(answers, labels, gradient));
  const byFirst = new Float32Array(first.length);
  const bySecond = new Float32Array(second.length);
  inputs.forEach((input, sample) => {
    const units = hidden[sample]!;
    for (let unit = 0; unit < HIDDEN; unit += 1) {
      let back = 0;
      for (let out = 0; out < outputs; out += 1) {
        const slope = gradient[sample * outputs + out]!;
        back = Math.fround(back + Math.fround(second[out * HIDDEN + unit]! * slope));
        bySecond[out * HIDDEN + unit]! += Math.fround(slope * units[unit]!);
      }
      // A unit that was cut off at zero passes nothing back.
      if (units[unit] === 0) continue;
      for (let at = 0; at < input.length; at += 1) byFirst[unit * input.length + at]! += Math.fround(back * input[at]!);
    }
  });
  for (const [at, slope] of byFirst.entries()) first[at]! -= Math.fround(training.rate * slope);
  for (const [at, slope] of bySecond.entries()) second[at]! -= Math.fround(training.rate * slope);
  return lost;
};

/** Mean loss of each epoch, as training prints it. The order of samples and the first parameters are the same every time. */
export const train = ({ inputs, labels }: Dataset, training: Training): readonly number[] => {
  const random = createRandom(SEED);
  const network = createNetwork(random, inputs[0]?.length ?? 0, training.outputs);
  return Array.from({ length: training.epochs }, () => {
    const order = random.shuffled(inputs.length);
    const batches = Math.floor(order.length / training.batch);
    let sum = 0;
    for (let at = 0; at < batches; at += 1) {
      const rows = order.slice(at * training.batch, (at + 1) * training.batch);
      const samples = rows.map((row) => inputs[row]!);
      sum = Math.fround(
        sum +
          descend(
            network,
            samples,
            rows.map((row) => labels[row]!),
            training,
          ),
      );
    }
    return sum / batches;
  });
};

export const print = (losses: readonly number[]): void => {
  losses.forEach((loss, at) => {
    console.log(`epoch ${at + 1}: loss ${loss}`);
  });
};
