import { describe, expect, it } from 'vitest';
import type { ProbeLoss, ProbeTarget } from '../../src/model/probe.ts';
import { lossFits, lossFor, lossOf, outputsOf } from '../../src/probe/losses.ts';

const classOf = (label: number): ProbeTarget => ({ kind: 'class', label });
const shares = (...values: number[]): ProbeTarget => ({ kind: 'distribution', values: Float64Array.from(values) });
const targets = (...values: number[]): ProbeTarget => ({ kind: 'values', values: Float64Array.from(values) });

const met = (loss: ProbeLoss, output: readonly number[], target: ProbeTarget, ignored: readonly number[] = []) =>
  lossOf(loss, {
    output: Float32Array.from(output),
    shape: [output.length],
    target,
    ignored,
    stored: { width: 1, height: 1 },
  });
const numberOf = (result: ReturnType<typeof lossOf>): number =>
  result !== undefined && 'loss' in result ? result.loss : Number.NaN;
const FLAT = [0, 0, 0, 0, 0];

describe('softmax cross-entropy', () => {
  it('is ln C of a network that knows nothing', () => {
    expect(numberOf(met('softmax', FLAT, classOf(4)))).toBeCloseTo(Math.log(5), 6);
  });

  it('is what the logits say', () => {
    expect(numberOf(met('softmax', [1, 2, 3], classOf(0)))).toBeCloseTo(2.407606, 6);
  });

  it('bears logits whose exponential overflows', () => {
    expect(numberOf(met('softmax', [1000, 0], classOf(0)))).toBe(0);
    expect(numberOf(met('softmax', [1000, 0], classOf(1)))).toBe(1000);
  });

  it.each([
    [5, 'label 5 of 5 outputs'],
    [-1, 'label -1 of 5 outputs'],
    [2 ** 31, 'label 2147483648 of 5 outputs'],
    [3.5, 'label 3.5 is no whole number'],
    [Number.NaN, 'label NaN of 5 outputs'],
  ])('can look up no label %d', (label, cause) => {
    expect(met('softmax', FLAT, classOf(label))).toEqual({ value: 'nan', cause });
  });

  it('says nothing of a label that is ignored', () => {
    expect(met('softmax', FLAT, classOf(-1), [-1])).toBeUndefined();
    expect(met('softmax', FLAT, classOf(-1), [255])).toMatchObject({ value: 'nan' });
  });

  it('takes soft labels, also such as are no distribution', () => {
    expect(numberOf(met('softmax', [1, 2], shares(0.5, 0.5)))).toBeCloseTo(0.813262, 6);
    expect(met('softmax', FLAT, shares(0, 0, 0, 0, 0))).toEqual({ loss: 0 });
    expect(numberOf(met('softmax', [0, 0], shares(1.5, -0.5)))).toBeCloseTo(Math.log(2), 6);
  });

  it('names soft labels that are no numbers, or not as many as there are outputs', () => {
    expect(met('softmax', [0, 0], shares(1, Number.NaN))).toEqual({ value: 'nan', cause: 'target NaN' });
    expect(met('softmax', FLAT, shares(1, 0))).toEqual({ value: 'nan', cause: '2 targets of 5 outputs' });
  });
});

describe('binary cross-entropy', () => {
  it('is ln 2 of a network that knows nothing', () => {
    for (const label of [0, 1]) expect(numberOf(met('binary', [0], classOf(label)))).toBeCloseTo(Math.log(2), 6);
  });

  it('bears large logits', () => {
    expect(met('binary', [1e30], classOf(1))).toEqual({ loss: 0 });
    expect(met('binary', [-200], classOf(1))).toEqual({ loss: 200 });
  });

  it('knows two labels for one output, as many as outputs for more', () => {
    expect(met('binary', [0], classOf(2))).toEqual({ value: 'nan', cause: 'label 2 of 2 outputs' });
    expect(numberOf(met('binary', [0, 0, 0], classOf(2)))).toBeCloseTo(Math.log(2), 6);
  });
});

describe('L2 and L1', () => {
  it('are means over the targets', () => {
    expect(met('l2', [1, 2], targets(0, 5))).toEqual({ loss: 5 });
    expect(met('l1', [1, 2], targets(0, 5))).toEqual({ loss: 2 });
  });

  it('overflow where the square of a target does', () => {
    expect(met('l2', [0], targets(1e30))).toEqual({
      value: '+inf',
      cause: `target ${Math.fround(1e30)} against output 0`,
    });
    expect(numberOf(met('l1', [0], targets(1e30)))).toBe(Math.fround(1e30));
  });

  it.each([
    [Number.NaN, 'nan', 'target NaN'],
    [Number.POSITIVE_INFINITY, '+inf', 'target Infinity'],
    [-1e39, '-inf', 'target -1e+39 beyond float32'],
  ] as const)('name a target of %d', (value, kind, cause) => {
    expect(met('l1', [0, 0], targets(1, value))).toEqual({ value: kind, cause });
  });
});

describe('the loss of each pixel', () => {
  const mask = (labels: number[], width = 2): ProbeTarget => ({
    kind: 'mask',
    labels: Float64Array.from(labels),
    width,
    height: labels.length / width,
  });
  const pixels = (target: ProbeTarget, ignored: readonly number[] = [], stored = { width: 2, height: 2 }) =>
    lossOf('per-pixel', {
      // Two classes: the left column is of the first, the right one of the second.
      output: Float32Array.from([9, 0, 9, 0, 0, 9, 0, 9]),
      shape: [2, 2, 2],
      target,
      ignored,
      stored,
    });

  it('is the mean over them', () => {
    expect(numberOf(pixels(mask([0, 1, 0, 1])))).toBeCloseTo(0, 3);
    expect(numberOf(pixels(mask([0, 1, 0, 0])))).toBeCloseTo(9 / 4, 3);
  });

  it('names a void label that is not ignored, and where it is', () => {
    expect(pixels(mask([0, 1, 255, 1]))).toEqual({ value: 'nan', cause: 'label 255 of 2 outputs at row 1, column 0' });
    expect(numberOf(pixels(mask([0, 1, 255, 1]), [255]))).toBeCloseTo(0, 3);
  });

  it('says nothing where all are ignored', () => {
    expect(pixels(mask([255, 255, 255, 255]), [255])).toBeUndefined();
  });

  it('names a mask of another size than its picture', () => {
    expect(pixels(mask([0, 1, 0, 1, 0, 1], 3))).toEqual({ value: 'nan', cause: 'mask of 3 x 2 for 2 x 2' });
  });

  it('looks at every label of a mask that the network sees smaller', () => {
    const labels = Array.from({ length: 400 }, () => 0);
    const stored = { width: 20, height: 20 };
    expect(numberOf(pixels(mask(labels, 20), [], stored))).toBeCloseTo(9 / 2, 3);
    labels[211] = 7;
    expect(pixels(mask(labels, 20), [], stored)).toMatchObject({ cause: 'label 7 of 2 outputs at row 10, column 11' });
  });
});

describe('the choice of a loss', () => {
  it('goes by what is said of samples', () => {
    expect([lossFor('class'), lossFor('distribution'), lossFor('values'), lossFor('mask')]).toEqual([
      'softmax',
      'softmax',
      'l2',
      'per-pixel',
    ]);
  });

  it('refuses a loss that cannot be made of it', () => {
    expect(lossFits('softmax', 'mask')).toBe(false);
    expect(() => met('per-pixel', FLAT, classOf(1))).toThrow('preprocess.loss');
  });

  it('says how many outputs the network needs', () => {
    expect(outputsOf('softmax', 'class', 10)).toBe(10);
    expect(outputsOf('binary', 'class', 2)).toBe(1);
    expect(outputsOf('l2', 'class', 10)).toBe(1);
    expect(outputsOf('l2', 'values', 3)).toBe(3);
    expect(outputsOf('per-pixel', 'mask', 21)).toBe(21);
  });
});
