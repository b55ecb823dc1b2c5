import type { GraphProblem } from '../../model/probe.ts';
import type { GraphNode, NetworkGraph } from './graph.ts';
import { type Sign, signsOf } from './signs.ts';

interface Operand {
  readonly tensor: string;
  /** Where the operation is not finite. */
  readonly at: { readonly zero: boolean; readonly negative: boolean };
}

const powerOperand = (node: GraphNode, { constants }: NetworkGraph): Operand | undefined => {
  const [tensor = '', power = ''] = node.inputs;
  const exponent = constants.get(power);
  if (exponent === undefined) return { tensor, at: { zero: true, negative: true } };
  const whole = exponent.smallest === exponent.largest && Number.isInteger(exponent.smallest);
  const at = { zero: exponent.smallest < 0, negative: !whole };
  return at.zero || at.negative ? { tensor, at } : undefined;
};

/** What must be kept away from where the operation is not finite. */
const operandOf = (node: GraphNode, graph: NetworkGraph): Operand | undefined => {
  const [first = '', second = ''] = node.inputs;
  if (node.kind === 'Log') return { tensor: first, at: { zero: true, negative: true } };
  if (node.kind === 'Sqrt') return { tensor: first, at: { zero: false, negative: true } };
  if (node.kind === 'Reciprocal') return { tensor: first, at: { zero: true, negative: false } };
  if (node.kind === 'Div') return { tensor: second, at: { zero: true, negative: false } };
  return node.kind === 'Pow' ? powerOperand(node, graph) : undefined;
};

const dangerOf = ({ at }: Operand, sign: Sign): 'zero' | 'negative' | 'zero or negative' | undefined => {
  const zero = at.zero && !sign.nonzero;
  const negative = at.negative && !sign.nonnegative;
  if (zero && negative) return 'zero or negative';
  if (zero) return 'zero';
  return negative ? 'negative' : undefined;
};

/** Tensors that depend on the sample. What parameters alone make is the same for all of them, and was right in training. */
const madeOfInput = ({ inputs, nodes }: NetworkGraph): ReadonlySet<string> => {
  const made = new Set(inputs);
  for (const node of nodes)
    if (node.inputs.some((name) => made.has(name))) for (const output of node.outputs) made.add(output);
  return made;
};

/**
 * Log, Sqrt, Pow, Div and Reciprocal of what may be 0 or negative. Guards that are seen: Clip, Max, Relu and other ops with a bound, a
 * positive constant added, a square, a mask by Where. Parameters are judged by their numbers.
 */
export function* unguarded(graph: NetworkGraph): Generator<GraphProblem> {
  const signs = signsOf(graph);
  const made = madeOfInput(graph);
  for (const node of graph.nodes) {
    const operand = operandOf(node, graph);
    if (operand === undefined) continue;
    const { tensor } = operand;
    if (!made.has(tensor) && !graph.constants.has(tensor)) continue;
    const danger = dangerOf(operand, signs.get(tensor) ?? { nonzero: false, nonnegative: false });
    if (danger === undefined) continue;
    yield { code: 'unguarded', node: node.name, op: node.op, tensor: graph.spoken?.get(tensor) ?? tensor, danger };
  }
}
