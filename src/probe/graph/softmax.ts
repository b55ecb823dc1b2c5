import type { GraphProblem } from '../../model/probe.ts';
import { type Axes, axesOf } from './axes.ts';
import { firstNumber, type GraphNode, type NetworkGraph } from './graph.ts';

type Over = Extract<GraphProblem, { code: 'softmax-axis' }>['over'];

const KINDS = new Set(['Softmax', 'LogSoftmax', 'SoftmaxWithLoss']);

/** Counted from 0; undefined where it counts from the end of an unknown number of axes. */
const axisOf = (node: GraphNode, { rank }: Axes, graph: NetworkGraph): number | undefined => {
  const caffe = graph.dialect === 'caffe';
  const stated = firstNumber(node, 'axis') ?? (caffe || graph.softmaxFlattens ? 1 : -1);
  if (stated >= 0) return stated;
  return rank === undefined ? undefined : rank + stated;
};

/** Only the softmax that gives the scores must run over the classes; attention may run over anything but the batch. */
const givesScores = (node: GraphNode, graph: NetworkGraph): boolean =>
  node.kind === 'SoftmaxWithLoss' || node.outputs.some((name) => graph.outputs.includes(name));

const overOf = (node: GraphNode, axis: number, axes: Axes, graph: NetworkGraph, classes?: number): Over | undefined => {
  const shape = graph.shapes.get(node.inputs[0] ?? '') ?? graph.shapes.get(node.outputs[0] ?? '');
  const { rank, batchFirst, channels } = axes;
  if (axis === 0) return batchFirst && rank !== 1 ? 'batch' : undefined;
  if (graph.softmaxFlattens && shape?.slice(axis + 1).some((length) => (length ?? 1) > 1)) return 'several axes';
  if (!givesScores(node, graph) || graph.softmaxFlattens) return undefined;
  const expected = channels === -1 && rank !== undefined ? rank - 1 : channels;
  if (expected !== undefined && expected >= 0 && axis !== expected) return 'not the classes';
  const others = shape?.filter((length, i) => i > 0 && i !== axis && length === classes).length ?? 0;
  const length = shape?.[axis];
  return classes !== undefined && length !== undefined && length !== classes && others === 1
    ? 'not the classes'
    : undefined;
};

/** Softmax over an axis that is not the classes'. Where the ops before do not tell which axis is which, nothing is said. */
export function* wrongSoftmax(graph: NetworkGraph, classes?: number): Generator<GraphProblem> {
  const axesOfTensor = axesOf(graph);
  for (const node of graph.nodes) {
    if (!KINDS.has(node.kind)) continue;
    const axes = axesOfTensor(node.inputs[0] ?? '');
    const axis = axisOf(node, axes, graph);
    if (axis === undefined) continue;
    const over = overOf(node, axis, axes, graph, classes);
    if (over !== undefined) yield { code: 'softmax-axis', node: node.name, op: node.op, axis, over };
  }
}
