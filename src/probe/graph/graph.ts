import type { NonfiniteKind } from '../../model/probe.ts';

/** What is known of the numbers of a parameter or constant. */
export interface Constant {
  readonly dims: readonly number[];
  readonly smallest: number;
  readonly largest: number;
  readonly hasZero: boolean;
  readonly nonfinite?: {
    readonly count: number;
    readonly nans: number;
    readonly index: number;
    readonly value: NonfiniteKind;
  };
}

export interface GraphNode {
  /** As the user calls it; the tensor it makes where it has no name. */
  readonly name: string;
  /** As the user's framework calls it. */
  readonly op: string;
  /** The operator of ONNX that does the same; `op` where there is none. */
  readonly kind: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly numbers: ReadonlyMap<string, readonly number[]>;
}

/** Lengths of axes; undefined where the file leaves one open. */
export type Dims = readonly (number | undefined)[];

/** A network as the rules see it, whatever file it came from. Each tensor is made once, before it is used. */
export interface NetworkGraph {
  readonly dialect: 'onnx' | 'caffe';
  /** Softmax takes all axes from its own on as one (ONNX before opset 13). */
  readonly softmaxFlattens: boolean;
  /** Whether it is the graph that is trained, not the one that is deployed. */
  readonly trained: boolean;
  readonly nodes: readonly GraphNode[];
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly constants: ReadonlyMap<string, Constant>;
  readonly shapes: ReadonlyMap<string, Dims>;
  /** What a tensor is called by the user, where it is not its name here. */
  readonly spoken?: ReadonlyMap<string, string>;
}

export const firstNumber = (node: GraphNode, name: string): number | undefined => node.numbers.get(name)?.[0];

/** What is found by looking at numbers one by one. */
export const constantFacts = (dims: readonly number[], count: number, at: (index: number) => number): Constant => {
  const facts = { smallest: Number.POSITIVE_INFINITY, largest: Number.NEGATIVE_INFINITY, hasZero: false };
  const wrong = { count: 0, nans: 0, index: -1 };
  for (let index = 0; index < count; index += 1) {
    const value = at(index);
    if (value < facts.smallest) facts.smallest = value;
    if (value > facts.largest) facts.largest = value;
    if (value === 0) facts.hasZero = true;
    if (Number.isFinite(value)) continue;
    wrong.count += 1;
    if (Number.isNaN(value)) wrong.nans += 1;
    if (wrong.index < 0) wrong.index = index;
  }
  if (wrong.count === 0) return { dims, ...facts };
  const first = at(wrong.index);
  const infinity = first > 0 ? '+inf' : '-inf';
  return { dims, ...facts, nonfinite: { ...wrong, value: Number.isNaN(first) ? 'nan' : infinity } };
};
