import { npyHead } from '../model/npy-head.ts';

/** What a Caffe `Datum` says (caffe.proto). Offsets are in the message. */
export interface Datum {
  readonly shape: readonly [channels: number, height: number, width: number];
  readonly label: number | undefined;
  /** `data` is an encoded picture. */
  readonly encoded: boolean;
  readonly data: readonly [start: number, end: number] | undefined;
  /** Values of `float_data`. */
  readonly floats: number;
}

const FLOAT_BYTES = 4;
const MOST_VARINT_BYTES = 10;

interface Field {
  readonly number: number;
  readonly wire: number;
  /** Of a varint; of others 0. */
  readonly value: bigint;
  readonly start: number;
  readonly end: number;
}

/** The fields of a message in order; ends with `undefined` where the bytes are none. */
function* fieldsOf(bytes: Uint8Array): Generator<Field | undefined> {
  let at = 0;
  const varint = (): bigint | undefined => {
    let value = 0n;
    for (let i = 0; i < MOST_VARINT_BYTES && at < bytes.length; i += 1) {
      const byte = bytes[at]!;
      at += 1;
      value |= BigInt(byte & 0x7f) << BigInt(7 * i);
      if (byte < 0x80) return value;
    }
    return undefined;
  };
  while (at < bytes.length) {
    const key = varint();
    if (key === undefined || key >> 3n === 0n || key > 0xffff_ffffn) return yield undefined;
    const number = Number(key >> 3n);
    const wire = Number(key & 7n);
    let start = at;
    let value = 0n;
    if (wire === 0) {
      const read = varint();
      if (read === undefined) return yield undefined;
      value = read;
    } else if (wire === 2) {
      const length = varint();
      start = at;
      if (length === undefined || length > BigInt(bytes.length - at)) return yield undefined;
      at += Number(length);
    } else if (wire === 1) at += 8;
    else if (wire === 5) at += FLOAT_BYTES;
    else return yield undefined;
    if (at > bytes.length) return yield undefined;
    yield { number, wire, value, start, end: at };
  }
}

const int32 = (value: bigint): number => Number(BigInt.asIntN(32, value));

/** Undefined where the bytes are no Datum. */
export const readDatum = (bytes: Uint8Array): Datum | undefined => {
  const shape: [number, number, number] = [0, 0, 0];
  let label: number | undefined;
  let encoded = false;
  let data: Datum['data'];
  let floats = 0;
  for (const field of fieldsOf(bytes)) {
    if (field === undefined) return undefined;
    const { number, wire, value, start, end } = field;
    if (wire === 0 && number >= 1 && number <= 3) shape[number - 1] = int32(value);
    if (wire === 2 && number === 4) data = [start, end];
    if (wire === 0 && number === 5) label = int32(value);
    if (number === 6 && (wire === 5 || wire === 2)) floats += Math.floor((end - start) / FLOAT_BYTES);
    if (wire === 0 && number === 7) encoded = value !== 0n;
  }
  return { shape, label, encoded, data, floats };
};

const floatsOf = (bytes: Uint8Array, count: number): Uint8Array => {
  const values = new Uint8Array(count * FLOAT_BYTES);
  let to = 0;
  for (const field of fieldsOf(bytes)) {
    if (field === undefined || field.number !== 6 || (field.wire !== 5 && field.wire !== 2)) continue;
    const whole = (field.end - field.start) & ~(FLOAT_BYTES - 1);
    values.set(bytes.subarray(field.start, field.start + whole), to);
    to += whole;
  }
  return values;
};

/**
 * The values of a Datum as a .npy file of channels x height x width: bytes, or floats where it has them. The header is that of the shape
 * it declares, whatever follows: fewer or more bytes are told as of any array.
 */
export const npyOfDatum = (bytes: Uint8Array, { shape, data, floats }: Datum): Uint8Array => {
  const values = data === undefined && floats > 0 ? floatsOf(bytes, floats) : bytes.subarray(...(data ?? [0, 0]));
  const sides = shape.map((side) => Math.max(0, side));
  return Buffer.concat([npyHead(data === undefined && floats > 0 ? '<f4' : '|u1', sides), values]);
};
