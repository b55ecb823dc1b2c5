import { PRECISIONS, type Precision, type ProbeOutcome, type ProbeTarget } from '../../src/model/probe.ts';
import { type BuiltIn, createBuiltIn } from '../../src/probe/built-in.ts';
import { openModelNetwork } from '../../src/probe/model/network.ts';
import type { Runtime } from '../../src/probe/model/runtime.ts';
import type { ProbeNetwork } from '../../src/probe/network.ts';
import { decodeModel } from '../../src/probe/onnx/decode.ts';
import { onnxOf } from '../../src/probe/onnx-of.ts';
import { createPreparer } from '../../src/probe/prepare.ts';
import { createProbe } from '../../src/probe/probe.ts';
import type { ProbeSample } from '../../src/probe/sample.ts';
import { createRandom, type Random } from '../make/random.ts';

/** Shapes that the built-in network takes: rows of features, pictures, and pictures of which each pixel has a label. */
export const KINDS = {
  features: { input: [20], outputs: 5, per: 'sample' },
  pictures: { input: [3, 32, 32], outputs: 10, per: 'sample' },
  masks: { input: [3, 16, 16], outputs: 4, per: 'pixel' },
} as const;
export type Kind = keyof typeof KINDS;

export interface Agreement {
  /** Each sample of which a verdict or a loss differs. */
  readonly differences: readonly string[];
  /** Largest difference of an output of float32 beside the largest magnitude of its sample's outputs. */
  readonly worst: number;
  /** How many samples stopped at which tensor in which precision. */
  readonly stops: ReadonlyMap<string, number>;
}

/** What two ways of adding up may differ by, relative. */
const TOLERANCE = 1e-5;
const POISONED_OF = 10;
const SPECIALS = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY] as const;
/** Powers of ten about the largest number of float16, of float32, and between that of bfloat16 and float32. */
const MAGNITUDES = [
  [4, 5],
  [37.8, 38.53],
  [38.5302, 38.5318],
] as const;

const largeNumber = (random: Random): number => {
  const [low, high] = random.pick(MAGNITUDES);
  return Math.fround(random.pick([-1, 1]) * 10 ** random.between(low, high));
};

/** One value, or all of them: what is large everywhere stops at a later layer than what is not finite. */
const poison = (values: Float32Array, random: Random): void => {
  const way = random.below(3);
  if (way === 0) values[random.below(values.length)] = random.pick(SPECIALS);
  if (way === 1) values[random.below(values.length)] = largeNumber(random);
  if (way === 2) {
    const scale = largeNumber(random);
    const least = random.pick([-1, 0, 0.9]);
    for (let at = 0; at < values.length; at += 1) values[at] = scale * random.between(least, 1);
  }
};

const targetOf = ({ input, outputs, per }: (typeof KINDS)[Kind], random: Random): ProbeTarget => {
  if (per === 'sample') return { kind: 'class', label: random.below(outputs) };
  const [, height = 1, width = 1]: readonly number[] = input;
  const labels = Float64Array.from({ length: height * width }, () => random.below(outputs));
  return { kind: 'mask', labels, height, width };
};

const sampleAt = (kind: Kind, at: number): ProbeSample & { readonly values: Float32Array } => {
  const shape = KINDS[kind];
  const random = createRandom(2026, shape.input.length, shape.outputs, at);
  const scale = random.pick([1, 10, 255]);
  const length = shape.input.reduce<number>((product, side) => product * side, 1);
  const values = Float32Array.from({ length }, () => random.between(-scale, scale));
  if (at % POISONED_OF === 0) poison(values, random);
  return { values, input: { kind: 'array', shape: shape.input, values }, target: targetOf(shape, random) };
};

/** Tensors that only the file has, to turn one channel's mean into a row, are the runtime's own. */
const verdictOf = ({ nonfinite, overflow, unprobed }: ProbeOutcome): string =>
  JSON.stringify([nonfinite, overflow.float16, overflow.bfloat16, unprobed]);

/** A loss is made of outputs that differ by what adding up may: beside the largest of them. */
const isLossNear = ({ loss, layers }: ProbeOutcome, { loss: other }: ProbeOutcome): boolean =>
  loss === other || Math.abs(loss! - other!) <= TOLERANCE * Math.max(1, loss!, layers.at(-1)!.largest);

const outcomesOf = (network: ProbeNetwork, input: readonly number[], samples: readonly ProbeSample[]) => {
  const preparer = createPreparer({ samples: { kind: 'array', shape: input }, network: { kind: 'built-in', input } });
  return createProbe({ kind: 'built-in', network, preparer, ignored: [] }).probe(samples);
};

const stopOf = ({ nonfinite, overflow }: ProbeOutcome, precision: Precision): string | undefined =>
  precision === 'float32' ? nonfinite?.name : overflow[precision]?.name;

const countStops = (outcomes: readonly ProbeOutcome[]): ReadonlyMap<string, number> => {
  const stops = new Map<string, number>();
  for (const outcome of outcomes) {
    for (const precision of PRECISIONS) {
      const name = stopOf(outcome, precision);
      if (name !== undefined) stops.set(`${precision} ${name}`, (stops.get(`${precision} ${name}`) ?? 0) + 1);
    }
  }
  return stops;
};

const worstOf = async (own: BuiltIn, other: ProbeNetwork, samples: readonly Float32Array[]): Promise<number> => {
  const [ours, theirs] = [await own.forward(samples, 'float32'), await other.forward(samples, 'float32')];
  let worst = 0;
  for (const [at, { output }] of ours.entries()) {
    if (!output.every(Number.isFinite)) continue;
    const largest = output.reduce((most, value) => Math.max(most, Math.abs(value)), Number.MIN_VALUE);
    for (const [place, value] of output.entries()) {
      worst = Math.max(worst, Math.abs(value - theirs[at]!.output[place]!) / largest);
    }
  }
  return worst;
};

/** The built-in network against the same network as a file in a runtime, over seeded samples, every tenth of them poisoned. */
export const agreementOf = async (runtime: Runtime, kind: Kind, count: number): Promise<Agreement> => {
  const { input, outputs, per } = KINDS[kind];
  const own = createBuiltIn({ input, outputs, per });
  const model = await openModelNetwork(decodeModel(onnxOf(own), `${kind}.onnx`), runtime);
  const samples = Array.from({ length: count }, (_, at) => sampleAt(kind, at));
  const ours = await outcomesOf(own, input, samples);
  const theirs = await outcomesOf(model, input, samples);
  const differences = model.notes.map((note) => JSON.stringify(note));
  for (const [at, outcome] of ours.entries()) {
    const other = theirs[at]!;
    if (verdictOf(outcome) === verdictOf(other) && isLossNear(outcome, other)) continue;
    differences.push(
      `sample ${at}: ${verdictOf(outcome)} ${outcome.loss}, ${runtime.name} ${verdictOf(other)} ${other.loss}`,
    );
  }
  const values = samples.map((sample) => sample.values);
  const worst = await worstOf(own, model, values);
  model.close();
  return { differences, worst, stops: countStops(ours) };
};
