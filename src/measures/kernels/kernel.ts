const PAGE_BYTES = 65_536;

export interface Kernel<Exports> {
  readonly exports: Exports;
  readonly memory: WebAssembly.Memory;
}

const modules = new Map<string, WebAssembly.Module>();

/** A fresh instance, with a memory of its own, of a kernel given as base64; compiled once per process. */
export const instantiateKernel = <Exports>(base64: string): Kernel<Exports> => {
  let module = modules.get(base64);
  if (module === undefined) {
    module = new WebAssembly.Module(Buffer.from(base64, 'base64'));
    modules.set(base64, module);
  }
  const exports = new WebAssembly.Instance(module).exports;
  return { exports: exports as Exports, memory: exports.memory as WebAssembly.Memory };
};

/** Grows a memory to at least `bytes`. Views made before are detached then. Throws RangeError when it cannot be had. */
export const reserve = (memory: WebAssembly.Memory, bytes: number): void => {
  const missing = bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
};
