/** Parameters of one layer, in ONNX's order: outputs, inputs, rows, columns. */
export interface Weights {
  readonly outputs: number;
  readonly inputs: number;
  /** Rows and columns: 1 or 3. */
  readonly side: 1 | 3;
  readonly values: Float32Array;
}

/** From a sample's values to those of one layer, both row-major, channels first. The result is the caller's. */
export type Transform = (input: Float32Array) => Float32Array;

/** The two operations that cost time, each made ready once for its weights. */
export interface Arithmetic {
  /** Cross-correlation with a margin of zeros, so that height and width stay. */
  readonly convolution: (weights: Weights, height: number, width: number) => Transform;
  /** The product with a matrix: weights of side 1. */
  readonly product: (weights: Weights) => Transform;
}

/**
 * In plain TypeScript: the twin that holds the WASM kernel (kernels/network.as) to account, bit for bit. Every product and sum is a
 * float32; sums start at 0 and go by input channel, then row, then column.
 */
export const plainArithmetic: Arithmetic = {
  convolution: (weights, height, width) => (input) => {
    const output = new Float32Array(weights.outputs * height * width);
    let at = 0;
    for (let channel = 0; channel < weights.outputs; channel += 1) {
      for (let y = 0; y < height; y += 1) {
        for (let x = 0; x < width; x += 1) {
          output[at] = tapsAround(weights, channel, { input, height, width, y, x });
          at += 1;
        }
      }
    }
    return output;
  },
  product: (weights) => {
    const { outputs } = weights;
    return (input) =>
      Float32Array.from({ length: outputs }, (_, channel) =>
        tapsAround({ ...weights, side: 1 }, channel, { input, height: 1, width: 1, y: 0, x: 0 }),
      );
  },
};

const tapsAround = (
  { inputs, side, values }: Weights,
  output: number,
  place: {
    readonly input: Float32Array;
    readonly height: number;
    readonly width: number;
    readonly y: number;
    readonly x: number;
  },
): number => {
  const { input, height, width } = place;
  const margin = (side - 1) / 2;
  let sum = 0;
  let tap = output * inputs * side * side;
  for (let channel = 0; channel < inputs; channel += 1) {
    for (let y = place.y - margin; y <= place.y + margin; y += 1) {
      for (let x = place.x - margin; x <= place.x + margin; x += 1) {
        const inside = y >= 0 && y < height && x >= 0 && x < width;
        const value = inside ? input[(channel * height + y) * width + x]! : 0;
        sum = Math.fround(sum + Math.fround(value * values[tap]!));
        tap += 1;
      }
    }
  }
  return sum;
};
