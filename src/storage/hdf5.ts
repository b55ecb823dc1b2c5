import type { Limits } from '../model/config.ts';
import type { EntryProblem } from '../model/entry.ts';
import { bytesFromKey, keyFromBytes } from '../model/path-key.ts';
import { elementsIn } from '../model/shape.ts';
import { type Container, wholeProblem } from './container.ts';
import { planBlocks } from './hdf5-blocks.ts';
import { type Hdf5Dataset, type Hdf5File, openHdf5 } from './hdf5-file.ts';
import type { Hdf5Type } from './hdf5-library.ts';
import type { OpenFile } from './local.ts';
import { asNpy, type StoredArray } from './virtual-npy.ts';
import type { EntryFile } from './zip-entry.ts';

const INTEGER = 0;
const FLOAT = 1;
const COMPOUND = 6;
const ENUM = 8;
/** What cannot be examined, by H5T_class_t. */
const UNREAD: Readonly<Record<number, string>> = {
  2: 'times',
  3: 'text',
  4: 'bit fields',
  5: 'opaque bytes',
  6: 'compound elements',
  7: 'references',
  9: 'elements of variable length',
  10: 'elements that are arrays',
  11: 'complex numbers of a type of their own',
};
/** Deflate, shuffle, fletcher32, szip, n-bit and scale-offset: the library's own. */
const FILTERS = new Set([1, 2, 3, 4, 5, 6]);
/** Below it no ratio is too high, as for archives. */
const RATIO_FROM_BYTES = 10 * 2 ** 20;
/** A chunk is unpacked whole. */
const MOST_CHUNK_BYTES = 256 * 2 ** 20;
/** Of so many bytes the rest is read to know whether they are sound; of more, each row is told of by itself. */
const SETTLED_BYTES = 64 * 2 ** 20;

/** h5py writes True and False so. */
const isBoolean = ({ size, enum_type }: Hdf5Type): boolean => {
  const { FALSE, TRUE, ...others } = enum_type?.members ?? {};
  return size === 1 && FALSE === 0 && TRUE === 1 && Object.keys(others).length === 0;
};

/** h5py writes complex numbers as two floats r and i. */
const complexDescr = ({ size, compound_type }: Hdf5Type): string | undefined => {
  const [real, imaginary, ...others] = compound_type?.members ?? [];
  if (real?.name !== 'r' || imaginary?.name !== 'i' || others.length > 0 || (size !== 8 && size !== 16))
    return undefined;
  const isPart = (member: typeof real, at: number): boolean =>
    member.type === FLOAT && member.size === size / 2 && member.offset === at && member.littleEndian;
  return isPart(real, 0) && isPart(imaginary, size / 2) ? `<c${size}` : undefined;
};

const SIZES: Readonly<Record<number, readonly number[]>> = {
  [INTEGER]: [1, 2, 4, 8],
  [FLOAT]: [2, 4, 8],
  [ENUM]: [1, 2, 4, 8],
};

/** The library hands out every number little-endian. */
const descrOf = (type: Hdf5Type): string | undefined => {
  if (type.type === COMPOUND) return complexDescr(type);
  if (SIZES[type.type]?.includes(type.size) !== true) return undefined;
  if (type.type === FLOAT) return `<f${type.size}`;
  if (type.type === ENUM && isBoolean(type)) return '|b1';
  return `${type.size === 1 ? '|' : '<'}${type.signed ? 'i' : 'u'}${type.size}`;
};

const unsupported = (detail: string, cause: string): EntryProblem => ({ kind: 'unsupported', detail, cause });

/** Why a dataset is not read at all. */
const refusal = (dataset: Hdf5Dataset, file: OpenFile, limits: Limits): EntryProblem | undefined => {
  const { type, size, chunks, filters } = dataset;
  const shape = dataset.shape ?? [0];
  if (dataset.virtual_sources !== undefined)
    return unsupported('a virtual dataset, whose values other files hold', 'virtual');
  if (descrOf(dataset) === undefined) {
    const odd = `numbers of ${size} bytes`;
    return unsupported(UNREAD[type] ?? odd, 'dtype');
  }
  if (type === FLOAT && size === 2 && dataset.mayBeBfloat) return unsupported('bfloat16 in HDF5', 'dtype');
  const filter = filters.find(({ id }) => !FILTERS.has(id));
  if (filter !== undefined) return unsupported(`the filter ${filter.name || filter.id}`, 'filter');
  const bytes = size * elementsIn(shape);
  if (!shape.every(Number.isSafeInteger) || !Number.isSafeInteger(bytes)) {
    return { kind: 'malformed', detail: `shape (${shape.join(', ')}) has more elements than any file` };
  }
  if (bytes > RATIO_FROM_BYTES && bytes > limits.maxEntryRatio * file.size) {
    const ratio = Math.floor(bytes / file.size);
    return { kind: 'limit', detail: `${ratio} times the file’s bytes, limits.maxEntryRatio ${limits.maxEntryRatio}` };
  }
  const chunkBytes = chunks === null ? 0 : size * elementsIn(chunks);
  if (chunkBytes <= MOST_CHUNK_BYTES) return undefined;
  return { kind: 'limit', detail: `chunks of ${chunkBytes} bytes, limit ${MOST_CHUNK_BYTES}` };
};

const unread = (problem: EntryProblem, close: () => void): StoredArray => ({
  descr: undefined,
  shape: [],
  elementBytes: 1,
  read: () => 0,
  trouble: () => problem,
  close,
});

/**
 * A dataset read in blocks, one of which is kept. One that lies in the file in one piece and as it is is read from there, as soon as
 * the library was seen to do so.
 */
const storedArray = (file: OpenFile, opened: Hdf5File, path: string, dataset: Hdf5Dataset): StoredArray => {
  const { size: elementBytes, chunks, littleEndian } = dataset;
  const shape = dataset.shape ?? [0];
  const bytes = elementBytes * elementsIn(shape);
  const blocked = { shape, chunks, elementBytes };
  const [wide, narrow] = [planBlocks(blocked, 'wide'), planBlocks(blocked, 'narrow')];
  let buffer = new Uint8Array(0);
  let block: Uint8Array = buffer;
  let blockStart = 0;
  let trouble: EntryProblem | undefined;
  let done = 0;
  const isPlain = chunks === null && littleEndian;
  /** Where the dataset begins in the file, once that is known. */
  let origin: number | undefined;

  const loadBlock = (at: number, { blockAt }: typeof wide): EntryProblem | undefined => {
    const { start, count, offset, elements } = blockAt(Math.floor(at / elementBytes));
    const length = elements * elementBytes;
    if (buffer.length < length) buffer = new Uint8Array(length);
    block = buffer.subarray(0, length);
    blockStart = offset * elementBytes;
    const read = opened.read(path, start, count, block);
    if ('value' in read) {
      const begin = read.value.offset === undefined ? -1 : read.value.offset - blockStart;
      if (isPlain && begin >= 0 && begin + bytes <= file.size) origin = begin;
      return undefined;
    }
    block = block.subarray(0, 0);
    return read.problem;
  };
  /** What spoils a block may leave the rest of it whole. */
  const load = (at: number): boolean => {
    const problem = loadBlock(at, wide) && loadBlock(at, narrow);
    if (problem !== undefined) trouble ??= { offset: at, ...problem };
    return problem === undefined;
  };
  const read = (from: number, into: Uint8Array): number => {
    let filled = 0;
    while (filled < into.length && from + filled < bytes) {
      const at = from + filled;
      if (origin !== undefined) {
        filled += file.read(origin + at, into.subarray(filled, filled + bytes - at));
        break;
      }
      if ((at < blockStart || at >= blockStart + block.length) && !load(at)) break;
      const piece = block.subarray(at - blockStart, at - blockStart + into.length - filled);
      into.set(piece, filled);
      filled += piece.length;
    }
    done = Math.max(done, from + filled);
    return filled;
  };
  const readOn = (): void => {
    // Without chunks there is no checksum: what lies in the file is sound.
    while (trouble === undefined && origin === undefined && done < bytes && load(done)) {
      done = blockStart + block.length;
    }
  };
  return {
    descr: descrOf(dataset),
    shape,
    elementBytes,
    read,
    readOn: bytes <= SETTLED_BYTES ? readOn : () => {},
    trouble: () => {
      const met = trouble;
      trouble = undefined;
      return met;
    },
    close: opened.close,
  };
};

/** One dataset of an open HDF5 file as a .npy file, read at any place. */
const openDataset = (file: OpenFile, opened: Hdf5File, path: string, limits: Limits): EntryFile => {
  const found = opened.dataset(path);
  const problem = 'problem' in found ? found.problem : refusal(found.value, file, limits);
  if ('problem' in found || problem !== undefined) {
    return asNpy(file, unread(problem!, opened.close), limits);
  }
  return asNpy(file, storedArray(file, opened, path, found.value), limits);
};

const list: Container['list'] = (file) => {
  const opened = openHdf5(file);
  if ('problem' in opened) return opened;
  const { list: listed, close } = opened.value;
  const found = listed();
  close();
  if ('problem' in found) return found;
  const keys = (paths: readonly string[]) => paths.map((path) => keyFromBytes(Buffer.from(path)));
  return { arrays: keys(found.value.datasets), others: keys(found.value.others) };
};

/** An HDF5 file: datasets in groups, by an optional peer. Throws Hdf5Crash too. `loadHdf5` must have been waited for. */
export const hdf5Container: Container = {
  list,
  index: () => (file, member, limits) => {
    const opened = openHdf5(file);
    if ('problem' in opened) return undefined;
    try {
      return openDataset(file, opened.value, bytesFromKey(member).toString('utf8'), limits);
    } catch (error) {
      opened.value.close();
      throw error;
    }
  },
  problem: (file) => (file.size === 0 ? undefined : wholeProblem(list(file))),
};
