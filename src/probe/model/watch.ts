import { constantsOf, usedBy } from '../onnx/constants.ts';
import type { OnnxModel, OnnxTensor } from '../onnx/model.ts';
import { valuesOf } from '../onnx/tensor.ts';

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
const CARRIES_MASK = new Set([
  'Where',
  'Add',
  'Sub',
  'Mul',
  'Min',
  'Sum',
  'Concat',
  'ScatterND',
  'ScatterElements',
  'Reshape',
  'Transpose',
  'Squeeze',
  'Unsqueeze',
  'Flatten',
  'Expand',
  'Tile',
  'Slice',
  'Gather',
  'Split',
  'Cast',
  'Identity',
  'Trilu',
  'ConstantOfShape',
  'Pad',
]);
/** What becomes -Inf in float16. Masks of attention are made of such numbers, weights are not. */
const MASK_AT_MOST = -65_520;

const masks = (tensor: OnnxTensor): boolean => {
  for (const value of valuesOf(tensor)) if (value <= MASK_AT_MOST || value === Number.POSITIVE_INFINITY) return true;
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

/** What of a model is looked at, by the user's names, in the order in which it is computed. Bodies of If, Loop and Scan are not looked into. */
export const watchedTensors = (model: OnnxModel): readonly string[] => {
  const made = madeOfInput(model);
  const masked = maskedTensors(model);
  return model.nodes
    .filter(({ op }) => !NO_TENSOR.has(op))
    .flatMap(({ outputs }) => outputs)
    .filter((name) => name !== '' && made.has(name) && !masked.has(name));
};
