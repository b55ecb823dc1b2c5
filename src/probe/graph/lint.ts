import type { GraphProblem } from '../../model/probe.ts';
import { firstNumber, type GraphNode, type NetworkGraph } from './graph.ts';
import { unguarded } from './guards.ts';
import { headsOf } from './heads.ts';
import { wrongSoftmax } from './softmax.ts';

const POOLS = new Set(['MaxPool', 'AveragePool', 'LpPool']);

/**
 * A window that steps further than it is wide passes over values, and where its last step may start beyond the edge (Caffe always rounds up,
 * ONNX with ceil_mode) it averages over nothing: 0 / 0. A window of 1 that stays inside is the usual way to take every second value.
 */
const overStrides = ({ kind, numbers }: GraphNode, ceils: boolean): boolean => {
  const kernel = numbers.get('kernel_shape');
  const stride = numbers.get('strides');
  if (!POOLS.has(kind) || kernel === undefined || stride === undefined) return false;
  return kernel.some((length, axis) => (stride[axis] ?? 1) > length && (length > 1 || ceils));
};

function* pooling(graph: NetworkGraph): Generator<GraphProblem> {
  for (const node of graph.nodes) {
    if (!overStrides(node, firstNumber(node, 'ceil_mode') === 1)) continue;
    const kernel = node.numbers.get('kernel_shape')!;
    yield { code: 'stride-over-kernel', node: node.name, op: node.op, kernel, stride: node.numbers.get('strides')! };
  }
}

/** Ops in which an infinite parameter makes infinities; elsewhere it may be meant to mask. */
const WEIGHED = new Set([
  'Conv',
  'ConvTranspose',
  'Gemm',
  'MatMul',
  'BatchNormalization',
  'InstanceNormalization',
  'LayerNormalization',
  'LSTM',
  'GRU',
  'RNN',
]);

function* weights({ nodes, constants }: NetworkGraph): Generator<GraphProblem> {
  const said = new Set<string>();
  for (const { name, kind, inputs } of nodes)
    for (const tensor of inputs) {
      const wrong = constants.get(tensor)?.nonfinite;
      if (wrong === undefined || said.has(tensor) || (wrong.nans === 0 && !WEIGHED.has(kind))) continue;
      said.add(tensor);
      const { count, index, value } = wrong;
      yield { code: 'nonfinite-weights', node: name, tensor, count, index, value };
    }
}

/** Statistics that training is told not to gather, unless what scales the result is not trained either: that is a frozen layer, and meant. */
function* statistics({ trained, nodes }: NetworkGraph): Generator<GraphProblem> {
  if (!trained) return;
  for (const node of nodes) {
    const stored = node.kind === 'BatchNormalization' && firstNumber(node, 'training_mode') === 0;
    if (stored && firstNumber(node, 'frozen') !== 1) yield { code: 'stored-statistics', node: node.name, op: node.op };
  }
}

function* widths(graph: NetworkGraph, { classes, outputs }: LintContext): Generator<GraphProblem> {
  if (classes === undefined) return;
  for (const head of headsOf(graph)) {
    const widths = outputs === undefined ? head.widths : [outputs];
    // One score for two classes is a yes or no.
    if (widths.includes(classes) || (widths[0] === 1 && classes <= 2)) continue;
    const width = widths[0]!;
    yield { code: width < classes ? 'output-narrow' : 'output-wide', node: head.node, outputs: width, classes };
  }
}

/** What is known from elsewhere. */
export interface LintContext {
  /** Classes that the labels name. Absent where the loss is not one of classes: then no width is asked for. */
  readonly classes?: number;
  /** Scores a sample, where a run has told; else they are read from the graph where it says so. */
  readonly outputs?: number;
}

/** What is wrong with a network whatever it is fed, in the order of the rules and of its nodes. Its parameters are read, never changed. */
export const lintGraph = (graph: NetworkGraph, context: LintContext = {}): readonly GraphProblem[] => [
  ...pooling(graph),
  ...unguarded(graph),
  ...wrongSoftmax(graph, context.classes),
  ...statistics(graph),
  ...widths(graph, context),
  ...weights(graph),
];

/** What is wrong with a Caffe network in the phases it has: what is wrong in both is said once. */
export const lintGraphs = (graphs: readonly NetworkGraph[], context: LintContext = {}): readonly GraphProblem[] => {
  const problems = graphs.flatMap((graph) => lintGraph(graph, context));
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
};
