import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instantiateKernel, reserve } from '../../src/measures/kernels/kernel.ts';
import { SHARPEN_WASM } from '../../src/measures/kernels/sharpen.wasm.ts';
import { sharpenLuma } from '../../src/measures/sharpen.ts';

interface SharpenExports {
  readonly sharpen: (source: number, width: number, height: number, target: number) => void;
}
const { exports, memory } = instantiateKernel<SharpenExports>(SHARPEN_WASM);
reserve(memory, 2 ** 18);

const throughKernel = (data: Uint8Array, width: number, height: number): Uint8Array => {
  new Uint8Array(memory.buffer).set(data);
  exports.sharpen(0, width, height, 2 ** 17);
  return new Uint8Array(memory.buffer, 2 ** 17, data.length).slice();
};

describe('the sharpened preview', () => {
  it('leaves flat fields and the outermost pixels as they are', () => {
    const flat = new Uint8Array(40 * 30).fill(200);
    expect(sharpenLuma({ width: 40, height: 30, data: flat }).data).toEqual(flat);
    const line = Uint8Array.from([1, 200, 3, 90]);
    expect(sharpenLuma({ width: 4, height: 1, data: line }).data).toEqual(line);
  });

  it('steepens an edge', () => {
    const data = Uint8Array.from({ length: 36 }, (_, at) => (at % 6 < 3 ? 100 : 160));
    expect([...sharpenLuma({ width: 6, height: 6, data }).data.subarray(6, 12)]).toEqual([100, 100, 80, 180, 160, 160]);
  });

  it('is the same from the WASM kernel, byte for byte', () => {
    const side = fc.integer({ min: 1, max: 70 });
    fc.assert(
      fc.property(side, side, fc.infiniteStream(fc.integer({ min: 0, max: 255 })), (width, height, levels) => {
        const data = Uint8Array.from({ length: width * height }, () => levels.next().value);
        const twin = sharpenLuma({ width, height, data }).data;
        expect(Buffer.compare(throughKernel(data, width, height), twin)).toBe(0);
      }),
      { numRuns: 60 },
    );
  });
});
