import type { EntryProblem } from '../model/entry.ts';
import { type Hdf5Extent, type Hdf5Library, type Hdf5Type, hdf5Library } from './hdf5-library.ts';
import type { OpenFile } from './local.ts';

/** A dataset as its header says it, and the filters that its chunks went through. */
export interface Hdf5Dataset extends Hdf5Type, Hdf5Extent {
  readonly filters: readonly { readonly id: number; readonly name: string }[];
  /** In this file floats of two bytes may be bfloat16: the library does not tell them from float16. */
  readonly mayBeBfloat: boolean;
}

/** How a datatype message says bfloat16: precision 16 from bit 0, exponent of 8 bits at 7, mantissa of 7 at 0, bias 127 (IV.A.2.d). */
const BFLOAT = Buffer.from([0, 0, 16, 0, 7, 8, 0, 7, 127, 0, 0, 0]);
/** The library reads headers in pieces no larger. */
const MAX_HEADER_PIECE_BYTES = 2 ** 16;

type Answer<Value> = { readonly value: Value } | { readonly problem: EntryProblem };

/** `offset`: where in the file all that was asked for lies in one piece, as it is; undefined where that was not seen. */
interface ReadFrom {
  readonly offset: number | undefined;
}

/** An open HDF5 file. What it holds is asked for by path, without a leading '/'. */
export interface Hdf5File {
  /** Datasets, each under one name, and names that are links, types or cannot be read. */
  readonly list: () => Answer<{ readonly datasets: readonly string[]; readonly others: readonly string[] }>;
  readonly dataset: (path: string) => Answer<Hdf5Dataset>;
  /** Fills `into` with a hyperslab, little-endian, row-major. */
  readonly read: (
    path: string,
    start: readonly number[],
    count: readonly number[],
    into: Uint8Array,
  ) => Answer<ReadFrom>;
  readonly close: () => void;
}

/** The library broke down over this file: a crash, which another process may meet alone. */
export class Hdf5Crash extends Error {
  override readonly name = 'Hdf5Crash';
}

const SIGNATURE = Buffer.from('\x89HDF\r\n\x1a\n', 'latin1');
const HDF4 = Buffer.from([0x0e, 0x03, 0x13, 0x01]);
const FIRST_USER_BLOCK_BYTES = 512;

/** The signature stands at 0, 512, 1024 and so on, doubling (HDF5 File Format Specification, II.A). */
const hasSignature = (file: OpenFile): boolean => {
  const mark = Buffer.alloc(SIGNATURE.length);
  for (let at = 0; at < file.size; at = at === 0 ? FIRST_USER_BLOCK_BYTES : at * 2) {
    if (file.read(at, mark) === mark.length && mark.equals(SIGNATURE)) return true;
  }
  return false;
};

const foreign = (file: OpenFile): EntryProblem => {
  const start = Buffer.alloc(SIGNATURE.length);
  const got = file.read(0, start);
  if (got < SIGNATURE.length && SIGNATURE.subarray(0, got).equals(start.subarray(0, got))) {
    return { kind: 'truncated', detail: `${got} bytes`, offset: got };
  }
  if (start.subarray(0, HDF4.length).equals(HDF4))
    return { kind: 'unsupported', detail: 'an HDF4 file', cause: 'hdf4' };
  return { kind: 'malformed', detail: 'no HDF5 signature', cause: 'not-hdf5', offset: 0 };
};

/** The innermost line of the library's stack of errors says what it met; those of its search for plugins do not. */
const innermost = (errors: string): string => {
  const lines = [...errors.matchAll(/ in (\w+)\(\): (.+)/g)].filter(([, name]) => !name!.startsWith('H5PL'));
  return lines.at(-1)?.[2]?.trim() ?? 'HDF5 gives no reason';
};

/** What a sound file may hold that this version of the library does not read. */
const BEYOND =
  /not registered|external (?:raw data )?file|External file list|version number|driver|not supported|unsupported/;

const problemOf = (errors: string): EntryProblem => {
  const detail = `HDF5: ${innermost(errors)}`;
  if (BEYOND.test(errors)) {
    return { kind: 'unsupported', detail, cause: 'hdf5' };
  }
  if (/truncated file/.test(errors)) return { kind: 'truncated', detail };
  // A size that no memory holds: declared by the file, but not proven wrong.
  return /allocation failed|unable to allocate/.test(errors)
    ? { kind: 'limit', detail }
    : { kind: 'malformed', detail };
};

/** WebAssembly's RuntimeError, or the stack's end. */
const isTrap = (error: unknown): boolean =>
  error instanceof RangeError || (error instanceof Error && error.name === 'RuntimeError');

/** Calls the library. Throws what reading the file threw, and Hdf5Crash. */
const createCaller = (library: Hdf5Library) => {
  let failure: unknown;
  let isPast = false;
  let hasBfloat = false;
  /** How often the library read during its last call; where and how much at last. */
  let reads = 0;
  let last = { offset: 0, bytes: 0 };
  return {
    hasBfloat: () => hasBfloat,
    /** Where the last call read `bytes` bytes, more than headers have, and nothing else. */
    onePiece: (bytes: number): number | undefined =>
      reads === 1 && last.bytes === bytes && bytes > MAX_HEADER_PIECE_BYTES ? last.offset : undefined,
    read:
      (file: OpenFile) =>
      (offset: number, into: Uint8Array): number | undefined => {
        try {
          const got = file.read(offset, into);
          reads += 1;
          last = { offset, bytes: got };
          if (got <= MAX_HEADER_PIECE_BYTES)
            hasBfloat ||= Buffer.from(into.buffer, into.byteOffset, got).includes(BFLOAT);
          // The library would take zeros for what is not there.
          if (got < into.length) isPast = true;
          return got;
        } catch (error) {
          failure ??= error;
          return undefined;
        }
      },
    /** `isDone`: whether what the library answers means success. */
    call: <Value>(act: () => Value, isDone: (value: Value) => boolean): Answer<Value> => {
      if (library.isBroken) throw new Hdf5Crash('the HDF5 library broke down before');
      library.errors();
      isPast = false;
      reads = 0;
      let value: Value | undefined;
      let isThrown = false;
      try {
        value = act();
      } catch (error) {
        if (isTrap(error)) {
          library.isBroken = true;
          throw new Hdf5Crash(`the HDF5 library broke down: ${String(error)}`);
        }
        isThrown = true;
      }
      if (failure !== undefined) throw failure;
      const errors = library.errors();
      if (isThrown || !isDone(value as Value) || errors !== '') return { problem: problemOf(errors) };
      if (isPast) return { problem: { kind: 'truncated', detail: 'HDF5: its bytes lie beyond the end of the file' } };
      return { value: value as Value };
    },
  };
};

/** Opens an HDF5 file through its descriptor: the library sees no other. Throws StorageError. Closing leaves `file` open. */
export const openHdf5 = (file: OpenFile): Answer<Hdf5File> => {
  if (!hasSignature(file)) return { problem: foreign(file) };
  const library = hdf5Library();
  if (library === undefined) throw new Error('loadHdf5 was not waited for');
  if (library === 'absent') {
    return { problem: { kind: 'unsupported', detail: 'h5wasm', cause: 'not-installed' } };
  }
  const { calls } = library;
  const caller = createCaller(library);
  const place = library.place(file.size, caller.read(file));
  const opened = caller.call(
    () => calls.open(place, 0, false, -1, -1),
    (id) => id >= 0n,
  );
  if ('problem' in opened) {
    library.remove(place);
    return opened;
  }
  const id = opened.value;
  const always = () => true;
  /** Held against the file: the library may have converted what it read. */
  const whereIs = (data: Uint8Array): number | undefined => {
    const offset = caller.onePiece(data.length);
    if (offset === undefined) return undefined;
    const there = Buffer.alloc(data.length);
    return file.read(offset, there) === data.length && there.equals(data) ? offset : undefined;
  };
  return {
    value: {
      list: () => {
        const named = caller.call(() => calls.get_names(id, '/', true), always);
        if ('problem' in named) return named;
        const datasets: string[] = [];
        const others: string[] = [];
        for (const name of named.value) {
          // Of a link that leads nowhere the library speaks as of an error.
          const link = caller.call(() => calls.get_symbolic_link(id, name), always);
          const isLink = 'value' in link && link.value !== null;
          const type = isLink ? undefined : caller.call(() => calls.get_type(id, name), always);
          const kind = type !== undefined && 'value' in type ? type.value : undefined;
          if (kind === calls.H5G_DATASET) datasets.push(name);
          else if (kind !== calls.H5G_GROUP) others.push(name);
        }
        return { value: { datasets, others } };
      },
      dataset: (path) => {
        const header = caller.call(() => calls.get_dataset_metadata(id, path), always);
        if ('problem' in header) return header;
        const filters = caller.call(() => calls.get_dataset_filters(id, path), always);
        return 'problem' in filters
          ? filters
          : { value: { ...header.value, filters: filters.value, mayBeBfloat: caller.hasBfloat() } };
      },
      read: (path, start, count, into) => {
        const pointer = calls._malloc(into.length);
        if (pointer === 0) return { problem: { kind: 'limit', detail: `no memory for ${into.length} bytes` } };
        const wide = (values: readonly number[]): readonly bigint[] => values.map(BigInt);
        const isScalar = count.length === 0;
        const done = caller.call(
          () =>
            isScalar
              ? calls.get_dataset_data(id, path, null, null, null, BigInt(pointer))
              : calls.get_dataset_data(id, path, wide(count), wide(start), wide(count.map(() => 1)), BigInt(pointer)),
          (status) => status >= 0,
        );
        if ('value' in done) into.set(calls.HEAPU8.subarray(pointer, pointer + into.length));
        calls._free(pointer);
        return 'value' in done ? { value: { offset: whereIs(into) } } : done;
      },
      close: () => {
        if (library.isBroken) return;
        caller.call(() => calls.close_file(id), always);
        library.remove(place);
      },
    },
  };
};
