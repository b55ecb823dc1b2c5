import { firstNumber, type GraphNode, type NetworkGraph } from './graph.ts';

/** How a tensor is laid out, as far as the ops that made it tell. */
export interface Axes {
  readonly rank?: number;
  /** Whether the first axis counts samples. */
  readonly batchFirst: boolean;
  /** The axis that counts channels, features or classes: from 0, or -1 for the last. */
  readonly channels?: number;
}

const UNKNOWN: Axes = { batchFirst: false };
const SAME_AXES = new Set([
  'Relu',
  'LeakyRelu',
  'PRelu',
  'Elu',
  'Selu',
  'Celu',
  'Sigmoid',
  'HardSigmoid',
  'HardSwish',
  'Tanh',
  'Softplus',
  'Clip',
  'Abs',
  'Identity',
  'Dropout',
  'Cast',
  'BatchNormalization',
  'InstanceNormalization',
  'LRN',
  'Scale',
  'MaxPool',
  'AveragePool',
  'LpPool',
  'GlobalAveragePool',
  'GlobalMaxPool',
  'Resize',
  'Upsample',
  'Softmax',
  'LogSoftmax',
]);
const BROADCASTS = new Set(['Add', 'Sub', 'Mul', 'Div', 'Sum', 'Max', 'Min']);
const CAFFE_RANK = 4;

const ofNode = (
  node: GraphNode,
  { constants, dialect }: NetworkGraph,
  axes: (tensor: string | undefined) => Axes,
): Axes => {
  const [first, second] = node.inputs;
  if (node.kind === 'Conv' || node.kind === 'ConvTranspose') {
    const rank = constants.get(second ?? '')?.dims.length ?? (dialect === 'caffe' ? CAFFE_RANK : undefined);
    return { batchFirst: true, channels: 1, ...(rank !== undefined && { rank }) };
  }
  if (node.kind === 'Gemm') return { rank: 2, batchFirst: axes(first).batchFirst, channels: 1 };
  if (node.kind === 'Flatten')
    return (firstNumber(node, 'axis') ?? 1) === 1
      ? { rank: 2, batchFirst: axes(first).batchFirst, channels: 1 }
      : UNKNOWN;
  if (SAME_AXES.has(node.kind)) return axes(first);
  if (node.kind === 'MatMul' && constants.get(second ?? '')?.dims.length === 2) return { ...axes(first), channels: -1 };
  if (BROADCASTS.has(node.kind)) return axes(node.inputs.find((name) => !constants.has(name)));
  return UNKNOWN;
};

/** The layout of each tensor. Transpose, Reshape and whatever is not known here makes it unknown: nothing is said then. */
export const axesOf = (graph: NetworkGraph): ((tensor: string) => Axes) => {
  const known = new Map<string, Axes>();
  const look = (tensor: string | undefined): Axes => known.get(tensor ?? '') ?? UNKNOWN;
  for (const name of graph.inputs) known.set(name, { batchFirst: true });
  for (const node of graph.nodes) {
    const axes = ofNode(node, graph, look);
    for (const output of node.outputs) known.set(output, axes);
  }
  return (tensor) => {
    const rank = graph.shapes.get(tensor)?.length ?? look(tensor).rank;
    return { ...look(tensor), ...(rank !== undefined && { rank }) };
  };
};
