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
/** Of protobuf: how the value after a tag is to be read. */
const WIRE = { varint: 0, bytes: 2, fixed32: 5 } as const;

type Bytes = Uint8Array;

const utf8 = new TextEncoder();

const joined = (parts: readonly Bytes[]): Bytes => {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
};

/** Seven bits a byte, the lowest first; negative numbers as 64 bits of two's complement. */
const varint = (value: number): Bytes => {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  return Uint8Array.from([...bytes, Number(rest)]);
};

const tag = (field: number, wire: number): Bytes => varint(field * 8 + wire);
const integer = (field: number, value: number): Bytes => joined([tag(field, WIRE.varint), varint(value)]);
const delimited = (field: number, content: Bytes): Bytes =>
  joined([tag(field, WIRE.bytes), varint(content.length), content]);
const message = (field: number, ...content: readonly Bytes[]): Bytes => delimited(field, joined(content));
const text = (field: number, value: string): Bytes => delimited(field, utf8.encode(value));
const float = (field: number, value: number): Bytes => joined([tag(field, WIRE.fixed32), littleFloats([value])]);

const littleFloats = (values: ArrayLike<number>): Bytes => {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  for (let at = 0; at < values.length; at += 1) view.setFloat32(4 * at, values[at]!, true);
  return new Uint8Array(view.buffer);
};

const littleIntegers = (values: BigInt64Array): Bytes => {
  const view = new DataView(new ArrayBuffer(8 * values.length));
  for (const [at, value] of values.entries()) view.setBigInt64(8 * at, value, true);
  return new Uint8Array(view.buffer);
};

/** Field numbers and the type's own, in the proto's message AttributeProto. */
const attributeOf = (name: string, value: OnnxAttribute): Bytes => {
  const typed = (type: number, ...content: readonly Bytes[]): Bytes =>
    message(5, text(1, name), ...content, integer(20, type));
  if ('float' in value) return typed(1, float(2, value.float));
  if ('int' in value) return typed(2, integer(3, value.int));
  if ('string' in value) return typed(3, text(4, value.string));
  if ('floats' in value) return typed(6, ...value.floats.map((one) => float(7, one)));
  return typed(7, ...value.ints.map((one) => integer(8, one)));
};

const nodeOf = ({ op, name, inputs, outputs, attributes = {} }: OnnxNode): Bytes =>
  message(
    1,
    ...inputs.map((input) => text(1, input)),
    ...outputs.map((output) => text(2, output)),
    text(3, name),
    text(4, op),
    ...Object.entries(attributes).map(([key, value]) => attributeOf(key, value)),
  );

const tensorOf = ({ name, shape, values }: OnnxTensor): Bytes => {
  const floats = values instanceof Float32Array;
  return message(
    5,
    ...shape.map((axis) => integer(1, axis)),
    integer(2, floats ? ELEMENT.float : ELEMENT.int64),
    text(8, name),
    delimited(9, floats ? littleFloats(values) : littleIntegers(values)),
  );
};

const valueInfoOf = (field: number, { name, shape }: OnnxValue): Bytes => {
  const axes = shape.map((axis) => message(1, typeof axis === 'number' ? integer(1, axis) : text(2, axis)));
  return message(field, text(1, name), message(2, message(1, integer(1, ELEMENT.float), message(2, ...axes))));
};

/** The bytes of an ONNX file. */
export const encodeModel = ({ name, opset, inputs, outputs, nodes, initializers }: OnnxGraph): Uint8Array =>
  joined([
    integer(1, IR_VERSION),
    text(2, 'prepass'),
    message(
      7,
      ...nodes.map(nodeOf),
      text(2, name),
      ...initializers.map(tensorOf),
      ...inputs.map((value) => valueInfoOf(11, value)),
      ...outputs.map((value) => valueInfoOf(12, value)),
    ),
    message(8, text(1, ''), integer(2, opset)),
  ]);
