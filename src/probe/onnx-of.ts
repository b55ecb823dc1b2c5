import type { BuiltIn } from './built-in.ts';
import type { Layer } from './layers.ts';
import { encodeModel, type OnnxAttribute, type OnnxNode, type OnnxTensor } from './onnx/encode.ts';

const OPSET = 13;
const BATCH = 'batch';

/**
 * The built-in network as the bytes of an ONNX file, so that any runtime can be held against it: input 'input', one node and one tensor
 * of the same name for each layer, the last of them the output. Sums of a runtime may differ in their last digits.
 */
export const onnxOf = ({ input, output, layers }: BuiltIn): Uint8Array => {
  const nodes: OnnxNode[] = [];
  const initializers: OnnxTensor[] = [];
  let from = 'input';
  for (const layer of layers) {
    if (layer.onnx.op === 'Gemm' && input.length > 1) {
      // A mean of each channel still has rows and columns, one each.
      nodes.push({ op: 'Flatten', name: 'flat', inputs: [from], outputs: ['flat'] });
      from = 'flat';
    }
    const parameters = parametersOf(layer);
    initializers.push(...parameters);
    nodes.push({
      op: layer.onnx.op,
      name: layer.name,
      inputs: [from, ...parameters.map(({ name }) => name)],
      outputs: [layer.name],
      attributes: attributesOf(layer),
    });
    from = layer.name;
  }
  return encodeModel({
    name: 'prepass',
    opset: OPSET,
    inputs: [{ name: 'input', shape: [BATCH, ...input] }],
    outputs: [{ name: from, shape: [BATCH, ...output] }],
    nodes,
    initializers,
  });
};

const parametersOf = ({ name, onnx }: Layer): readonly OnnxTensor[] => {
  if (!('weights' in onnx)) return [];
  const { outputs, inputs, side, values } = onnx.weights;
  const shape = onnx.op === 'Gemm' ? [outputs, inputs] : [outputs, inputs, side, side];
  return [{ name: `${name}.weight`, shape, values }];
};

const attributesOf = ({ onnx }: Layer): Readonly<Record<string, OnnxAttribute>> => {
  if (onnx.op === 'Gemm') return { transB: { int: 1 } };
  if (onnx.op === 'Conv') {
    const { side } = onnx.weights;
    const margin = (side - 1) / 2;
    return { kernel_shape: { ints: [side, side] }, pads: { ints: [margin, margin, margin, margin] } };
  }
  if (onnx.op !== 'AveragePool') return {};
  // Odd edges get a margin that is not counted.
  return {
    kernel_shape: { ints: [2, 2] },
    strides: { ints: [2, 2] },
    pads: { ints: [0, 0, ...onnx.odd] },
    count_include_pad: { int: 0 },
  };
};
