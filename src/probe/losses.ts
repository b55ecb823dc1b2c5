import { UserError } from '../model/errors.ts';
import type { ProbeLoss, ProbeTarget } from '../model/probe.ts';
import { kindOf } from './finite.ts';
import { type LossResult, lost, type Met } from './met.ts';
import { pixelLoss } from './pixel-loss.ts';
import { crossEntropy, labelProblem } from './softmax.ts';

/** The loss that goes with what is said of samples. */
export const lossFor = (kind: ProbeTarget['kind']): ProbeLoss => {
  if (kind === 'mask') return 'per-pixel';
  return kind === 'values' ? 'l2' : 'softmax';
};

const GOES_WITH: Readonly<Record<ProbeLoss, readonly ProbeTarget['kind'][]>> = {
  softmax: ['class', 'distribution'],
  binary: ['class', 'distribution', 'values'],
  l2: ['class', 'distribution', 'values'],
  l1: ['class', 'distribution', 'values'],
  'per-pixel': ['mask'],
};

/** Whether a loss can be made of what is said: softmax wants classes, a mask its own loss. */
export const lossFits = (loss: ProbeLoss, kind: ProbeTarget['kind']): boolean => GOES_WITH[loss].includes(kind);

/** Outputs that a network needs: of `classes` classes where labels are classes, else one for each value. */
export const outputsOf = (loss: ProbeLoss, kind: ProbeTarget['kind'], size: number): number => {
  if (kind !== 'class') return size;
  if (loss === 'binary') return size <= 2 ? 1 : size;
  return loss === 'softmax' ? size : 1;
};

/**
 * What comes of an output and what is said of the sample, in float32 as frameworks count: a number, what is wrong, or nothing where
 * the label is to be ignored. Softmax cross-entropy is indexed as Caffe's SoftmaxWithLoss; L2 and L1 are means over the targets.
 *
 * @throws UserError when the loss does not go with what is said.
 */
export const lossOf = (loss: ProbeLoss, met: Met): LossResult | undefined => {
  const { target, output } = met;
  if (!lossFits(loss, target.kind)) throw new UserError('preprocess.loss', { loss, kind: target.kind });
  if (target.kind === 'mask') return pixelLoss({ ...met, target });
  if (target.kind === 'class' && met.ignored.includes(target.label)) return undefined;
  if (loss === 'softmax' && target.kind === 'class') {
    const problem = labelProblem(target.label, output.length);
    return problem === undefined ? settled(crossEntropy(output, target.label)) : lost('nan', problem);
  }
  const wanted = wantedOutputs(loss, met);
  if (!(wanted instanceof Float64Array)) return wanted;
  if (wanted.length !== output.length) return lost('nan', `${wanted.length} targets of ${output.length} outputs`);
  for (const [at, value] of wanted.entries()) {
    if (!Number.isFinite(value)) return lost(kindOf(value), targetWords(target, value, at));
    const single = Math.fround(value);
    if (!Number.isFinite(single)) return lost(kindOf(single), `${targetWords(target, value, at)} beyond float32`);
  }
  return SUMS[loss as keyof typeof SUMS](output, Float32Array.from(wanted), (value, at) =>
    targetWords(target, value, at),
  );
};

/** What each output should be. */
const wantedOutputs = (loss: ProbeLoss, { target, output }: Met): Float64Array | LossResult => {
  if (target.kind === 'mask') throw new Error(`${loss} of a mask`);
  if (target.kind !== 'class') return target.values;
  if (loss !== 'binary') return Float64Array.of(target.label);
  const problem = labelProblem(target.label, output.length === 1 ? 2 : output.length);
  if (problem !== undefined) return lost('nan', problem);
  if (output.length === 1) return Float64Array.of(target.label);
  return Float64Array.from(output, (_, at) => (at === target.label ? 1 : 0));
};

/** As it was given, and what it is to the loss where that is something else. */
const targetWords = (target: ProbeTarget, met: number, at: number): string => {
  const given = target.kind === 'values' ? target.given?.[at] : undefined;
  return given === undefined || Object.is(given, met) ? `target ${met}` : `target ${given} (normalized ${met})`;
};

const settled = (loss: number): LossResult => (Number.isFinite(loss) ? { loss } : lost(kindOf(loss)));

type Words = (wanted: number, at: number) => string;
type Sum = (output: Float32Array, wanted: Float32Array, words: Words) => LossResult;

const softmax: Sum = (output, wanted) => {
  let sum = 0;
  for (const [at, share] of wanted.entries()) {
    // A share of nothing counts nothing, even where the class is infinitely unlikely.
    if (share !== 0) sum = Math.fround(sum + Math.fround(share * crossEntropy(output, at)));
  }
  return settled(sum);
};

/** With logits, in the form that overflows for none: max(x, 0) - x y + log(1 + exp(-|x|)). */
const binary: Sum = (output, wanted, words) =>
  meanOf(output, wanted, words, (x, y) => {
    const linear = Math.fround(Math.max(x, 0) - Math.fround(x * y));
    return Math.fround(linear + Math.fround(Math.log1p(Math.fround(Math.exp(-Math.abs(x))))));
  });

const l2: Sum = (output, wanted, words) =>
  meanOf(output, wanted, words, (x, y) => Math.fround(Math.fround(x - y) ** 2));
const l1: Sum = (output, wanted, words) => meanOf(output, wanted, words, (x, y) => Math.abs(Math.fround(x - y)));

const SUMS = { softmax, binary, l2, l1 } as const;

const meanOf = (
  output: Float32Array,
  wanted: Float32Array,
  words: Words,
  each: (output: number, wanted: number) => number,
): LossResult => {
  let sum = 0;
  for (let at = 0; at < output.length; at += 1) {
    const part = each(output[at]!, wanted[at]!);
    sum = Math.fround(sum + part);
    if (!Number.isFinite(sum)) return lost(kindOf(sum), `${words(wanted[at]!, at)} against output ${output[at]}`);
  }
  return settled(Math.fround(sum / output.length));
};
