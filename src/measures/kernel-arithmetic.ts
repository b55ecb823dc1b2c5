import type { Arithmetic, Weights } from './arithmetic.ts';
import { instantiateKernel, reserve } from './kernels/kernel.ts';
import { NETWORK_WASM } from './kernels/network.wasm.ts';

interface NetworkExports {
  readonly convolve: (
    source: number,
    channels: number,
    line: number,
    plane: number,
    weights: number,
    side: number,
    blocks: number,
    height: number,
    columns: number,
    target: number,
  ) => void;
  readonly multiply: (source: number, count: number, weights: number, blocks: number, target: number) => void;
}

/** Columns, and outputs of a convolution and of a product, that the kernel makes at once. */
const [COLUMNS, PLANES, OUTPUTS] = [8, 4, 16];

const upTo = (multiple: number, count: number): number => Math.ceil(count / multiple) * multiple;

/** By the WASM kernel, in a memory of its own that holds the parameters of every layer made ready with it. */
export const kernelArithmetic = (): Arithmetic => {
  const { exports, memory } = instantiateKernel<NetworkExports>(NETWORK_WASM);
  let used = 0;
  /** Bytes at which so many floats, all 0, may be kept. */
  const room = (floats: number): number => {
    const at = used;
    used += upTo(16, 4 * floats);
    reserve(memory, used);
    return at;
  };
  /** Views go stale when the memory grows. */
  const view = (at: number, floats: number): Float32Array => new Float32Array(memory.buffer, at, floats);
  const keep = (values: Float32Array): number => {
    const at = room(values.length);
    view(at, values.length).set(values);
    return at;
  };

  return {
    convolution: (weights, height, width) => {
      const { outputs, inputs, side } = weights;
      const parameters = keep(inBlocks(weights, PLANES));
      const columns = upTo(COLUMNS, width);
      const line = columns + side - 1;
      const plane = (height + side - 1) * line;
      const margin = ((side - 1) / 2) * (line + 1);
      const source = room(inputs * plane);
      const planes = upTo(PLANES, outputs);
      const target = room(planes * height * columns);
      return (input) => {
        const padded = view(source, inputs * plane);
        for (let row = 0; row < inputs * height; row += 1) {
          const to = Math.floor(row / height) * plane + margin + (row % height) * line;
          padded.set(input.subarray(row * width, (row + 1) * width), to);
        }
        exports.convolve(
          source,
          inputs,
          4 * line,
          4 * plane,
          parameters,
          side,
          planes / PLANES,
          height,
          columns,
          target,
        );
        const made = view(target, outputs * height * columns);
        if (columns === width) return made.slice();
        const output = new Float32Array(outputs * height * width);
        for (let row = 0; row < outputs * height; row += 1) {
          output.set(made.subarray(row * columns, row * columns + width), row * width);
        }
        return output;
      };
    },
    product: (weights) => {
      const { outputs, inputs } = weights;
      const parameters = keep(inBlocks(weights, OUTPUTS));
      const source = room(inputs);
      const places = upTo(OUTPUTS, outputs);
      const target = room(places);
      return (input) => {
        view(source, inputs).set(input);
        exports.multiply(source, inputs, parameters, places / OUTPUTS, target);
        return view(target, outputs).slice();
      };
    },
  };
};

/** Parameters as the kernel reads them: so many outputs side by side, those that are missing in the last block 0. */
const inBlocks = ({ outputs, inputs, side, values }: Weights, block: number): Float32Array => {
  const taps = inputs * side * side;
  const packed = new Float32Array(upTo(block, outputs) * taps);
  for (let output = 0; output < outputs; output += 1) {
    const start = (output - (output % block)) * taps + (output % block);
    for (let tap = 0; tap < taps; tap += 1) packed[start + tap * block] = values[output * taps + tap]!;
  }
  return packed;
};
