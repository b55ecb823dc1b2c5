import { bytesField, concatenate, floatField, integerField, type Pieces, textField } from './wire.ts';

/** An ONNX model as we write one: what our own network and the models of tests need (onnx.proto3 of ONNX 1.16, IR version 8). */
export interface OnnxGraph {
  readonly name: string;
  readonly opset: number;
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
}

/** A tensor of float32; an axis with a name has no size of its own. */
export interface OnnxValue {
  readonly name: string;
  readonly shape: readonly (number | string)[];
}

export interface OnnxTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array | BigInt64Array;
}

export interface OnnxNode {
  readonly op: string;
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
}

export type OnnxAttribute =
  | { readonly float: number }
  | { readonly int: number }
  | { readonly string: string }
  | { readonly floats: readonly number[] }
  | { readonly ints: readonly number[] };

const IR_VERSION = 8;
const ELEMENT = { float: 1, int64: 7 } as const;
const message = (field: number, ...content: readonly Pieces[]): Pieces => bytesField(field, content.flat());

const littleFloats = (values: ArrayLike<number>): Uint8Array => {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  for (let at = 0; at < values.length; at += 1) view.setFloat32(4 * at, values[at]!, true);
  return new Uint8Array(view.buffer);
};

const littleIntegers = (values: BigInt64Array): Uint8Array => {
  const view = new DataView(new ArrayBuffer(8 * values.length));
  for (const [at, value] of values.entries()) view.setBigInt64(8 * at, value, true);
  return new Uint8Array(view.buffer);
};

/** Field numbers and the type's own, in the proto's message AttributeProto. */
const attributeOf = (name: string, value: OnnxAttribute): Pieces => {
  const typed = (type: number, ...content: readonly Pieces[]): Pieces =>
    message(5, textField(1, name), ...content, integerField(20, type));
  if ('float' in value) return typed(1, floatField(2, value.float));
  if ('int' in value) return typed(2, integerField(3, value.int));
  if ('string' in value) return typed(3, textField(4, value.string));
  if ('floats' in value) return typed(6, ...value.floats.map((one) => floatField(7, one)));
  return typed(7, ...value.ints.map((one) => integerField(8, one)));
};

const nodeOf = ({ op, name, inputs, outputs, attributes = {} }: OnnxNode): Pieces =>
  message(
    1,
    ...inputs.map((input) => textField(1, input)),
    ...outputs.map((output) => textField(2, output)),
    textField(3, name),
    textField(4, op),
    ...Object.entries(attributes).map(([key, value]) => attributeOf(key, value)),
  );

const tensorOf = ({ name, shape, values }: OnnxTensor): Pieces => {
  const floats = values instanceof Float32Array;
  return message(
    5,
    ...shape.map((axis) => integerField(1, axis)),
    integerField(2, floats ? ELEMENT.float : ELEMENT.int64),
    textField(8, name),
    bytesField(9, [floats ? littleFloats(values) : littleIntegers(values)]),
  );
};

const valueInfoOf = (field: number, { name, shape }: OnnxValue): Pieces => {
  const axes = shape.map((axis) => message(1, typeof axis === 'number' ? integerField(1, axis) : textField(2, axis)));
  return message(
    field,
    textField(1, name),
    message(2, message(1, integerField(1, ELEMENT.float), message(2, ...axes))),
  );
};

/** The bytes of an ONNX file. */
export const encodeModel = ({ name, opset, inputs, outputs, nodes, initializers }: OnnxGraph): Uint8Array =>
  concatenate([
    ...integerField(1, IR_VERSION),
    ...textField(2, 'prepass'),
    ...message(
      7,
      ...nodes.map(nodeOf),
      textField(2, name),
      ...initializers.map(tensorOf),
      ...inputs.map((value) => valueInfoOf(11, value)),
      ...outputs.map((value) => valueInfoOf(12, value)),
    ),
    ...message(8, textField(1, ''), integerField(2, opset)),
  ]);
