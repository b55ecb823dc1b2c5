import { constantsOf } from '../onnx/constants.ts';
import type { OnnxAttribute, OnnxModel, OnnxNode, OnnxTensor, OnnxValue } from '../onnx/model.ts';
import { elementsOf } from '../onnx/tensor.ts';
import { type Constant, constantFacts, type Dims, type GraphNode, type NetworkGraph } from './graph.ts';

/** Since this opset Softmax takes one axis. */
const SOFTMAX_ONE_AXIS_OPSET = 13;

const numbersOf = (attribute: OnnxAttribute): readonly number[] | undefined => {
  if (attribute.kind === 'number') return [attribute.value];
  return attribute.kind === 'numbers' ? attribute.values : undefined;
};

const nodeOf = ({ name, op, domain, inputs, outputs, attributes }: OnnxNode): GraphNode => {
  const numbers = new Map<string, readonly number[]>();
  for (const [key, attribute] of attributes) {
    const values = numbersOf(attribute);
    if (values !== undefined) numbers.set(key, values);
  }
  // Operators of other domains may bear a name of ONNX's and do something else.
  const kind = domain === '' || domain === 'ai.onnx' ? op : `${domain}.${op}`;
  return { name: name || (outputs[0] ?? op), op, kind, inputs, outputs, numbers };
};

const factsOf = (tensor: OnnxTensor): Constant | undefined => {
  const elements = elementsOf(tensor);
  return elements && constantFacts(tensor.dims, elements.count, elements.at);
};

/** Constants that stand in an attribute as a number or numbers. */
const listedConstants = (nodes: readonly OnnxNode[]): [string, Constant][] =>
  nodes.flatMap(({ op, attributes, outputs }) => {
    if (op !== 'Constant' || !outputs[0]) return [];
    for (const key of ['value_float', 'value_int', 'value_floats', 'value_ints']) {
      const attribute = attributes.get(key);
      const values = attribute && numbersOf(attribute);
      if (values)
        return [
          [outputs[0], constantFacts(key.endsWith('s') ? [values.length] : [], values.length, (i) => values[i]!)],
        ];
    }
    return [];
  });

const shapeOf = ({ dims }: OnnxValue): Dims | undefined =>
  dims?.map((length) => (typeof length === 'number' && length > 0 ? length : undefined));

const trains = ({ op, attributes }: OnnxNode): boolean => {
  const mode = attributes.get('training_mode');
  return op === 'BatchNormalization' && mode?.kind === 'number' && mode.value === 1;
};

/** The graph of an ONNX model, its parameters looked at once. */
export const graphOfOnnx = (model: OnnxModel): NetworkGraph => {
  const constants = new Map<string, Constant>(listedConstants(model.nodes));
  for (const [name, tensor] of constantsOf(model)) {
    const facts = factsOf(tensor);
    if (facts !== undefined) constants.set(name, facts);
  }
  const shapes = new Map<string, Dims>();
  for (const value of [...model.values.values(), ...model.inputs, ...model.outputs]) {
    const shape = shapeOf(value);
    if (shape !== undefined) shapes.set(value.name, shape);
  }
  return {
    dialect: 'onnx',
    softmaxFlattens: model.opset < SOFTMAX_ONE_AXIS_OPSET,
    trained: model.nodes.some(trains),
    nodes: model.nodes.map(nodeOf),
    inputs: model.inputs.map(({ name }) => name),
    outputs: model.outputs.map(({ name }) => name),
    constants,
    shapes,
  };
};
