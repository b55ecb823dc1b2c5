import { isUtf8 } from 'node:buffer';
import type { ByteSource } from '../model/byte-source.ts';
import type { EntryProblem } from '../model/entry.ts';
import { elementsIn } from '../model/shape.ts';

/** What the header says of one tensor, held against the file: its bytes are there, and as many as type and shape ask for. */
export interface Tensor {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Of the first byte, in the file. */
  readonly offset: number;
  readonly bytes: number;
}

export type Tensors = { readonly tensors: readonly Tensor[] } | { readonly problem: EntryProblem };

const LENGTH_BYTES = 8;
/** The format's own limit. */
const MAX_HEADER_BYTES = 100_000_000;
/** Ours: some 300,000 tensors. */
const MAX_READ_BYTES = 32 * 2 ** 20;
const METADATA = '__metadata__';

/** Bits of an element. Of a type that is not here nothing is known, and its size is not asked after. */
const BITS: ReadonlyMap<string, number> = new Map([
  ...['F64', 'I64', 'U64', 'C64'].map((dtype) => [dtype, 64] as const),
  ...['F32', 'I32', 'U32'].map((dtype) => [dtype, 32] as const),
  ...['F16', 'BF16', 'I16', 'U16'].map((dtype) => [dtype, 16] as const),
  ...['I8', 'U8', 'BOOL', 'F8_E4M3', 'F8_E5M2', 'F8_E8M0', 'F8_E4M3FNUZ', 'F8_E5M2FNUZ'].map(
    (dtype) => [dtype, 8] as const,
  ),
  ...['F6_E2M3', 'F6_E3M2'].map((dtype) => [dtype, 6] as const),
  ['F4', 4],
]);

/** Why the header is none. */
class HeaderError extends Error {
  override readonly name = 'HeaderError';
}

const LONE_SURROGATE = /\p{Surrogate}/u;
const BLANK = /[ \t\r\n]*/y;
const STRUCTURE = /[^"{}[\],]*/y;

/** Reads one JSON object member by member, so that a name given twice is seen; JSON.parse would keep the later one. */
const createReader = (text: string) => {
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const [found] = pattern.exec(text) ?? [];
    at += found?.length ?? 0;
    return found;
  };
  const skipBlanks = () => take(BLANK);
  /** Step by step: a pattern would keep a place to come back to for each escape. */
  const takeString = (): string | undefined => {
    if (text[at] !== '"') return undefined;
    const from = at;
    at += 1;
    while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
    if (at >= text.length) return undefined;
    at += 1;
    return text.slice(from, at);
  };
  const accept = (character: string): boolean => {
    skipBlanks();
    if (text[at] !== character) return false;
    at += 1;
    return true;
  };
  const expect = (character: string): void => {
    if (!accept(character)) throw new HeaderError(`no ${character} at character ${at} of the header`);
  };
  /** To the end of the value: behind its last bracket, or before the comma or bracket that follows it. */
  const value = (): string => {
    skipBlanks();
    const from = at;
    let depth = 0;
    while (at < text.length) {
      if (text[at] === '"') {
        if (takeString() === undefined) break;
      } else if (text[at] === '{' || text[at] === '[') {
        depth += 1;
        at += 1;
      } else if (text[at] === '}' || text[at] === ']') {
        if (depth === 0) break;
        depth -= 1;
        at += 1;
        if (depth === 0) break;
      } else if (text[at] === ',') {
        if (depth === 0) break;
        at += 1;
      } else take(STRUCTURE);
    }
    return text.slice(from, at);
  };
  const isEnd = (): boolean => {
    skipBlanks();
    return at === text.length;
  };
  return {
    accept,
    expect,
    value,
    isEnd,
    string: () => {
      skipBlanks();
      return takeString();
    },
  };
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new HeaderError('the header is no JSON');
  }
};

/** The members of the header's object, each with its value's text. */
const membersOf = (text: string): ReadonlyMap<string, string> => {
  const reader = createReader(text);
  const members = new Map<string, string>();
  reader.expect('{');
  if (!reader.accept('}')) {
    do {
      const quoted = reader.string();
      if (quoted === undefined) throw new HeaderError('a tensor without a name');
      const name = parse(quoted) as string;
      if (LONE_SURROGATE.test(name)) throw new HeaderError('a name that is no text');
      reader.expect(':');
      if (members.has(name)) throw new HeaderError(`two tensors of the name ${JSON.stringify(name)}`);
      members.set(name, reader.value());
    } while (reader.accept(','));
    reader.expect('}');
  }
  if (!reader.isEnd()) throw new HeaderError('more than one object in the header');
  return members;
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const counts = (value: unknown, of: string): readonly number[] => {
  const isCount = (each: unknown): boolean => Number.isSafeInteger(each) && (each as number) >= 0;
  if (!Array.isArray(value) || !value.every(isCount)) throw new HeaderError(`${of} is no list of whole numbers from 0`);
  return value as readonly number[];
};

const checkMetadata = (text: string | undefined): void => {
  const metadata = parse(text ?? 'null');
  if (metadata === null) return;
  if (!isObject(metadata) || !Object.values(metadata).every((value) => typeof value === 'string')) {
    throw new HeaderError(`${METADATA} holds something other than text`);
  }
};

const tensorOf = (name: string, text: string, dataOffset: number): Tensor => {
  const said = JSON.stringify(name);
  const info = parse(text);
  if (!isObject(info) || typeof info.dtype !== 'string') throw new HeaderError(`tensor ${said} has no dtype`);
  const shape = counts(info.shape, `the shape of ${said}`);
  const offsets = counts(info.data_offsets, `data_offsets of ${said}`);
  const [start = 0, end = 0] = offsets;
  if (offsets.length !== 2 || end < start) throw new HeaderError(`data_offsets of ${said} are no range`);
  const bits = BITS.get(info.dtype);
  const elements = elementsIn(shape);
  if (bits !== undefined && elements * bits !== (end - start) * 8) {
    const asked = `${info.dtype} (${shape.join(', ')}) takes ${(elements * bits) / 8}`;
    throw new HeaderError(`tensor ${said} has ${end - start} bytes, ${asked}`);
  }
  return { name, dtype: info.dtype, shape, offset: dataOffset + start, bytes: end - start };
};

/** In the order of their bytes, which must follow one another without a gap. */
const inOrder = (tensors: readonly Tensor[], dataOffset: number): { tensors: readonly Tensor[]; end: number } => {
  const sorted = tensors.toSorted((a, b) => a.offset - b.offset || a.bytes - b.bytes);
  let end = dataOffset;
  for (const { name, offset, bytes } of sorted) {
    const apart = offset > end ? `leaves a gap of ${offset - end} bytes` : `shares ${end - offset} bytes`;
    if (offset !== end) throw new HeaderError(`tensor ${JSON.stringify(name)} ${apart}`);
    end = offset + bytes;
  }
  return { tensors: sorted, end };
};

const problem = (kind: EntryProblem['kind'], detail: string, offset?: number): { problem: EntryProblem } => ({
  problem: { kind, detail, ...(offset !== undefined && { offset }) },
});

/**
 * Reads the header of a safetensors file and holds it to the format's rules (huggingface.co/docs/safetensors, "Format"): tensors without
 * gaps and overlaps, as many bytes as type and shape ask for, no name twice, and the file ends with the last. Throws what `source.read` throws.
 */
export const readSafetensors = (source: ByteSource): Tensors => {
  const lead = Buffer.alloc(LENGTH_BYTES + 1);
  const led = source.read(0, lead);
  if (led < LENGTH_BYTES) return problem('truncated', `${source.size} bytes, before the header’s length ends`, led);
  const long = lead.readBigUInt64LE(0);
  if (long > MAX_HEADER_BYTES || long < 2) return problem('malformed', `a header of ${long} bytes`, 0);
  // Before the length is believed: text files have one too.
  if (led > LENGTH_BYTES && lead[LENGTH_BYTES] !== 0x7b) {
    return problem('malformed', 'the header does not begin with {', LENGTH_BYTES);
  }
  const length = Number(long);
  const dataOffset = LENGTH_BYTES + length;
  if (dataOffset > source.size) {
    return problem('truncated', `the header ends after ${source.size - LENGTH_BYTES} of ${length} bytes`, source.size);
  }
  if (length > MAX_READ_BYTES) return problem('limit', `a header of ${length} bytes, limit ${MAX_READ_BYTES}`, 0);
  const header = Buffer.alloc(length);
  if (source.read(LENGTH_BYTES, header) < length) return problem('truncated', 'the header is cut', source.size);
  if (!isUtf8(header)) return problem('malformed', 'the header is no UTF-8', LENGTH_BYTES);
  try {
    const members = new Map(membersOf(header.toString('utf8')));
    checkMetadata(members.get(METADATA));
    members.delete(METADATA);
    const listed = [...members].map(([name, text]) => tensorOf(name, text, dataOffset));
    const { tensors, end } = inOrder(listed, dataOffset);
    if (end > source.size) return problem('truncated', `${source.size} of ${end} bytes`, source.size);
    if (end === source.size) return { tensors };
    return problem('malformed', `${source.size - end} bytes after the last tensor`, end);
  } catch (error) {
    if (error instanceof HeaderError) return problem('malformed', error.message, LENGTH_BYTES);
    throw error;
  }
};
