import { instantiateKernel, type Kernel, reserve } from '../../measures/kernels/kernel.ts';

/** WASM memory never shrinks: above this it is dropped, instance and all, once less than half of it is asked for. */
const KEPT_BYTES = 64 * 2 ** 20;

/** What `reserve` left out of account: kernels read and write vectors past the last byte. */
const SLACK_BYTES = 1024;

/**
 * Hands out a kernel, instantiated at the first call, whose memory holds at least `bytes` bytes. What an earlier call left there is
 * gone. Throws RangeError when so much memory cannot be had.
 */
export const createArena = <Exports>(wasm: string): ((bytes: number) => Kernel<Exports>) => {
  let kernel: Kernel<Exports> | undefined;
  return (bytes) => {
    const kept = kernel?.memory.buffer.byteLength ?? 0;
    if (kernel === undefined || (kept > KEPT_BYTES && bytes < KEPT_BYTES / 2))
      kernel = instantiateKernel<Exports>(wasm);
    reserve(kernel.memory, bytes + SLACK_BYTES);
    return kernel;
  };
};
