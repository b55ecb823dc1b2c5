import { readPackageWasm } from '../package-wasm.ts';
import { compileCapped } from './capped-wasm.ts';

/** What jxl-oxide-wasm 0.12.5 exports; addresses and handles are numbers, `[…, error, isError]` is how Rust's results come. */
interface JxlExports {
  readonly memory: WebAssembly.Memory;
  readonly jxlimage_new: () => number;
  readonly __wbg_jxlimage_free: (image: number, unused: number) => void;
  readonly jxlimage_set_force_srgb: (image: number, force: number) => void;
  readonly jxlimage_feedBytes: (image: number, address: number, bytes: number) => readonly [number, number, number];
  readonly jxlimage_tryInit: (image: number) => readonly [number, number, number];
  readonly jxlimage_is_loading_done: (image: number) => number;
  readonly jxlimage_num_loaded_keyframes: (image: number) => number;
  readonly jxlimage_render: (image: number, frame: number) => readonly [number, number, number];
  readonly __wbg_renderresult_free: (render: number, unused: number) => void;
  readonly renderresult_encodeToPng: (render: number) => readonly [number, number, number, number];
  readonly __wbindgen_export_2: WebAssembly.Table;
  readonly __externref_table_alloc: () => number;
  readonly __externref_table_dealloc: (at: number) => void;
  readonly __wbindgen_malloc: (bytes: number, align: number) => number;
  readonly __wbindgen_free: (address: number, bytes: number, align: number) => void;
  readonly __wbindgen_start: () => void;
}

/** The decoder gave a reason. */
export class JxlRefusal extends Error {}

/** One picture being read. Its methods throw `JxlRefusal` where the decoder gives a reason, anything else where it trapped. */
export interface JxlImage {
  readonly feed: (bytes: Uint8Array) => void;
  /** Whether the last frame is there to its last byte. */
  readonly isLoaded: () => boolean;
  readonly frames: () => number;
  readonly render: (frame: number) => void;
  readonly renderPng: (frame: number) => Uint8Array;
  readonly free: () => void;
}

export interface JxlInstance {
  readonly open: () => JxlImage;
  readonly memoryBytes: () => number;
}

let compiled: WebAssembly.Module | undefined;

/**
 * The imports that the module asks for, by their names without wasm-bindgen's hashes. The package's own glue keeps one instance for good,
 * also after a trap, and makes functions from text; decoding needs neither.
 */
const importsFor = (module: WebAssembly.Module, wasm: () => JxlExports): WebAssembly.Imports => {
  const textAt = (address: number, bytes: number): string =>
    Buffer.from(wasm().memory.buffer, address >>> 0, bytes >>> 0).toString('utf8');
  const reference = (value: unknown): number => {
    const at = wasm().__externref_table_alloc();
    wasm().__wbindgen_export_2.set(at, value);
    return at;
  };
  const known: Readonly<Record<string, (...args: number[]) => unknown>> = {
    __wbindgen_init_externref_table: () => {
      const table = wasm().__wbindgen_export_2;
      const offset = table.grow(4);
      for (const [at, value] of [undefined, null, true, false].entries()) table.set(offset + at, value);
    },
    __wbindgen_throw: (address, bytes) => {
      throw new Error(textAt(address!, bytes!));
    },
    __wbindgen_string_new: (address, bytes) => textAt(address!, bytes!),
    __wbindgen_is_undefined: (value) => Number(value === undefined),
    // It looks for a browser's name, to learn what colors it shows.
    __wbg_static_accessor_GLOBAL_THIS: () => reference({}),
  };
  const made = WebAssembly.Module.imports(module).map(({ name }) => {
    const key = Object.keys(known).find((prefix) => name === prefix || name.startsWith(`${prefix}_`));
    return [name, key === undefined ? () => 0 : known[key]!] as const;
  });
  return { wbg: Object.fromEntries(made) };
};

/** A fresh instance of jxl-oxide with a memory of its own, capped. */
export const openJxlInstance = (): JxlInstance => {
  compiled ??= compileCapped(readPackageWasm('jxl-oxide-wasm/package.json', 'jxl_oxide_wasm_bg.wasm'));
  let wasm: JxlExports;
  wasm = new WebAssembly.Instance(
    compiled,
    importsFor(compiled, () => wasm),
  ).exports as unknown as JxlExports;
  wasm.__wbindgen_start();

  const checked = (error: number, isError: number): void => {
    if (isError === 0) return;
    const text = wasm.__wbindgen_export_2.get(error);
    wasm.__externref_table_dealloc(error);
    throw new JxlRefusal(String(text));
  };

  const open = (): JxlImage => {
    const image = wasm.jxlimage_new();
    wasm.jxlimage_set_force_srgb(image, 1);
    const renderOf = (frame: number): number => {
      const [render, error, isError] = wasm.jxlimage_render(image, frame);
      checked(error, isError);
      return render;
    };
    return {
      feed: (bytes) => {
        const address = wasm.__wbindgen_malloc(bytes.length, 1) >>> 0;
        new Uint8Array(wasm.memory.buffer, address, bytes.length).set(bytes);
        const [, error, isError] = wasm.jxlimage_feedBytes(image, address, bytes.length);
        checked(error, isError);
        const [, initError, isInitError] = wasm.jxlimage_tryInit(image);
        checked(initError, isInitError);
      },
      isLoaded: () => wasm.jxlimage_is_loading_done(image) !== 0,
      frames: () => wasm.jxlimage_num_loaded_keyframes(image),
      render: (frame) => wasm.__wbg_renderresult_free(renderOf(frame), 0),
      renderPng: (frame) => {
        const [address, length, error, isError] = wasm.renderresult_encodeToPng(renderOf(frame));
        checked(error, isError);
        const png = new Uint8Array(wasm.memory.buffer, address >>> 0, length).slice();
        wasm.__wbindgen_free(address, length, 1);
        return png;
      },
      free: () => wasm.__wbg_jxlimage_free(image, 0),
    };
  };
  return { open, memoryBytes: () => wasm.memory.buffer.byteLength };
};
