import { UserError } from '../../model/errors.ts';
import type { OnnxAttribute, OnnxModel, OnnxNode, OnnxTensor, OnnxValue } from './model.ts';
import { ExternalDataError, readTensor } from './tensor.ts';
import {
  type Field,
  fieldsOf,
  floatOf,
  integerOf,
  integersOf,
  messageOf,
  numbersOf,
  type Span,
  spanOf,
  textOf,
  WireError,
} from './wire.ts';

/** Bodies within bodies. */
const MAX_DEPTH = 16;

/** Names that a body of a node uses, those of bodies within it included. */
const namesInGraph = (graph: Span, depth: number): string[] => {
  if (depth > MAX_DEPTH) throw new WireError(graph.start, 'graphs are nested too deep');
  const names: string[] = [];
  for (const field of fieldsOf(graph)) {
    if (field.number === 12) names.push(readValue(messageOf(field)).name);
    if (field.number !== 1) continue;
    const node = readNode(field, depth);
    for (const name of node.inputs) names.push(name);
    for (const attribute of node.attributes.values())
      if (attribute.kind === 'graph') for (const name of attribute.names) names.push(name);
  }
  return names;
};

/** Fields of AttributeProto; which of them is filled says what it is. */
const readAttribute = (message: Span, depth: number): readonly [string, OnnxAttribute] => {
  let name = '';
  let attribute: OnnxAttribute = { kind: 'other' };
  const numbers: number[] = [];
  for (const field of fieldsOf(message)) {
    if (field.number === 1) name = textOf(field);
    if (field.number === 2) attribute = { kind: 'number', value: floatOf(field) };
    if (field.number === 3) attribute = { kind: 'number', value: integerOf(field) };
    if (field.number === 4) attribute = { kind: 'text', value: textOf(field) };
    if (field.number === 5) attribute = { kind: 'tensor', tensor: readTensor(field) };
    if (field.number === 6) attribute = { kind: 'graph', names: namesInGraph(messageOf(field), depth + 1) };
    if (field.number === 7) for (const value of numbersOf(field, 4)) numbers.push(value);
    if (field.number === 8) for (const value of integersOf(field)) numbers.push(value);
  }
  return [name, numbers.length > 0 ? { kind: 'numbers', values: numbers } : attribute];
};

const readNode = (whole: Field, depth: number): OnnxNode => {
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes = new Map<string, OnnxAttribute>();
  const texts = { name: '', op: '', domain: '' };
  for (const field of fieldsOf(messageOf(whole))) {
    if (field.number === 1) inputs.push(textOf(field));
    if (field.number === 2) outputs.push(textOf(field));
    if (field.number === 3) texts.name = textOf(field);
    if (field.number === 4) texts.op = textOf(field);
    if (field.number === 5) attributes.set(...readAttribute(messageOf(field), depth));
    if (field.number === 7) texts.domain = textOf(field);
  }
  return { ...texts, inputs, outputs, attributes, whole: whole.payload };
};

const readLength = (message: Span): number | string | undefined => {
  let length: number | string | undefined;
  for (const field of fieldsOf(message)) {
    if (field.number === 1) length = integerOf(field);
    if (field.number === 2) length = textOf(field);
  }
  return length;
};

const readShape = (message: Span): (number | string | undefined)[] => {
  const dims: (number | string | undefined)[] = [];
  for (const field of fieldsOf(message)) if (field.number === 1) dims.push(readLength(messageOf(field)));
  return dims;
};

const readTensorType = (message: Span): Omit<OnnxValue, 'name'> => {
  let type: Omit<OnnxValue, 'name'> = {};
  for (const field of fieldsOf(message)) {
    if (field.number === 1) type = { ...type, elementType: integerOf(field) };
    if (field.number === 2) type = { ...type, dims: readShape(messageOf(field)) };
  }
  return type;
};

const readValue = (message: Span): OnnxValue => {
  let value: OnnxValue = { name: '' };
  for (const field of fieldsOf(message)) {
    if (field.number === 1) value = { ...value, name: textOf(field) };
    if (field.number !== 2) continue;
    for (const kind of fieldsOf(messageOf(field)))
      if (kind.number === 1) value = { ...value, ...readTensorType(messageOf(kind)) };
  }
  return value;
};

const readGraph = (graph: Span) => {
  const nodes: OnnxNode[] = [];
  const initializers = new Map<string, OnnxTensor>();
  const inputs: OnnxValue[] = [];
  const outputs: OnnxValue[] = [];
  const values = new Map<string, OnnxValue>();
  for (const field of fieldsOf(graph)) {
    if (field.number === 1) nodes.push(readNode(field, 0));
    if (field.number === 5) {
      const tensor = readTensor(field);
      initializers.set(tensor.name, tensor);
    }
    if (field.number === 11) inputs.push(readValue(messageOf(field)));
    if (field.number === 12) outputs.push(readValue(messageOf(field)));
    if (field.number !== 13) continue;
    const value = readValue(messageOf(field));
    values.set(value.name, value);
  }
  // Before IR version 4 every initializer had to be an input as well.
  return { nodes, initializers, inputs: inputs.filter(({ name }) => !initializers.has(name)), outputs, values };
};

/** The opset of ONNX's own operators that OperatorSetIdProto imports, if it is theirs. */
const opsetOf = (message: Span): number | undefined => {
  let domain = '';
  let version = 1;
  for (const field of fieldsOf(message)) {
    if (field.number === 1) domain = textOf(field);
    if (field.number === 2) version = integerOf(field);
  }
  return domain === '' || domain === 'ai.onnx' ? version : undefined;
};

const decode = (bytes: Uint8Array, file: string): OnnxModel => {
  let graph: Span | undefined;
  let opset: number | undefined;
  for (const field of fieldsOf(spanOf(bytes))) {
    if (field.number === 8) opset = opsetOf(messageOf(field)) ?? opset;
    if (field.number !== 7) continue;
    if (graph !== undefined) throw new WireError(field.whole.start, 'there is a second graph');
    graph = messageOf(field);
  }
  if (graph === undefined) throw new WireError(bytes.length, 'there is no graph');
  // Every operator's meaning depends on it, and a file that is cut between two fields lacks it.
  if (opset === undefined) throw new WireError(bytes.length, 'no version of the operators is stated');
  const contents = readGraph(graph);
  if (contents.nodes.length === 0) throw new WireError(graph.start, 'the graph has no nodes');
  return { file, opset, ...contents, bytes, graph };
};

/**
 * An ONNX model (onnx.proto, ModelProto), its parameters left where they are in `bytes`. What is not needed is walked over, not trusted:
 * every field must end within what holds it. Throws UserError where it is no such file, or where parameters lie in files beside it.
 */
export const decodeModel = (bytes: Uint8Array, file: string): OnnxModel => {
  try {
    return decode(bytes, file);
  } catch (error) {
    if (error instanceof WireError)
      throw new UserError('probe.model-malformed', { file, at: error.at, what: error.message });
    if (error instanceof ExternalDataError) throw new UserError('probe.model-external', { file, tensor: error.tensor });
    throw error;
  }
};
