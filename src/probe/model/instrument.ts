import { nearestIn } from '../../measures/float-formats.ts';
import type { Precision } from '../../model/probe.ts';
import { ELEMENT, type OnnxModel, type OnnxNode, type OnnxTensor } from '../onnx/model.ts';
import { elementsOf } from '../onnx/tensor.ts';
import {
  bytesField,
  bytesOf,
  concatenate,
  fieldsOf,
  integerField,
  type Pieces,
  spanOf,
  textField,
} from '../onnx/wire.ts';

/** Cast knows bfloat16 since this opset. */
const BFLOAT16_OPSET = 13;
/** Inputs that say how a tensor is laid out, not what is in it: rounding them would change its shape. */
const LAYOUT_INPUTS: ReadonlyMap<string, readonly number[]> = new Map(
  Object.entries({
    Resize: [1, 2],
    Upsample: [1],
    Range: [0, 1, 2],
    OneHot: [1],
    NonMaxSuppression: [3, 4],
    AffineGrid: [1],
  }),
);

const outputsField = (model: OnnxModel, names: readonly string[]): Pieces => {
  const stated = new Set(model.outputs.map(({ name }) => name));
  // A value of no stated type: the runtime infers it.
  return names.filter((name) => !stated.has(name)).flatMap((name) => bytesField(12, textField(1, name)));
};

/**
 * The model with all of `names` among its outputs. Its own bytes stay as they are: a message that follows another of the same type is
 * merged into it (protobuf.dev, "Last One Wins").
 */
export const withOutputs = (model: OnnxModel, names: readonly string[]): Uint8Array =>
  concatenate([model.bytes, ...bytesField(7, outputsField(model, names))]);

/** Whether the model can be given rounding after each tensor. */
export const canRound = ({ opset }: OnnxModel, precision: Precision): boolean =>
  precision !== 'bfloat16' || opset >= BFLOAT16_OPSET;

type Rounded = Exclude<Precision, 'float32'>;

const cast = (from: string, to: string, elementType: number): Pieces => {
  const attribute = [...textField(1, 'to'), ...integerField(3, elementType), ...integerField(20, 2)];
  return bytesField(1, [
    ...textField(1, from),
    ...textField(2, to),
    ...textField(4, 'Cast'),
    ...bytesField(5, attribute),
  ]);
};

const unusedName = (model: OnnxModel): ((name: string, suffix: string) => string) => {
  const used = new Set([
    ...model.initializers.keys(),
    ...model.inputs.map(({ name }) => name),
    ...model.nodes.flatMap(({ outputs }) => outputs),
  ]);
  return (name, suffix) => {
    let candidate = `${name}/${suffix}`;
    while (used.has(candidate)) candidate += "'";
    used.add(candidate);
    return candidate;
  };
};

/** The node under the user's names for its inputs, its outputs made under other names and rounded into the user's. */
const roundNode = (
  node: OnnxNode,
  rounded: ReadonlySet<string>,
  elementType: number,
  rename: (name: string, suffix: string) => string,
): Pieces => {
  const casts: Uint8Array[] = [];
  const fields: Uint8Array[] = [];
  let output = 0;
  for (const { number, whole } of fieldsOf(node.whole)) {
    const name = number === 2 ? node.outputs[output++]! : '';
    if (!rounded.has(name)) {
      fields.push(bytesOf(whole));
      continue;
    }
    const made = rename(name, 'as-made');
    const narrow = rename(name, 'narrow');
    fields.push(...textField(2, made));
    casts.push(...cast(made, narrow, elementType), ...cast(narrow, name, ELEMENT.float32));
  }
  return [...bytesField(1, fields), ...casts];
};

const roundTensor = (tensor: OnnxTensor, precision: Rounded): Pieces => {
  const { count, at } = elementsOf(tensor)!;
  const values = new Float32Array(count);
  for (let i = 0; i < count; i += 1) values[i] = nearestIn(precision, at(i));
  return [
    ...tensor.dims.flatMap((length) => integerField(1, length)),
    ...integerField(2, ELEMENT.float32),
    ...textField(8, tensor.name),
    ...bytesField(9, [new Uint8Array(values.buffer)]),
  ];
};

/** Names of parameters that are layout to every node that takes them. */
const layoutOnly = (model: OnnxModel): ReadonlySet<string> => {
  const layout = new Set<string>();
  const content = new Set<string>();
  for (const { op, inputs } of model.nodes)
    for (const [place, name] of inputs.entries()) (LAYOUT_INPUTS.get(op)?.includes(place) ? layout : content).add(name);
  for (const name of content) layout.delete(name);
  return layout;
};

/** Float32 tensors that nodes of op Constant make. */
const constantOutputs = (model: OnnxModel): string[] =>
  model.nodes.flatMap(({ op, attributes, outputs }) => {
    const value = attributes.get('value');
    return op === 'Constant' && value?.kind === 'tensor' && value.tensor.elementType === ELEMENT.float32 ? outputs : [];
  });

/**
 * A model that computes what the user's does with its parameters, and each tensor of `made` after it is made, rounded to the precision and
 * back. `made`: float32 tensors of `model.nodes`, which are outputs besides the model's own. Rounding the input is left to the caller.
 */
export const withRounding = (
  model: OnnxModel,
  precision: Rounded,
  made: readonly string[],
  masked: ReadonlySet<string>,
): Uint8Array => {
  const rename = unusedName(model);
  const kept = new Set([...layoutOnly(model), ...masked]);
  const rounded = new Set([...made, ...constantOutputs(model).filter((name) => !kept.has(name))]);
  const initializers = new Map([...model.initializers.values()].map((tensor) => [tensor.whole.start, tensor]));
  const nodes = model.nodes.values();
  const graph: Uint8Array[] = [];
  for (const { number, payload, whole } of fieldsOf(model.graph)) {
    const tensor = number === 5 ? initializers.get(payload.start) : undefined;
    if (number === 1)
      for (const piece of roundNode(nodes.next().value!, rounded, ELEMENT[precision], rename)) graph.push(piece);
    else if (tensor?.elementType === ELEMENT.float32 && !kept.has(tensor.name))
      graph.push(...bytesField(5, roundTensor(tensor, precision)));
    else graph.push(bytesOf(whole));
  }
  const rest = [...fieldsOf(spanOf(model.bytes))].filter(({ number }) => number !== 7);
  return concatenate([
    ...rest.map(({ whole }) => bytesOf(whole)),
    ...bytesField(7, [...graph, ...outputsField(model, made)]),
  ]);
};
