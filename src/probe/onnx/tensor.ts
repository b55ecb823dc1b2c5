import { bfloatToNumber, halfToNumber } from '../../measures/float-formats.ts';
import { ELEMENT, type OnnxTensor } from './model.ts';
import {
  bytesOf,
  type Field,
  fieldsOf,
  integerOf,
  integersOf,
  messageOf,
  numbersOf,
  textOf,
  WireError,
} from './wire.ts';

/** Parameters lie in another file. A model could name any file there is, so none is opened. */
export class ExternalDataError extends Error {
  override readonly name = 'ExternalDataError';
  constructor(readonly tensor: string) {
    super('external data');
  }
}

/** Bytes of an element, by its number in TensorProto.DataType; types of less than a byte, strings and complex numbers are not read. */
const ELEMENT_BYTES: Readonly<Record<number, number>> = {
  1: 4,
  2: 1,
  3: 1,
  4: 2,
  5: 2,
  6: 4,
  7: 8,
  9: 1,
  10: 2,
  11: 8,
  12: 4,
  13: 8,
  16: 2,
};

const elementCount = (dims: readonly number[]): number => dims.reduce((product, length) => product * length, 1);

const checkLength = (tensor: OnnxTensor): OnnxTensor => {
  const count = elementCount(tensor.dims);
  const bytes = ELEMENT_BYTES[tensor.elementType];
  const refuse = (what: string): never => {
    throw new WireError(tensor.whole.start, `tensor ${tensor.name} ${what}`);
  };
  if (tensor.dims.some((length) => length < 0)) refuse('has a negative length');
  if (bytes === undefined) return tensor;
  if (tensor.raw !== undefined && tensor.raw.length !== count * bytes)
    refuse('has not as many bytes as its shape says');
  if (tensor.listed !== undefined && tensor.listed.length !== count) refuse('has not as many values as its shape says');
  if (tensor.raw === undefined && tensor.listed === undefined && count > 0) refuse('has no values');
  return tensor;
};

/** A TensorProto. Throws WireError and ExternalDataError. */
export const readTensor = (whole: Field): OnnxTensor => {
  const dims: number[] = [];
  const listed: number[] = [];
  const found: { name: string; elementType: number; raw?: Uint8Array; external: boolean } = {
    name: '',
    elementType: 0,
    external: false,
  };
  for (const field of fieldsOf(messageOf(whole))) {
    if (field.number === 1) for (const length of integersOf(field)) dims.push(length);
    if (field.number === 2) found.elementType = integerOf(field);
    if (field.number === 4) for (const value of numbersOf(field, 4)) listed.push(value);
    if (field.number === 5 || field.number === 7 || field.number === 11)
      for (const value of integersOf(field)) listed.push(value);
    if (field.number === 8) found.name = textOf(field);
    if (field.number === 9) found.raw = bytesOf(messageOf(field));
    if (field.number === 10) for (const value of numbersOf(field, 8)) listed.push(value);
    if (field.number === 13) found.external = true;
    if (field.number === 14) found.external ||= integerOf(field) === 1;
  }
  const { name, elementType, raw, external } = found;
  if (external) throw new ExternalDataError(name);
  const values = raw ? { raw } : { ...(listed.length > 0 && { listed }) };
  return checkLength({ name, dims, elementType, ...values, whole: whole.payload });
};

const reader = ({ elementType, raw, listed }: OnnxTensor): ((index: number) => number) | undefined => {
  if (raw === undefined) {
    if (listed === undefined) return undefined;
    // Halves stand in int32_data as their bits.
    const convert = { [ELEMENT.float16]: halfToNumber, [ELEMENT.bfloat16]: bfloatToNumber }[elementType];
    return (index) => (convert ? convert(listed[index]!) : listed[index]!);
  }
  const view = new DataView(raw.buffer, raw.byteOffset, raw.length);
  const readers: Readonly<Record<number, (index: number) => number>> = {
    1: (index) => view.getFloat32(index * 4, true),
    2: (index) => view.getUint8(index),
    3: (index) => view.getInt8(index),
    6: (index) => view.getInt32(index * 4, true),
    7: (index) => Number(view.getBigInt64(index * 8, true)),
    9: (index) => view.getUint8(index),
    10: (index) => halfToNumber(view.getUint16(index * 2, true)),
    11: (index) => view.getFloat64(index * 8, true),
    16: (index) => bfloatToNumber(view.getUint16(index * 2, true)),
  };
  return readers[elementType];
};

/** The elements of a tensor as doubles, row-major, read where they are: parameters may be gigabytes. */
export interface Elements {
  readonly count: number;
  readonly at: (index: number) => number;
}

/** Undefined for types that hold no plain numbers. */
export const elementsOf = (tensor: OnnxTensor): Elements | undefined => {
  const count = elementCount(tensor.dims);
  if (count === 0) return { count, at: () => 0 };
  const at = reader(tensor);
  return at && { count, at };
};
