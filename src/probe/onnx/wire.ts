/**
 * The wire format of protocol buffers (protobuf.dev/programming-guides/encoding): fields one after another, each a tag of number and wire
 * type and a payload. Groups, which ONNX never had, are refused.
 */

/** The bytes are no such message. `at` counts from the start of the file. */
export class WireError extends Error {
  override readonly name = 'WireError';
  constructor(
    readonly at: number,
    what: string,
  ) {
    super(what);
  }
}

/** A stretch of the file, so that faults can say where they are. */
export interface Span {
  readonly file: Uint8Array;
  readonly start: number;
  readonly end: number;
}

export interface Field {
  readonly number: number;
  readonly type: 'varint' | 'fixed64' | 'bytes' | 'fixed32';
  /** The payload: of a varint its 1 to 10 bytes, of 'bytes' what the length counts. */
  readonly payload: Span;
  /** The field, its tag included, as it stands in the file. */
  readonly whole: Span;
}

const WIRE_TYPES = ['varint', 'fixed64', 'bytes', undefined, undefined, 'fixed32'] as const;
const MAX_VARINT_BYTES = 10;

export const spanOf = (file: Uint8Array): Span => ({ file, start: 0, end: file.length });
export const bytesOf = ({ file, start, end }: Span): Uint8Array => file.subarray(start, end);

const varintEnd = ({ file, end }: Span, at: number): number => {
  for (let i = at; i < Math.min(end, at + MAX_VARINT_BYTES); i += 1) if (file[i]! < 0x80) return i + 1;
  throw new WireError(at, at + MAX_VARINT_BYTES > end ? 'a number is cut off' : 'a number is longer than 10 bytes');
};

/** Whole numbers up to 2^53, exact: tags, lengths. */
const smallVarint = (file: Uint8Array, start: number, end: number): number => {
  let value = 0;
  for (let i = end - 1; i >= start; i -= 1) value = value * 128 + (file[i]! & 0x7f);
  if (value > Number.MAX_SAFE_INTEGER) throw new WireError(start, 'a length is beyond any file');
  return value;
};

const payloadEnd = (
  type: Field['type'],
  message: Span,
  at: number,
): { readonly start: number; readonly end: number } => {
  if (type === 'varint') return { start: at, end: varintEnd(message, at) };
  if (type === 'fixed32') return { start: at, end: at + 4 };
  if (type === 'fixed64') return { start: at, end: at + 8 };
  const start = varintEnd(message, at);
  return { start, end: start + smallVarint(message.file, at, start) };
};

/** The fields of a message in their order. Throws WireError. Each step consumes at least two bytes. */
export function* fieldsOf(message: Span): Generator<Field> {
  const { file } = message;
  let at = message.start;
  while (at < message.end) {
    const tagEnd = varintEnd(message, at);
    const tag = smallVarint(file, at, tagEnd);
    const number = Math.floor(tag / 8);
    const type = WIRE_TYPES[tag % 8];
    if (type === undefined || number === 0) throw new WireError(at, 'a field has no type of protocol buffers');
    const { start, end } = payloadEnd(type, message, tagEnd);
    if (end > message.end) throw new WireError(at, 'a field reaches past the end of what holds it');
    yield { number, type, payload: { file, start, end }, whole: { file, start: at, end } };
    at = end;
  }
}

const demand = (field: Field, type: Field['type']): void => {
  if (field.type !== type) throw new WireError(field.whole.start, `field ${field.number} has the wrong type`);
};

const signed64 = ({ file, start, end }: Span): number => {
  let value = 0n;
  for (let i = end - 1; i >= start; i -= 1) value = (value << 7n) | BigInt(file[i]! & 0x7f);
  return Number(BigInt.asIntN(64, value));
};

/** An int64, as a double. */
export const integerOf = (field: Field): number => {
  demand(field, 'varint');
  return signed64(field.payload);
};

/** A field that holds a message, or bytes. */
export const messageOf = (field: Field): Span => {
  demand(field, 'bytes');
  return field.payload;
};

const text = new TextDecoder('utf-8');
export const textOf = (field: Field): string => text.decode(bytesOf(messageOf(field)));

const view = ({ file, start, end }: Span): DataView => new DataView(file.buffer, file.byteOffset + start, end - start);
export const floatOf = (field: Field): number => {
  demand(field, 'fixed32');
  return view(field.payload).getFloat32(0, true);
};

/** Repeated numbers: packed into one field, or one a field. */
export const integersOf = (field: Field): number[] => {
  if (field.type === 'varint') return [integerOf(field)];
  const message = messageOf(field);
  const values: number[] = [];
  for (let at = message.start; at < message.end; ) {
    const end = varintEnd(message, at);
    values.push(signed64({ file: message.file, start: at, end }));
    at = end;
  }
  return values;
};

/** Repeated floats (4 bytes) or doubles (8 bytes): packed into one field, or one a field. */
export const numbersOf = (field: Field, bytes: 4 | 8): number[] => {
  if (field.type !== 'bytes') demand(field, bytes === 4 ? 'fixed32' : 'fixed64');
  const data = view(field.payload);
  if (data.byteLength % bytes !== 0) throw new WireError(field.whole.start, 'packed numbers are cut off');
  const read = (at: number): number => (bytes === 4 ? data.getFloat32(at, true) : data.getFloat64(at, true));
  return Array.from({ length: data.byteLength / bytes }, (_, i) => read(i * bytes));
};

/** Seven bits a byte, the lowest first; a negative number as 64 bits of two's complement. */
const varint = (value: number): number[] => {
  const bytes: number[] = [];
  if (value < 0) {
    let rest = BigInt.asUintN(64, BigInt(value));
    for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
    return [...bytes, Number(rest)];
  }
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  return [...bytes, rest];
};

/** What a message is made of, without copying what is large. */
export type Pieces = readonly Uint8Array[];

export const concatenate = (pieces: Pieces): Uint8Array => {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
};

/** A field that holds a message, a string or bytes. */
export const bytesField = (number: number, pieces: Pieces): Pieces => {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  return [Uint8Array.from([...varint(number * 8 + 2), ...varint(length)]), ...pieces];
};

export const textField = (number: number, value: string): Pieces => bytesField(number, [Buffer.from(value, 'utf8')]);

/** `value`: a whole number within 2^53. */
export const integerField = (number: number, value: number): Pieces => [
  Uint8Array.from([...varint(number * 8), ...varint(value)]),
];

export const floatField = (number: number, value: number): Pieces => {
  const bytes = new DataView(new ArrayBuffer(5));
  bytes.setUint8(0, number * 8 + 5);
  bytes.setFloat32(1, value, true);
  return [new Uint8Array(bytes.buffer)];
};
