// Node has WebAssembly, but its types only come with the DOM's: the little of it that kernels and decoders need.
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array);
    static imports(module: Module): readonly { readonly module: string; readonly name: string }[];
  }
  type Imports = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  class Instance {
    constructor(module: Module, imports?: Imports);
    readonly exports: Readonly<Record<string, unknown>>;
  }
  class Memory {
    constructor(descriptor: { readonly initial: number; readonly maximum?: number });
    /** Replaced when the memory grows. */
    readonly buffer: ArrayBuffer;
    /** By pages of 64 KiB; answers the former size in pages. */
    grow(pages: number): number;
  }
  class Table {
    grow(entries: number): number;
    get(at: number): unknown;
    set(at: number, value: unknown): void;
  }
}
