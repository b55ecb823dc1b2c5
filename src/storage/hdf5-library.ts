/** The calls of h5wasm that are used, in its own words (its hdf5_util_helpers.d.ts). */
interface Module {
  readonly FS: FileSystem;
  readonly HEAPU8: Uint8Array;
  readonly H5G_GROUP: number;
  readonly H5G_DATASET: number;
  readonly _malloc: (bytes: number) => number;
  readonly _free: (pointer: number) => void;
  readonly open: (path: string, mode: number, trackOrder: boolean, low: number, high: number) => bigint;
  readonly close_file: (file: bigint) => number;
  readonly get_names: (file: bigint, path: string, recursive: boolean) => readonly string[];
  readonly get_type: (file: bigint, path: string) => number;
  readonly get_symbolic_link: (file: bigint, path: string) => string | null;
  readonly get_dataset_metadata: (file: bigint, path: string) => Hdf5Type & Hdf5Extent;
  readonly get_dataset_filters: (
    file: bigint,
    path: string,
  ) => readonly { readonly id: number; readonly name: string }[];
  readonly get_dataset_data: (
    file: bigint,
    path: string,
    count: readonly bigint[] | null,
    offset: readonly bigint[] | null,
    strides: readonly bigint[] | null,
    pointer: bigint,
  ) => number;
}

export interface Hdf5Type {
  /** H5T_class_t. */
  readonly type: number;
  readonly size: number;
  readonly signed: boolean;
  readonly littleEndian: boolean;
  readonly enum_type?: { readonly members: Readonly<Record<string, number>> };
  readonly compound_type?: {
    readonly members: readonly (Hdf5Type & { readonly name: string; readonly offset: number })[];
  };
}
export interface Hdf5Extent {
  /** Null for a dataset without a place for elements. */
  readonly shape: readonly number[] | null;
  readonly chunks: readonly number[] | null;
  readonly virtual_sources?: readonly unknown[];
}

interface Stream {
  stream_ops: Readonly<Record<string, unknown>>;
}
interface Node extends Stream {
  usedBytes: number;
}
/** Emscripten's file system, which lives in memory. */
interface FileSystem {
  readonly ErrnoError: new (errno: number) => Error;
  readonly getStream: (descriptor: number) => Stream;
  readonly lookupPath: (path: string) => { readonly node: Node };
  readonly mkdir: (path: string) => void;
  readonly readdir: (path: string) => readonly string[];
  readonly unlink: (path: string) => void;
  readonly writeFile: (path: string, bytes: Uint8Array) => void;
}

/** The HDF5 library, and what is its own: its errors as text, and a file system in which nothing but the files under examination is. */
export interface Hdf5Library {
  readonly calls: Module;
  /** Puts a file of `size` bytes there, whose bytes `read` gives; answers its path. EIO where `read` answers undefined. */
  readonly place: (size: number, read: (offset: number, into: Uint8Array) => number | undefined) => string;
  readonly remove: (path: string) => void;
  /** What was said since this was last asked. */
  readonly errors: () => string;
  /** Its own memory is not to be trusted any more. */
  isBroken: boolean;
}

const EIO = 29;
const STDERR = 2;
const FOLDER = '/examined';
const MAX_ERROR_CHARACTERS = 20_000;
/** What is never unloaded: so many instances stay in memory at most. */
const MOST_INSTANCES = 8;

const ABSENT = new Set(['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND']);

/** The package's entry for browsers: it has no access to the real file system, so that no file can lead to another. */
const instantiate = async (earlier: number): Promise<Module> => {
  const entry = earlier === 0 ? import('h5wasm') : import(`${import.meta.resolve('h5wasm')}?${earlier}`);
  return (await (
    await entry
  ).ready) as unknown as Module;
};

const createLibrary = (calls: Module): Hdf5Library => {
  const { FS } = calls;
  let said = '';
  FS.getStream(STDERR).stream_ops = {
    ...FS.getStream(STDERR).stream_ops,
    write: (_: unknown, buffer: Uint8Array, offset: number, length: number): number => {
      const text = Buffer.from(buffer.buffer, buffer.byteOffset + offset, length).toString('latin1');
      if (said.length < MAX_ERROR_CHARACTERS) said += text;
      return length;
    },
  };
  // A dataset may say that its bytes stand in another file: devices are files too.
  for (const name of FS.readdir('/dev')) if (!['.', '..', 'shm'].includes(name)) FS.unlink(`/dev/${name}`);
  FS.mkdir(FOLDER);
  let placed = 0;
  return {
    calls,
    place: (size, read) => {
      placed += 1;
      const path = `${FOLDER}/${placed}`;
      FS.writeFile(path, new Uint8Array(0));
      const { node } = FS.lookupPath(path);
      node.usedBytes = size;
      node.stream_ops = {
        ...node.stream_ops,
        read: (_: unknown, buffer: Uint8Array, offset: number, length: number, position: number): number => {
          const count = read(position, new Uint8Array(buffer.buffer, buffer.byteOffset + offset, length));
          if (count === undefined) throw new FS.ErrnoError(EIO);
          return count;
        },
      };
      return path;
    },
    remove: FS.unlink,
    errors: () => {
      const text = said;
      said = '';
      return text;
    },
    isBroken: false,
  };
};

let current: Hdf5Library | 'absent' | undefined;
let instances = 0;

/** The library that was loaded last; 'absent' where its package is not installed; undefined before. */
export const hdf5Library = (): Hdf5Library | 'absent' | undefined => current;

/** Whether `loadHdf5` would change anything. */
export const needsHdf5 = (): boolean =>
  current === undefined || (current !== 'absent' && current.isBroken && instances < MOST_INSTANCES);

/** Loads the library where none is loaded, or where it broke down over a file. `load`: tests leave the package out. */
export const loadHdf5 = async (load: typeof instantiate = instantiate): Promise<void> => {
  if (!needsHdf5()) return;
  try {
    const calls = await load(instances);
    instances += 1;
    current = createLibrary(calls);
  } catch (error) {
    if (!ABSENT.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    current = 'absent';
  }
};
