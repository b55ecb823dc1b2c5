import { type Constant, firstNumber, type GraphNode, type NetworkGraph } from './graph.ts';
import { REARRANGES } from './rearranges.ts';

/** What is known of every value of a tensor, whatever the sample. */
export interface Sign {
  readonly nonzero: boolean;
  readonly nonnegative: boolean;
}

const UNKNOWN: Sign = { nonzero: false, nonnegative: false };
const NONNEGATIVE: Sign = { nonzero: false, nonnegative: true };
const POSITIVE: Sign = { nonzero: true, nonnegative: true };

const ofConstant = ({ smallest, hasZero }: Constant): Sign => ({ nonzero: !hasZero, nonnegative: smallest >= 0 });

/** Ops whose values are those of their first input, or between them. */
const HANDS_ON = new Set<string>([
  ...REARRANGES,
  'Dropout',
  'GatherElements',
  'GatherND',
  'DepthToSpace',
  'SpaceToDepth',
  'Resize',
  'Upsample',
  'MaxPool',
  'GlobalMaxPool',
  'GlobalAveragePool',
  'ReduceMax',
  'ReduceMin',
  'ReduceMean',
  'ReduceProd',
  'TopK',
  'Compress',
]);
const NEVER_NEGATIVE = new Set([
  'Relu',
  'Abs',
  'Sigmoid',
  'HardSigmoid',
  'Softmax',
  'ReduceSumSquare',
  'ReduceL1',
  'ReduceL2',
  'Sqrt',
  'LpPool',
  'GlobalLpPool',
]);
/** Softplus and Exp only fall to 0 beyond -103 in float32. Lengths of axes are positive; empty tensors have no values. */
const ALWAYS_POSITIVE = new Set(['Exp', 'Softplus', 'Cosh', 'Shape', 'Size']);
/** Made of these a sum over the axis is not 0, though one of its terms may be. */
const SUMS_POSITIVE = new Set(['Softmax', 'Sigmoid']);

/** Everything that the rules for one kind of node need. */
interface Surroundings {
  readonly graph: NetworkGraph;
  readonly sign: (tensor: string | undefined) => Sign;
  readonly producer: (tensor: string | undefined) => GraphNode | undefined;
}

const both = (a: Sign, b: Sign): Sign => ({
  nonzero: a.nonzero && b.nonzero,
  nonnegative: a.nonnegative && b.nonnegative,
});

/** A number kept away from 0 by adding one: whoever writes `x + 1e-5` under a root or a fraction bar has guarded it. */
const addsGuard = (node: GraphNode, graph: NetworkGraph): boolean =>
  node.inputs.some((name, place) => {
    const constant = graph.constants.get(name);
    if (constant === undefined) return false;
    if (node.kind === 'Sub') return place === 1 && constant.largest < 0;
    return constant.smallest > 0;
  });

const ofSum = (node: GraphNode, { graph, sign }: Surroundings): Sign => {
  if (addsGuard(node, graph)) return POSITIVE;
  const terms = node.inputs.map(sign);
  const nonnegative = node.kind !== 'Sub' && terms.every((term) => term.nonnegative);
  return { nonnegative, nonzero: nonnegative && terms.some((term) => term.nonzero) };
};

const ofProduct = (node: GraphNode, { sign }: Surroundings): Sign => {
  const [a, b] = node.inputs;
  const product = both(sign(a), sign(b));
  return node.kind === 'Mul' && a === b ? { ...product, nonnegative: true } : product;
};

const ofClip = (node: GraphNode, { graph, sign }: Surroundings): Sign => {
  const least = firstNumber(node, 'min') ?? graph.constants.get(node.inputs[1] ?? '')?.smallest;
  if (least !== undefined && least > 0) return POSITIVE;
  return least === 0 ? { ...sign(node.inputs[0]), nonnegative: true } : UNKNOWN;
};

const ofPower = (node: GraphNode, { graph, sign }: Surroundings): Sign => {
  const base = sign(node.inputs[0]);
  const exponent = graph.constants.get(node.inputs[1] ?? '');
  const even = exponent !== undefined && exponent.smallest === exponent.largest && exponent.smallest % 2 === 0;
  return even
    ? { ...base, nonnegative: true }
    : { nonzero: base.nonzero && base.nonnegative, nonnegative: base.nonnegative };
};

const ofReducedSum = (node: GraphNode, { sign, producer }: Surroundings): Sign => {
  const source = sign(node.inputs[0]);
  if (!source.nonnegative) return UNKNOWN;
  return { nonnegative: true, nonzero: source.nonzero || SUMS_POSITIVE.has(producer(node.inputs[0])?.kind ?? '') };
};

/** One side of `Where(x == 0, 1, x)` is a constant that is not 0: the guard that the other side needs. */
const ofChoice = (node: GraphNode, { graph, sign }: Surroundings): Sign => {
  const [, a, b] = node.inputs;
  const constant = [a, b].map((name) => graph.constants.get(name ?? '')).find((facts) => facts !== undefined);
  if (constant && !constant.hasZero && Number.isFinite(constant.smallest))
    return { nonzero: true, nonnegative: constant.smallest > 0 };
  return both(sign(a), sign(b));
};

const ofMaximum = (node: GraphNode, { sign }: Surroundings): Sign => {
  const signs = node.inputs.map(sign);
  if (signs.some((one) => one.nonzero && one.nonnegative)) return POSITIVE;
  return { nonzero: false, nonnegative: signs.some((one) => one.nonnegative) };
};

const RULES: ReadonlyMap<string, (node: GraphNode, around: Surroundings) => Sign> = new Map(
  Object.entries({
    Add: ofSum,
    Sum: ofSum,
    Sub: ofSum,
    Mul: ofProduct,
    Div: ofProduct,
    Clip: ofClip,
    Max: ofMaximum,
    Pow: ofPower,
    Where: ofChoice,
    ReduceSum: ofReducedSum,
    Min: (node, { sign }) => node.inputs.map(sign).reduce(both, POSITIVE),
    Concat: (node, { sign }) => node.inputs.map(sign).reduce(both, POSITIVE),
    // An average over a window that reaches beyond the edge has zeros in it, and others.
    AveragePool: (node, { sign }) => sign(node.inputs[0]),
    Reciprocal: (node, { sign }) => sign(node.inputs[0]),
  }),
);

const signOf = (node: GraphNode, around: Surroundings): Sign => {
  const rule = RULES.get(node.kind);
  if (rule !== undefined) return rule(node, around);
  if (ALWAYS_POSITIVE.has(node.kind)) return POSITIVE;
  const first = around.sign(node.inputs[0]);
  if (HANDS_ON.has(node.kind)) return first;
  if (node.kind === 'Sqrt') return { ...first, nonnegative: true };
  if (node.kind === 'Abs') return { ...first, nonnegative: true };
  return NEVER_NEGATIVE.has(node.kind) ? NONNEGATIVE : UNKNOWN;
};

/** The sign of each tensor of a graph that anything is known of, from the input on. */
export const signsOf = (graph: NetworkGraph): ReadonlyMap<string, Sign> => {
  const signs = new Map<string, Sign>();
  const producers = new Map<string, GraphNode>();
  for (const [name, constant] of graph.constants) signs.set(name, ofConstant(constant));
  const around: Surroundings = {
    graph,
    sign: (tensor) => signs.get(tensor ?? '') ?? UNKNOWN,
    producer: (tensor) => producers.get(tensor ?? ''),
  };
  for (const node of graph.nodes) {
    if (node.kind === 'Constant') continue;
    const sign = signOf(node, around);
    for (const output of node.outputs) {
      signs.set(output, sign);
      producers.set(output, node);
    }
  }
  return signs;
};
