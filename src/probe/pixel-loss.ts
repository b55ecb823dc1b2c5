import type { ProbeTarget } from '../model/probe.ts';
import { kindOf } from './finite.ts';
import { type LossResult, lost, type Met } from './met.ts';
import { crossEntropy, labelProblem } from './softmax.ts';

type Mask = Extract<ProbeTarget, { readonly kind: 'mask' }>;

/**
 * The mean of softmax cross-entropy over the pixels that count. Every label of the mask is looked at; where the network sees the sample
 * smaller than the mask is, the loss is met at the mask's nearest pixels.
 */
export const pixelLoss = ({
  output,
  shape,
  target,
  ignored,
  stored,
}: Omit<Met, 'target'> & { readonly target: Mask }): LossResult | undefined => {
  const [outputs = 1, height = 1, width = 1] = shape;
  if (target.height !== stored.height || target.width !== stored.width) {
    return lost('nan', `mask of ${sizeOf(target)} for ${sizeOf(stored)}`);
  }
  const problem = firstProblem(target, outputs, ignored);
  if (problem !== undefined) return lost('nan', problem);
  let sum = 0;
  let counted = 0;
  for (let pixel = 0; pixel < height * width; pixel += 1) {
    const label = nearest(target, Math.floor(pixel / width) / height, (pixel % width) / width);
    if (ignored.includes(label)) continue;
    sum = Math.fround(sum + crossEntropy(output, label, { first: pixel, step: height * width }));
    counted += 1;
  }
  if (counted === 0) return undefined;
  const loss = Math.fround(sum / counted);
  return Number.isFinite(loss) ? { loss } : lost(kindOf(loss));
};

const sizeOf = ({ width, height }: { readonly width: number; readonly height: number }): string =>
  `${width} x ${height}`;

const firstProblem = ({ labels, width }: Mask, outputs: number, ignored: readonly number[]): string | undefined => {
  for (let at = 0; at < labels.length; at += 1) {
    const label = labels[at]!;
    if (Number.isInteger(label) && label >= 0 && label < outputs) continue;
    if (ignored.includes(label)) continue;
    return `${labelProblem(label, outputs)} at row ${Math.floor(at / width)}, column ${at % width}`;
  }
  return undefined;
};

/** The label at a place, counted from the top left, 0 to below 1 each way. */
const nearest = ({ labels, height, width }: Mask, down: number, right: number): number =>
  labels[Math.floor(down * height) * width + Math.floor(right * width)]!;
