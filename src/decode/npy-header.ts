import type { RecordSegment } from '../measures/record-scan.ts';
import type { ByteSource } from '../model/byte-source.ts';
import type { Limits } from '../model/config.ts';
import type { ArrayHeader } from '../model/facets.ts';
import { elementsIn } from '../model/shape.ts';
import { type ArrayFault, type Dtype, dtypeOf, fault, isFault, pickled } from './npy-dtype.ts';
import { isTuple, type Literal, LiteralError, parsePythonLiteral } from './python-literal.ts';

/** What a .npy file declares before its data. */
export interface NpyHeader {
  readonly array: ArrayHeader;
  readonly elements: number;
  /** Bytes of the whole array. */
  readonly dataBytes: number;
  /** Where the data begins, in bytes. */
  readonly dataOffset: number;
  /** Set for elements in which nothing here finds what is wrong. */
  readonly unsupported?: Dtype['unsupported'];
  /** Of records: how their bytes belong to `array.fields`. */
  readonly segments?: readonly RecordSegment[];
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59] as const;
/** Magic, version and the header's length: 10 bytes in version 1, 12 later. */
const PREAMBLE_BYTES = 12;

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

/** bfloat16, which numpy has no name for: only headers of our own say it. */
const BFLOAT: Dtype = { dtype: 'bf2', byteOrder: 'little', itemBytes: 2 };

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
  const elements = elementsIn(shape);
  const dataBytes = elements * dtype.itemBytes;
  if (!Number.isSafeInteger(elements) || !Number.isSafeInteger(dataBytes)) {
    return fault('malformed', `shape (${shape.join(', ')}) has more elements than any file`);
  }
  const { itemBytes: _, unsupported, segments, ...kind } = dtype;
  return {
    array: { ...kind, shape, fortran },
    elements,
    dataBytes,
    dataOffset,
    ...(unsupported && { unsupported }),
    ...(segments && { segments }),
  };
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
