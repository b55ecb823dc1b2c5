import { REARRANGES } from '../graph/rearranges.ts';
import { constantsOf, usedBy } from '../onnx/constants.ts';
import type { OnnxModel, OnnxTensor } from '../onnx/model.ts';
import { elementsOf } from '../onnx/tensor.ts';

/** Ops that make lists or maybe nothing: a runtime hands over tensors only. */
const NO_TENSOR = new Set([
  'SequenceConstruct',
  'SequenceEmpty',
  'SequenceErase',
  'SequenceInsert',
  'SequenceMap',
  'SplitToSequence',
  'Optional',
  'OptionalGetElement',
  'ZipMap',
  'StringSplit',
  'StringNormalizer',
]);
/** Ops that hand a masking value on as it is, or add to it. */
const CARRIES_MASK = new Set<string>([
  ...REARRANGES,
  'Where',
  'Add',
  'Sub',
  'Mul',
  'Min',
  'Sum',
  'Concat',
  'ScatterND',
  'ScatterElements',
  'Trilu',
  'ConstantOfShape',
  'Pad',
]);
/** What becomes -Inf in float16. Masks of attention are made of such numbers, weights are not. */
const MASK_AT_MOST = -65_520;

const masks = (tensor: OnnxTensor): boolean => {
  const elements = elementsOf(tensor);
  for (let i = 0; i < (elements?.count ?? 0); i += 1) {
    const value = elements!.at(i);
    if (value <= MASK_AT_MOST || value === Number.POSITIVE_INFINITY) return true;
  }
  return false;
};

/**
 * Tensors that hold infinities, or what is one in float16, because the model itself puts them there, to mask: `Where(mask, x, -Inf)` before a
 * Softmax is right. They say nothing of a sample; a NaN that comes of them shows in the tensor after.
 */
const maskedTensors = (model: OnnxModel): ReadonlySet<string> => {
  const masked = new Set<string>();
  for (const [name, tensor] of constantsOf(model)) if (masks(tensor)) masked.add(name);
  for (const node of model.nodes) {
    const fill = node.attributes.get('value');
    const fills = node.op === 'ConstantOfShape' && fill?.kind === 'tensor' && masks(fill.tensor);
    if (fills || (CARRIES_MASK.has(node.op) && node.inputs.some((name) => masked.has(name))))
      for (const output of node.outputs) masked.add(output);
  }
  return masked;
};

/** Tensors that the sample has a part in. */
const madeOfInput = (model: OnnxModel): ReadonlySet<string> => {
  const made = new Set(model.inputs.map(({ name }) => name));
  for (const node of model.nodes)
    if (usedBy(node).some((name) => made.has(name))) for (const output of node.outputs) made.add(output);
  return made;
};

export interface Watch {
  /** By the user's names, in the order in which they are computed. Bodies of If, Loop and Scan are not looked into. */
  readonly tensors: readonly string[];
  /** Tensors with masking numbers, which are left as they are where parameters are rounded: 0 x -Inf would be NaN. */
  readonly masked: ReadonlySet<string>;
}

/** What of a model is looked at. */
export const watchOf = (model: OnnxModel): Watch => {
  const made = madeOfInput(model);
  const masked = maskedTensors(model);
  const tensors = model.nodes
    .filter(({ op }) => !NO_TENSOR.has(op))
    .flatMap(({ outputs }) => outputs)
    .filter((name) => name !== '' && made.has(name) && !masked.has(name));
  return { tensors, masked };
};
