import {
  bytesField,
  concatenate,
  floatField,
  integerField,
  type Pieces,
  textField,
} from '../../src/probe/onnx/wire.ts';

/** ONNX files for tests, written by hand: what of onnx.proto they need. */
export type Attribute = number | string | readonly number[] | { readonly float: number } | TensorSpec;
export interface TensorSpec {
  readonly dims: readonly number[];
  readonly values: readonly number[];
  readonly type?: 'float32' | 'int64' | 'float16bits';
}
export interface NodeSpec {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly name?: string;
  readonly attributes?: Readonly<Record<string, Attribute>>;
}
export type Dims = readonly (number | string)[];
export interface ModelSpec {
  readonly nodes: readonly NodeSpec[];
  readonly initializers?: Readonly<Record<string, TensorSpec>>;
  readonly inputs: Readonly<Record<string, Dims>>;
  readonly outputs: Readonly<Record<string, Dims>>;
  readonly values?: Readonly<Record<string, Dims>>;
  readonly opset?: number;
}

const rawOf = ({ values, type = 'float32' }: TensorSpec): Uint8Array => {
  if (type === 'int64') return new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
  if (type === 'float16bits') return new Uint8Array(Uint16Array.from(values).buffer);
  return new Uint8Array(Float32Array.from(values).buffer);
};
const TYPES = { float32: 1, int64: 7, float16bits: 10 } as const;
const tensor = (name: string, spec: TensorSpec): Pieces => [
  ...spec.dims.flatMap((length) => integerField(1, length)),
  ...integerField(2, TYPES[spec.type ?? 'float32']),
  ...textField(8, name),
  ...bytesField(9, [rawOf(spec)]),
];

const attribute = (name: string, value: Attribute): Pieces => {
  const named = textField(1, name);
  if (typeof value === 'number') return [...named, ...integerField(3, value), ...integerField(20, 2)];
  if (typeof value === 'string') return [...named, ...textField(4, value), ...integerField(20, 3)];
  if ('float' in value) return [...named, ...floatField(2, value.float), ...integerField(20, 1)];
  if ('dims' in value) return [...named, ...bytesField(5, tensor('', value)), ...integerField(20, 4)];
  return [...named, ...value.flatMap((item) => integerField(8, item)), ...integerField(20, 7)];
};

const node = ({ op, inputs, outputs, name, attributes = {} }: NodeSpec): Pieces => [
  ...inputs.flatMap((input) => textField(1, input)),
  ...outputs.flatMap((output) => textField(2, output)),
  ...(name === undefined ? [] : textField(3, name)),
  ...textField(4, op),
  ...Object.entries(attributes).flatMap(([key, value]) => bytesField(5, attribute(key, value))),
];

const value = (name: string, dims: Dims): Pieces => {
  const shape = dims.flatMap((length) =>
    bytesField(1, typeof length === 'number' ? integerField(1, length) : textField(2, length)),
  );
  return [...textField(1, name), ...bytesField(2, bytesField(1, [...integerField(1, 1), ...bytesField(2, shape)]))];
};
const values = (number: number, all: Readonly<Record<string, Dims>>): Pieces =>
  Object.entries(all).flatMap(([name, dims]) => bytesField(number, value(name, dims)));

export const encodeModel = (spec: ModelSpec): Uint8Array => {
  const graph = [
    ...spec.nodes.flatMap((one) => bytesField(1, node(one))),
    ...textField(2, 'g'),
    ...Object.entries(spec.initializers ?? {}).flatMap(([name, one]) => bytesField(5, tensor(name, one))),
    ...values(11, spec.inputs),
    ...values(12, spec.outputs),
    ...values(13, spec.values ?? {}),
  ];
  const opset = bytesField(8, [...textField(1, ''), ...integerField(2, spec.opset ?? 17)]);
  return concatenate([...integerField(1, 8), ...bytesField(7, graph), ...opset]);
};

/** Two dense layers: 3 features, 2 hidden, 2 scores. */
export const dense = (changes: Partial<ModelSpec> = {}): ModelSpec => ({
  nodes: [
    { op: 'Gemm', name: 'first', inputs: ['x', 'w1', 'b1'], outputs: ['h'] },
    { op: 'Relu', inputs: ['h'], outputs: ['r'] },
    { op: 'Gemm', name: 'second', inputs: ['r', 'w2'], outputs: ['y'], attributes: { transB: 1 } },
  ],
  initializers: {
    w1: { dims: [3, 2], values: [1, 2, 3, 4, 5, 6] },
    b1: { dims: [2], values: [0, 0] },
    w2: { dims: [2, 2], values: [200, 0, 0, -200] },
  },
  inputs: { x: ['batch', 3] },
  outputs: { y: ['batch', 2] },
  ...changes,
});
