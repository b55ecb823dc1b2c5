import type { ByteSource } from '../model/byte-source.ts';
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

/** A message, wherever its bytes are. */
interface Message {
  readonly size: number;
  readonly byteAt: (offset: number) => number;
}

/** A field, or many of `float_data` in a row. */
interface Field {
  readonly number: number;
  readonly wire: number;
  /** Of a varint; of others 0. */
  readonly value: bigint;
  readonly start: number;
  readonly end: number;
}

const FLOAT_BYTES = 4;
const MOST_VARINT_BYTES = 10;
/** The key of a `float_data` that is not packed, as protobuf 2 writes each of its values. */
const FLOAT_KEY = 6 * 8 + 5;
const FLOAT_FIELD_BYTES = 1 + FLOAT_BYTES;

/** Most messages need no more: what stands before the data, and after it. */
const FIRST_WINDOW_BYTES = 256;
const LARGEST_WINDOW_BYTES = 65_536;

const ofBytes = (bytes: Uint8Array): Message => ({ size: bytes.length, byteAt: (offset) => bytes[offset]! });

/** Reads only about what is looked at: of the data of a picture nothing. */
const ofRange = (source: ByteSource, start: number, end: number): Message => {
  let window = new Uint8Array(FIRST_WINDOW_BYTES);
  let from = 0;
  let to = 0;
  return {
    size: end - start,
    byteAt: (offset) => {
      if (offset < from || offset >= to) {
        // Who reads on where the last window ended goes on to read much.
        if (offset === to && to > 0 && window.length < LARGEST_WINDOW_BYTES) window = new Uint8Array(2 * window.length);
        from = offset;
        to = from + source.read(start + from, window.subarray(0, Math.min(window.length, end - start - from)));
      }
      return window[offset - from]!;
    },
  };
};

/** The fields of a message in order; ends with `undefined` where the bytes are none. */
function* fieldsOf({ size, byteAt }: Message): Generator<Field | undefined> {
  let at = 0;
  const varint = (): bigint | undefined => {
    let value = 0n;
    for (let i = 0; i < MOST_VARINT_BYTES && at < size; i += 1) {
      const byte = byteAt(at);
      at += 1;
      value |= BigInt(byte & 0x7f) << BigInt(7 * i);
      if (byte < 0x80) return value;
    }
    return undefined;
  };
  while (at < size) {
    let start = at;
    while (at + FLOAT_FIELD_BYTES <= size && byteAt(at) === FLOAT_KEY) at += FLOAT_FIELD_BYTES;
    if (at > start) {
      yield { number: 6, wire: 5, value: 0n, start, end: at };
      continue;
    }
    const key = varint();
    if (key === undefined || key >> 3n === 0n || key > 0xffff_ffffn) return yield undefined;
    const number = Number(key >> 3n);
    const wire = Number(key & 7n);
    start = at;
    let value = 0n;
    if (wire === 0) {
      const read = varint();
      if (read === undefined) return yield undefined;
      value = read;
    } else if (wire === 2) {
      const length = varint();
      start = at;
      if (length === undefined || length > BigInt(size - at)) return yield undefined;
      at += Number(length);
    } else if (wire === 1) at += 8;
    else if (wire === 5) at += FLOAT_BYTES;
    else return yield undefined;
    if (at > size) return yield undefined;
    yield { number, wire, value, start, end: at };
  }
}

const int32 = (value: bigint): number => Number(BigInt.asIntN(32, value));

/** Values of a field of `float_data`: each behind its own key, or packed. */
const floatsIn = ({ number, wire, start, end }: Field): number => {
  if (number !== 6) return 0;
  if (wire === 5) return Math.floor((end - start) / FLOAT_FIELD_BYTES);
  return wire === 2 ? Math.floor((end - start) / FLOAT_BYTES) : 0;
};

const datumOf = (message: Message): Datum | undefined => {
  const shape: [number, number, number] = [0, 0, 0];
  let label: number | undefined;
  let encoded = false;
  let data: Datum['data'];
  let floats = 0;
  for (const field of fieldsOf(message)) {
    if (field === undefined) return undefined;
    const { number, wire, value, start, end } = field;
    if (wire === 0 && number >= 1 && number <= 3) shape[number - 1] = int32(value);
    if (wire === 2 && number === 4) data = [start, end];
    if (wire === 0 && number === 5) label = int32(value);
    if (wire === 0 && number === 7) encoded = value !== 0n;
    floats += floatsIn(field);
  }
  return { shape, label, encoded, data, floats };
};

/** Undefined where the bytes are no Datum. */
export const readDatum = (bytes: Uint8Array): Datum | undefined => datumOf(ofBytes(bytes));

/** The same of what stands in a range of `source`, without reading its data. Throws what `source.read` throws. */
export const readDatumAt = (source: ByteSource, start: number, end: number): Datum | undefined =>
  datumOf(ofRange(source, start, end));

const floatsOf = (bytes: Uint8Array, count: number): Uint8Array => {
  const values = new Uint8Array(count * FLOAT_BYTES);
  let to = 0;
  for (const field of fieldsOf(ofBytes(bytes))) {
    const floats = field === undefined ? 0 : floatsIn(field);
    const stride = field?.wire === 5 ? FLOAT_FIELD_BYTES : FLOAT_BYTES;
    for (let i = 0; i < floats; i += 1) {
      // A value's own key stands before it.
      const from = field!.start + i * stride + stride - FLOAT_BYTES;
      for (let byte = 0; byte < FLOAT_BYTES; byte += 1) values[to + byte] = bytes[from + byte]!;
      to += FLOAT_BYTES;
    }
  }
  return values;
};

/** Caffe takes `float_data` where `data` is empty (DataTransformer). */
const holdsFloats = ({ data, floats }: Datum): boolean => (data === undefined || data[0] === data[1]) && floats > 0;

/** What `data` holds. */
export const dataOf = (bytes: Uint8Array, { data }: Datum): Uint8Array => bytes.subarray(...(data ?? [0, 0]));

/**
 * The values of a Datum as a .npy file of channels x height x width: bytes, or floats where it has them. The header is that of the shape
 * it declares, whatever follows: fewer or more bytes are told as of any array.
 */
export const npyOfDatum = (bytes: Uint8Array, datum: Datum): Uint8Array => {
  const isFloat = holdsFloats(datum);
  const values = isFloat ? floatsOf(bytes, datum.floats) : dataOf(bytes, datum);
  const sides = datum.shape.map((side) => Math.max(0, side));
  return Buffer.concat([npyHead(isFloat ? '<f4' : '|u1', sides), values]);
};
