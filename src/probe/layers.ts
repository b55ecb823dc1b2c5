import type { Arithmetic, Transform, Weights } from '../measures/arithmetic.ts';

/** One step of the built-in network, as it is done to one sample. */
export interface Layer {
  readonly name: string;
  /** May write over what it is given, where its result has the same length. */
  readonly of: Transform;
  /** How many times the largest input the largest output can be. */
  readonly gain: number;
  /** Numbers added up for one of its outputs. */
  readonly terms: number;
  /** As ONNX has it, for the file of the network. */
  readonly onnx:
    | { readonly op: 'Conv' | 'Gemm'; readonly weights: Weights }
    | { readonly op: 'Relu' | 'GlobalAveragePool' }
    | { readonly op: 'AveragePool'; readonly odd: readonly [rows: number, columns: number] };
}

export interface Area {
  readonly height: number;
  readonly width: number;
}

const weighted = (name: string, op: 'Conv' | 'Gemm', weights: Weights, of: Transform): Layer => {
  const terms = weights.inputs * weights.side ** 2;
  let gain = 0;
  for (let from = 0; from < weights.values.length; from += terms) {
    let sum = 0;
    for (let at = from; at < from + terms; at += 1) sum += Math.abs(weights.values[at]!);
    gain = Math.max(gain, sum);
  }
  return { name, of, gain, terms, onnx: { op, weights } };
};

export const convolution = (name: string, weights: Weights, { height, width }: Area, arithmetic: Arithmetic): Layer =>
  weighted(name, 'Conv', weights, arithmetic.convolution(weights, height, width));

export const product = (name: string, weights: Weights, arithmetic: Arithmetic): Layer =>
  weighted(name, 'Gemm', weights, arithmetic.product(weights));

/** In place. NaN, which is not at most anything, stays NaN. */
export const rectifier = (name: string): Layer => ({
  name,
  of: (values) => {
    for (let at = 0; at < values.length; at += 1) if (values[at]! <= 0) values[at] = 0;
    return values;
  },
  gain: 1,
  terms: 1,
  onnx: { op: 'Relu' },
});

/** Means of 2 x 2; at odd edges of the two or the one that there are. Means, for a maximum may pass NaN over. */
export const halving = (name: string, { height, width }: Area): Layer => ({
  name,
  of: (input) => {
    const output = new Float32Array((input.length / (height * width)) * Math.ceil(height / 2) * Math.ceil(width / 2));
    let at = 0;
    for (let plane = 0; plane < input.length; plane += height * width) {
      for (let y = 0; y < height; y += 2) {
        for (let x = 0; x < width; x += 2) {
          output[at] = meanOfFour(input, plane + y * width + x, x + 1 < width ? 1 : 0, y + 1 < height ? width : 0);
          at += 1;
        }
      }
    }
    return output;
  },
  gain: 1,
  terms: 4,
  onnx: { op: 'AveragePool', odd: [height % 2, width % 2] },
});

/** Of a place, and those `right` and `down` places on: 0 where there is none, for then the mean of four is the mean of those that are. */
const meanOfFour = (input: Float32Array, at: number, right: number, down: number): number => {
  const upper = Math.fround(input[at]! + input[at + right]!);
  const lower = Math.fround(input[at + down]! + input[at + down + right]!);
  return Math.fround(upper + lower) / 4;
};

/** The mean of each channel. */
export const averaging = (name: string, { height, width }: Area): Layer => ({
  name,
  of: (input) => {
    const plane = height * width;
    return Float32Array.from({ length: input.length / plane }, (_, channel) => {
      let sum = 0;
      for (let at = channel * plane; at < (channel + 1) * plane; at += 1) sum = Math.fround(sum + input[at]!);
      return sum / plane;
    });
  },
  gain: 1,
  terms: height * width,
  onnx: { op: 'GlobalAveragePool' },
});
