import type { RecordSegment } from '../measures/record-scan.ts';
import type { ArrayField, ArrayHeader, Fault } from '../model/facets.ts';
import { elementsIn } from '../model/shape.ts';
import { isTuple, type Literal } from './python-literal.ts';

export type ArrayFault = Fault & { readonly facet: 'array' };

export const fault = (kind: Fault['kind'], detail: string, more: Partial<Fault> = {}): ArrayFault => ({
  ...more,
  facet: 'array',
  kind,
  detail,
});
export const pickled = (detail: string): ArrayFault => fault('unsupported', detail, { cause: 'pickled-object' });
export const isFault = (value: object): value is ArrayFault => 'facet' in value;

/** What a header's descr says of an element. */
export interface Dtype extends Pick<ArrayHeader, 'dtype' | 'byteOrder' | 'fields'> {
  readonly itemBytes: number;
  /** Set for elements in which nothing here finds what is wrong. */
  readonly unsupported?: { readonly detail: string; readonly cause: string };
  readonly segments?: readonly RecordSegment[];
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

const plainDtype = (descr: string): Dtype | ArrayFault => {
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

const holdsObjects = (descr: Literal): boolean => {
  if (typeof descr === 'string') return /^[<>|=]?O/.test(descr);
  if (isTuple(descr)) return descr.tuple.some(holdsObjects);
  return Array.isArray(descr) && descr.some(holdsObjects);
};

/** Runs of bytes that one record is cut into: far more than any table has columns. */
const MOST_SEGMENTS = 4096;

/** numpy writes a field with a title as (title, name). */
const nameOf = (literal: Literal | undefined): string | undefined => {
  if (typeof literal === 'string') return literal;
  const name = isTuple(literal) ? literal.tuple[1] : undefined;
  return typeof name === 'string' ? name : undefined;
};

/** How many times the field's type lies in it: the product of its sub-array's sides. */
const timesOf = (shape: Literal | undefined): number | undefined => {
  if (shape === undefined) return 1;
  const sides = isTuple(shape) ? shape.tuple : [shape];
  if (!sides.every((side): side is number => Number.isSafeInteger(side) && (side as number) >= 0)) return undefined;
  return elementsIn(sides);
};

interface Records {
  readonly fields: ArrayField[];
  /** Place of a field by its name; sub-arrays of records come back to it. */
  readonly places: Map<string, number>;
  readonly segments: RecordSegment[];
  bytes: number;
  longDouble?: string;
}

const BAD_RECORDS = fault('malformed', 'descr is not a structured dtype');
const isBeyond = (bytes: number): boolean => !Number.isSafeInteger(bytes);

const addPlain = (to: Records, name: string, descr: string, times: number): ArrayFault | undefined => {
  const dtype = plainDtype(descr);
  if (isFault(dtype)) return dtype;
  const bytes = dtype.itemBytes * times;
  if (isBeyond(to.bytes + bytes)) return BAD_RECORDS;
  to.bytes += bytes;
  if (bytes === 0) return undefined;
  if (dtype.unsupported !== undefined) {
    // Text, times and padding hold no number that could be wrong.
    if (dtype.unsupported.cause === 'extended-precision') to.longDouble ??= `${name} is a ${dtype.unsupported.detail}`;
    to.segments.push({ bytes });
    return undefined;
  }
  const known = to.places.get(name);
  const place = known ?? to.fields.length;
  const before = to.fields[place]?.perRecord ?? 0;
  to.fields[place] = { name, dtype: dtype.dtype, byteOrder: dtype.byteOrder, perRecord: before + times };
  to.places.set(name, place);
  to.segments.push({ bytes, field: place });
  return undefined;
};

const addFields = (to: Records, list: readonly Literal[], prefix: string): ArrayFault | undefined => {
  const names = new Set<string>();
  for (const entry of list) {
    const parts = isTuple(entry) ? entry.tuple : [];
    const [first, descr, shape] = parts;
    const name = nameOf(first);
    const times = timesOf(shape);
    if (name === undefined || descr === undefined || parts.length > 3 || times === undefined) return BAD_RECORDS;
    if (name !== '' && names.has(name)) return fault('malformed', `two fields are named ${JSON.stringify(name)}`);
    names.add(name);
    const full = `${prefix}${name}`;
    if (typeof descr === 'string') {
      const wrong = addPlain(to, full, descr, times);
      if (wrong !== undefined) return wrong;
    } else if (!Array.isArray(descr)) return BAD_RECORDS;
    else {
      for (let time = 0; time < times; time += 1) {
        const before = to.segments.length;
        const wrong = addFields(to, descr, `${full}.`);
        if (wrong !== undefined) return wrong;
        // An empty record as often as one likes is empty.
        if (to.segments.length === before) break;
      }
    }
    if (to.segments.length > MOST_SEGMENTS) {
      return fault('unsupported', `records of more than ${MOST_SEGMENTS} pieces`, { cause: 'structured-dtype' });
    }
  }
  return undefined;
};

const recordsDtype = (list: readonly Literal[]): Dtype | ArrayFault => {
  const found: Records = { fields: [], places: new Map(), segments: [], bytes: 0 };
  const wrong = addFields(found, list, '');
  if (wrong !== undefined) return wrong;
  const { fields, segments, bytes, longDouble } = found;
  const kind = { dtype: `V${bytes}`, byteOrder: 'none', itemBytes: bytes, fields } as const;
  if (longDouble !== undefined) {
    return { ...kind, unsupported: { detail: longDouble, cause: 'extended-precision' } };
  }
  if (fields.length === 0) return { ...kind, unsupported: { detail: 'no field holds numbers', cause: 'not-numbers' } };
  return { ...kind, segments };
};

/** Reads a header's descr: one of numpy's own spellings of a plain type, or a list of fields. */
export const dtypeOf = (descr: Literal): Dtype | ArrayFault => {
  if (holdsObjects(descr)) return pickled('an array of Python objects');
  if (typeof descr === 'string') return plainDtype(descr);
  if (Array.isArray(descr)) return recordsDtype(descr);
  // A type with a shape of its own, (('<f4', (2,))): numpy.save moves the shape to the array's.
  if (isTuple(descr)) return fault('unsupported', 'a structured dtype', { cause: 'structured-dtype' });
  return fault('malformed', 'descr is not a dtype');
};
