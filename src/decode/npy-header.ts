import type { ByteSource } from '../model/byte-source.ts';
import type { Limits } from '../model/config.ts';
import type { ArrayHeader, Fault } from '../model/facets.ts';
import { type Literal, LiteralError, parsePythonLiteral, type Tuple } from './python-literal.ts';

/** What a .npy file declares before its data. */
export interface NpyHeader {
  readonly array: ArrayHeader;
  readonly elements: number;
  /** Bytes of the whole array. */
  readonly dataBytes: number;
  /** Where the data begins, in bytes. */
  readonly dataOffset: number;
  /** Set for elements in which nothing here finds what is wrong. */
  readonly unsupported?: { readonly detail: string; readonly cause: string };
}

export type ArrayFault = Fault & { readonly facet: 'array' };

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59] as const;
/** Magic, version and the header's length: 10 bytes in version 1, 12 later. */
const PREAMBLE_BYTES = 12;

const fault = (kind: Fault['kind'], detail: string, more: Partial<Fault> = {}): ArrayFault => ({
  ...more,
  facet: 'array',
  kind,
  detail,
});
const pickled = (detail: string): ArrayFault => fault('unsupported', detail, { cause: 'pickled-object' });

export const isNpy = (head: Uint8Array): boolean => MAGIC.every((byte, at) => head[at] === byte);

const startsWith = (head: Uint8Array, text: string): boolean =>
  Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, text.length)).equals(Buffer.from(text, 'latin1'));

/** What else is found under the name .npy. `head`: the file's first bytes, up to 128. */
export const foreignFault = (head: Uint8Array, size: number): ArrayFault => {
  if (size === 0) return fault('truncated', '0 bytes', { offset: 0 });
  // Protocols 2 to 5 begin with PROTO and their number.
  if (head[0] === 0x80 && head[1] !== undefined && head[1] >= 2 && head[1] <= 5) {
    return pickled(`a Python pickle, protocol ${head[1]}`);
  }
  if (startsWith(head, 'PK\x03\x04')) {
    const isTorch = Buffer.from(head).includes('data.pkl');
    return isTorch ? pickled('a PyTorch archive') : fault('unsupported', 'a zip archive (.npz?)', { cause: 'archive' });
  }
  if (startsWith(head, '\x89HDF\r\n\x1a\n')) return fault('unsupported', 'an HDF5 file', { cause: 'hdf5' });
  // A file cut inside the magic bytes is a cut .npy.
  if (MAGIC.slice(0, size).every((byte, at) => head[at] === byte))
    return fault('truncated', `${size} bytes`, { offset: size });
  return fault('malformed', 'does not begin with numpy’s magic bytes', { offset: 0, cause: 'not-npy' });
};

interface Dtype {
  readonly dtype: string;
  readonly byteOrder: ArrayHeader['byteOrder'];
  readonly itemBytes: number;
  readonly unsupported?: NpyHeader['unsupported'];
}

const DESCR = /^([<>|=]?)([?a-zA-Z])(\d*)(\[[^\]]{1,20}\])?$/;
/** Bytes of an element that numpy can have, by kind. */
const PLAIN: Readonly<Record<string, readonly number[]>> = {
  b: [1],
  i: [1, 2, 4, 8],
  u: [1, 2, 4, 8],
  f: [2, 4, 8],
  c: [8, 16],
  M: [8],
  m: [8],
};
/** x86's long double, whose bytes differ between machines. */
const EXTENDED = new Set(['f12', 'f16', 'c24', 'c32']);
const TEXT_BYTES: Readonly<Record<string, number>> = { S: 1, a: 1, U: 4, V: 1 };
/** What numpy takes for a dtype though it never writes it so: type codes without a size, names, several fields in one text. */
const UNUSUAL =
  /^[<>|=]?[?bBhHiIlLqQpPefdgFDGSUVMmc]$|^(?:bool|u?int|float|complex|str|bytes|half|single|double|longdouble)(?:8|16|32|64|128)?_?$|^\d+[a-zA-Z]|,/;

const isTuple = (literal: Literal | undefined): literal is Tuple =>
  typeof literal === 'object' && literal !== null && 'tuple' in literal;

const holdsObjects = (descr: Literal): boolean => {
  if (typeof descr === 'string') return /^[<>|=]?O/.test(descr);
  if (isTuple(descr)) return descr.tuple.some(holdsObjects);
  return Array.isArray(descr) && descr.some(holdsObjects);
};

/** bfloat16, which numpy has no name for: only headers of our own say it. */
const BFLOAT: Dtype = { dtype: 'bf2', byteOrder: 'little', itemBytes: 2 };

const dtypeOf = (descr: Literal): Dtype | ArrayFault => {
  if (holdsObjects(descr)) return pickled('an array of Python objects');
  if (typeof descr !== 'string') {
    if (!Array.isArray(descr) && !isTuple(descr)) return fault('malformed', 'descr is not a dtype');
    return fault('unsupported', 'a structured dtype', { cause: 'structured-dtype' });
  }
  const [, order = '', kind = '', digits = '', unit] = DESCR.exec(descr) ?? [];
  const size = Number(digits === '' ? Number.NaN : digits);
  const dtype = `${kind}${digits}`;
  const byteOrder = (bytes: number): ArrayHeader['byteOrder'] => {
    if (bytes === 1 || order === '|') return 'none';
    return order === '>' ? 'big' : 'little';
  };
  if (kind === '?' && digits === '') return { dtype: 'b1', byteOrder: 'none', itemBytes: 1 };
  if (EXTENDED.has(dtype)) {
    const unsupported = { detail: `long double (${dtype})`, cause: 'extended-precision' };
    return { dtype, byteOrder: byteOrder(size), itemBytes: size, unsupported };
  }
  const notNumbers = { detail: `no numbers (${dtype}${unit ?? ''})`, cause: 'not-numbers' };
  const textBytes = TEXT_BYTES[kind];
  if (textBytes !== undefined && Number.isSafeInteger(size) && unit === undefined) {
    return { dtype, byteOrder: byteOrder(textBytes), itemBytes: textBytes * size, unsupported: notNumbers };
  }
  const isTime = kind === 'M' || kind === 'm';
  if (UNUSUAL.test(descr)) return fault('unsupported', `dtype ${JSON.stringify(descr)}`, { cause: 'unusual-dtype' });
  if (PLAIN[kind]?.includes(size) !== true || (unit !== undefined && !isTime)) {
    return fault('malformed', `unknown dtype ${JSON.stringify(descr)}`);
  }
  return { dtype, byteOrder: byteOrder(size), itemBytes: size, ...(isTime && { unsupported: notNumbers }) };
};

const shapeOf = (literal: Literal | undefined, limits: Limits): readonly number[] | ArrayFault => {
  if (!isTuple(literal)) return fault('malformed', 'shape is not a tuple');
  const shape = literal.tuple;
  if (!shape.every((side): side is number => Number.isSafeInteger(side) && (side as number) >= 0)) {
    return fault('malformed', 'shape holds something other than whole numbers from 0');
  }
  if (shape.length <= limits.maxDimensions) return shape;
  return fault('limit', `${shape.length} dimensions, limit ${limits.maxDimensions}`);
};

const declared = (text: string): ReadonlyMap<Literal, Literal> | ArrayFault => {
  try {
    const literal = parsePythonLiteral(text);
    if (!(literal instanceof Map)) return fault('malformed', 'the header is not a dict');
    for (const key of ['descr', 'fortran_order', 'shape']) {
      if (!literal.has(key)) return fault('malformed', `the header lacks '${key}'`);
    }
    if (literal.size > 3) return fault('malformed', 'the header has keys that numpy does not know');
    return literal;
  } catch (error) {
    if (error instanceof LiteralError) return fault('malformed', `header, character ${error.at}: ${error.message}`);
    throw error;
  }
};

const isFault = (value: object): value is ArrayFault => 'facet' in value;

interface Reading {
  readonly source: ByteSource;
  readonly dataOffset: number;
  readonly limits: Limits;
}

const headerOf = (text: string, { source, dataOffset, limits }: Reading): NpyHeader | ArrayFault => {
  const dict = declared(text);
  if (isFault(dict)) return dict;
  const fortran = dict.get('fortran_order');
  if (typeof fortran !== 'boolean') return fault('malformed', 'fortran_order is neither True nor False');
  const descr = dict.get('descr')!;
  const dtype = source.isVirtual === true && descr === '<bf2' ? BFLOAT : dtypeOf(descr);
  if (isFault(dtype)) return dtype;
  const shape = shapeOf(dict.get('shape'), limits);
  if (isFault(shape)) return shape;
  const elements = shape.includes(0) ? 0 : shape.reduce((product, side) => product * side, 1);
  const dataBytes = elements * dtype.itemBytes;
  if (!Number.isSafeInteger(elements) || !Number.isSafeInteger(dataBytes)) {
    return fault('malformed', `shape (${shape.join(', ')}) has more elements than any file`);
  }
  const { itemBytes: _, unsupported, ...kind } = dtype;
  return { array: { ...kind, shape, fortran }, elements, dataBytes, dataOffset, ...(unsupported && { unsupported }) };
};

/**
 * Reads the header of a .npy file, versions 1 to 3 (numpy's format.py). `head`: the file's first bytes, at least 12 where it has as
 * many. The declared length is checked before anything so long is read.
 */
export const readNpyHeader = (source: ByteSource, head: Uint8Array, limits: Limits): NpyHeader | ArrayFault => {
  if (!isNpy(head)) return foreignFault(head, source.size);
  const version = head[6];
  const minor = head[7] ?? 0;
  if (version !== undefined && (version < 1 || version > 3 || minor !== 0)) {
    return fault('unsupported', `version ${version}.${minor} of the format`, { offset: 6, cause: 'version' });
  }
  const begin = version === 1 ? 10 : PREAMBLE_BYTES;
  if (source.size < begin) return fault('truncated', `${source.size} bytes`, { offset: source.size });
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > limits.maxNpyHeaderBytes) {
    return fault('limit', `a header of ${length} bytes, limit ${limits.maxNpyHeaderBytes}`, { offset: 8 });
  }
  const bytes = new Uint8Array(length);
  if (source.read(begin, bytes) < length) {
    return fault('truncated', `the header ends after ${source.size - begin} of ${length} bytes`, {
      offset: source.size,
    });
  }
  const text = new TextDecoder(version === 3 ? 'utf-8' : 'latin1').decode(bytes);
  return headerOf(text, { source, dataOffset: begin + length, limits });
};
