import { instantiateKernel, type Kernel, reserve } from '../../measures/kernels/kernel.ts';
import { KEPT_BYTES, keepsMemory } from '../kept-memory.ts';

/** What `reserve` left out of account: kernels read and write vectors past the last byte. */
const SLACK_BYTES = 1024;

/**
 * Hands out a kernel, instantiated at the first call, whose memory holds at least `bytes` bytes. What an earlier call left there is
 * gone. Throws RangeError when so much memory cannot be had.
 */
export const createArena = <Exports>(wasm: string): ((bytes: number) => Kernel<Exports>) => {
  let kernel: Kernel<Exports> | undefined;
  keepsMemory(() => {
    const kept = kernel?.memory.buffer.byteLength ?? 0;
    if (kept <= KEPT_BYTES) return 0;
    kernel = undefined;
    return kept;
  });
  return (bytes) => {
    kernel ??= instantiateKernel<Exports>(wasm);
    reserve(kernel.memory, bytes + SLACK_BYTES);
    return kernel;
  };
};
