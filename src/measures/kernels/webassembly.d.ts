// Node has WebAssembly, but its types only come with the DOM's: the little of it that kernels need.
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array);
  }
  class Instance {
    constructor(module: Module);
    readonly exports: Readonly<Record<string, unknown>>;
  }
  class Memory {
    constructor(descriptor: { readonly initial: number; readonly maximum?: number });
    /** Replaced when the memory grows. */
    readonly buffer: ArrayBuffer;
    /** By pages of 64 KiB; answers the former size in pages. */
    grow(pages: number): number;
  }
}
