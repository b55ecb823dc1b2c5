/**
 * A training loop as plain as they come: one hidden layer of tanh, stochastic gradient descent, everything in float32 as on a GPU, and no
 * guard of any kind. It is here to show what a bad sample does to training. Run it with
 *
 *   npx tsx examples/training-loop/loop.ts manifest.csv --root DATASET --classes 3
 *   npx tsx examples/training-loop/loop.ts manifest.csv --root DATASET --target age_normalized
 */
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';

export const EPOCHS = 5;
const HIDDEN = 8;
const BATCH = 4;
const RATE = 0.05;
/** FLT_MIN: Caffe's softmax loss never takes the logarithm of less. */
const SMALLEST = 1.1754943508222875e-38;

export interface Example {
  readonly name: string;
  readonly input: Float32Array;
  readonly shape: string;
  /** NaN where the manifest has none. */
  readonly label: number;
  readonly target: number;
}

/** Float32, C order, little-endian: what the examples hold. */
const readNpy = (bytes: Buffer): Pick<Example, 'input' | 'shape'> => {
  const start = 10 + bytes.readUInt16LE(8);
  const header = bytes.toString('latin1', 10, start);
  const [, shape = ''] = /'shape': \(([^)]*)\)/.exec(header) ?? [];
  const input = Float32Array.from({ length: (bytes.length - start) / 4 }, (_, at) => bytes.readFloatLE(start + at * 4));
  return { input, shape };
};

const readPicture = async (bytes: Buffer): Promise<Pick<Example, 'input' | 'shape'>> => {
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  return {
    input: Float32Array.from(data, (level) => level / 255),
    shape: `${info.height}, ${info.width}, ${info.channels}`,
  };
};

/** Reads a manifest without quoted cells: columns path, label, and the one that `targetColumn` names. Paths count from `root`. */
export const load = async (manifest: string, root: string, targetColumn = 'target'): Promise<readonly Example[]> => {
  const [header = '', ...rows] = readFileSync(manifest, 'utf8').trimEnd().split('\n');
  const columns = header.split(',');
  const examples: Example[] = [];
  for (const row of rows) {
    const cells = row.split(',');
    const cell = (name: string): number => Number(cells[columns.indexOf(name)] ?? Number.NaN);
    const name = cells[columns.indexOf('path')]!;
    const bytes = readFileSync(join(root, name));
    const tensor = name.endsWith('.npy') ? readNpy(bytes) : await readPicture(bytes);
    examples.push({ name, ...tensor, label: cell('label'), target: cell(targetColumn) });
  }
  return examples;
};

/**
 * What is minimized. `classes`: softmax cross-entropy. `balanced`: the same, each class weighted by what it lacks in samples, weights
 * normalized to a mean of 1. `squared`: half of the squared error of one output.
 */
export type Loss = 'classes' | 'balanced' | 'squared';

const createRandom = (): (() => number) => {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
};

const classWeights = (examples: readonly Example[], classes: number): Float32Array => {
  const counts = new Float32Array(classes);
  for (const { label } of examples) counts[label]! += 1;
  const inverse = counts.map((count) => examples.length / count);
  const mean = Math.fround(inverse.reduce((sum, each) => Math.fround(sum + each), 0) / classes);
  return inverse.map((each) => each / mean);
};

/** Indexed by the label as Caffe does, without a look at it: where C++ would read foreign memory, JavaScript answers undefined, NaN here. */
const softmaxLoss = (outputs: Float32Array, label: number, gradient: Float32Array): number => {
  const largest = outputs.reduce((most, each) => Math.max(most, each), Number.NEGATIVE_INFINITY);
  const powers = outputs.map((each) => Math.exp(each - largest));
  const sum = powers.reduce((total, each) => Math.fround(total + each), 0);
  for (const [at, power] of powers.entries()) gradient[at] = power / sum;
  const loss = -Math.log(Math.max(gradient[label]!, SMALLEST));
  gradient[label]! -= 1;
  return Math.fround(loss);
};

const squaredLoss = (outputs: Float32Array, target: number, gradient: Float32Array): number => {
  const difference = Math.fround(outputs[0]! - Math.fround(target));
  gradient[0] = difference;
  return Math.fround(0.5 * Math.fround(difference * difference));
};

interface Network {
  readonly first: Float32Array;
  readonly second: Float32Array;
  readonly inputs: number;
  readonly outputs: number;
}

const forward = ({ first, second, inputs, outputs }: Network, input: Float32Array) => {
  const hidden = new Float32Array(HIDDEN);
  for (let h = 0; h < HIDDEN; h += 1) {
    let sum = 0;
    for (let at = 0; at < inputs; at += 1) sum = Math.fround(sum + Math.fround(first[h * inputs + at]! * input[at]!));
    hidden[h] = Math.tanh(sum);
  }
  const scores = new Float32Array(outputs);
  for (let o = 0; o < outputs; o += 1) {
    let sum = 0;
    for (let h = 0; h < HIDDEN; h += 1) sum = Math.fround(sum + Math.fround(second[o * HIDDEN + h]! * hidden[h]!));
    scores[o] = sum;
  }
  return { hidden, scores };
};

/** One step down for one example; the step's size is `rate`. Float32Array rounds what is stored. */
const backward = (
  network: Network,
  input: Float32Array,
  hidden: Float32Array,
  gradient: Float32Array,
  rate: number,
) => {
  const { first, second, inputs, outputs } = network;
  for (let h = 0; h < HIDDEN; h += 1) {
    let back = 0;
    for (let o = 0; o < outputs; o += 1) {
      back = Math.fround(back + Math.fround(second[o * HIDDEN + h]! * gradient[o]!));
      second[o * HIDDEN + h]! -= Math.fround(rate * Math.fround(gradient[o]! * hidden[h]!));
    }
    if (hidden[h] === 0) continue;
    for (let at = 0; at < inputs; at += 1)
      first[h * inputs + at]! -= Math.fround(rate * Math.fround(back * input[at]!));
  }
};

const sameShape = (examples: readonly Example[]): number => {
  const [one] = examples;
  if (one === undefined) throw new Error('no examples');
  for (const { name, shape } of examples) {
    if (shape !== one.shape)
      throw new Error(`cannot stack ${name} of shape (${shape}) with ${one.name} of (${one.shape})`);
  }
  return one.input.length;
};

/** Mean loss of each of five epochs, as training prints it. Throws where a framework would: examples of unlike shapes. */
export const train = (examples: readonly Example[], loss: Loss, classes = 1): readonly number[] => {
  const inputs = sameShape(examples);
  const outputs = loss === 'squared' ? 1 : classes;
  const random = createRandom();
  const small = (length: number, fan: number) => Float32Array.from({ length }, () => random() / Math.sqrt(fan));
  const network = { first: small(HIDDEN * inputs, inputs), second: small(outputs * HIDDEN, HIDDEN), inputs, outputs };
  const weights = loss === 'balanced' ? classWeights(examples, classes) : undefined;
  const epochs: number[] = [];
  for (let epoch = 0; epoch < EPOCHS; epoch += 1) {
    let total = 0;
    for (let start = 0; start < examples.length; start += BATCH) {
      const batch = examples.slice(start, start + BATCH);
      const weightOf = ({ label }: Example): number => weights?.[label] ?? 1;
      // The weighted mean of PyTorch: divided by the weights that are in the batch.
      const weightSum = batch.reduce((sum, example) => Math.fround(sum + weightOf(example)), 0);
      for (const example of batch) {
        const { hidden, scores } = forward(network, example.input);
        const gradient = new Float32Array(outputs);
        const lost =
          loss === 'squared'
            ? squaredLoss(scores, example.target, gradient)
            : softmaxLoss(scores, example.label, gradient);
        const share = Math.fround(weightOf(example) / weightSum);
        total = Math.fround(total + Math.fround(lost * share));
        backward(network, example.input, hidden, gradient, Math.fround(RATE * share));
      }
    }
    epochs.push(total / Math.ceil(examples.length / BATCH));
  }
  return epochs;
};

const main = async (): Promise<void> => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      root: { type: 'string' },
      classes: { type: 'string' },
      target: { type: 'string' },
      balanced: { type: 'boolean', default: false },
    },
  });
  const [manifest] = positionals;
  if (manifest === undefined)
    throw new Error('usage: loop.ts MANIFEST [--root DIR] --classes N [--balanced] | --target COLUMN');
  const examples = await load(manifest, values.root ?? dirname(manifest), values.target);
  const classLoss = values.balanced ? 'balanced' : 'classes';
  const losses = train(examples, values.target === undefined ? classLoss : 'squared', Number(values.classes ?? 1));
  losses.forEach((each, at) => {
    console.log(`epoch ${at + 1}: loss ${each}`);
  });
};

if (process.argv[1] !== undefined && resolve(process.argv[1]) === import.meta.filename) await main();
