import { firstNumber, type GraphNode, type NetworkGraph } from './graph.ts';

export interface Head {
  /** The node that makes the scores. */
  readonly node: string;
  /** How many a sample, or a place in it, has: several where the file does not tell which axis counts them. */
  readonly widths: readonly number[];
}

/** Ops that leave the number of scores as it is. */
const KEEPS_WIDTH = new Set([
  'Softmax',
  'LogSoftmax',
  'SoftmaxWithLoss',
  'Sigmoid',
  'Identity',
  'Dropout',
  'Relu',
  'Cast',
  'BatchNormalization',
  'Scale',
  'GlobalAveragePool',
  'MaxPool',
  'AveragePool',
  'Resize',
  'Upsample',
  'Flatten',
  'Add',
  'Log',
  'Clip',
]);

const ownWidth = (node: GraphNode, { constants }: NetworkGraph): number | undefined => {
  const stated = firstNumber(node, 'num_output');
  const dims = constants.get(node.inputs[1] ?? '')?.dims;
  if (stated !== undefined) return stated;
  if (node.kind === 'Conv') return dims?.[0];
  if (node.kind === 'Gemm') return dims?.[firstNumber(node, 'transB') === 1 ? 0 : 1];
  return node.kind === 'MatMul' && dims?.length === 2 ? dims[1] : undefined;
};

const headOf = (tensor: string, graph: NetworkGraph, producers: ReadonlyMap<string, GraphNode>): Head | undefined => {
  let flattened = false;
  let made = producers.get(tensor);
  for (let steps = 0; made !== undefined && steps < graph.nodes.length; steps += 1) {
    const width = ownWidth(made, graph);
    // Maps that are flattened give a score for each place.
    if (width !== undefined)
      return flattened && made.kind === 'Conv' ? undefined : { node: made.name, widths: [width] };
    if (!KEEPS_WIDTH.has(made.kind)) return undefined;
    flattened ||= made.kind === 'Flatten';
    made = producers.get(made.inputs.find((name) => !graph.constants.has(name)) ?? '');
  }
  return undefined;
};

const declaredHead = (graph: NetworkGraph, producers: ReadonlyMap<string, GraphNode>): Head | undefined => {
  const [name = ''] = graph.outputs;
  const shape = graph.shapes.get(name);
  if (shape?.length !== 2 && shape?.length !== 4) return undefined;
  // Maps of scores: channels are the second axis, or where the exporter was of TensorFlow the last.
  const widths = [shape[1], shape.at(-1)].filter((length) => length !== undefined);
  return widths.length < 2 ? undefined : { node: producers.get(name)?.name ?? name, widths: [...new Set(widths)] };
};

/** Where scores are made and how many: of ONNX the first output, of Caffe what goes into a softmax with loss, or else the outputs. */
export const headsOf = (graph: NetworkGraph): readonly Head[] => {
  const producers = new Map(graph.nodes.flatMap((node) => node.outputs.map((name) => [name, node])));
  const losses = graph.nodes.filter(({ kind }) => kind === 'SoftmaxWithLoss');
  // Losses of different labels are tasks of different classes: which of them ours are, nobody says.
  if (new Set(losses.map(({ inputs }) => inputs[1])).size > 1) return [];
  if (losses.length > 0) return losses.flatMap(({ inputs }) => headOf(inputs[0] ?? '', graph, producers) ?? []);
  const head = declaredHead(graph, producers) ?? headOf(graph.outputs[0] ?? '', graph, producers);
  return head === undefined ? [] : [head];
};
