import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toBilevel } from '../../src/measures/bilevel.ts';
import { BILEVEL_WASM } from '../../src/measures/kernels/bilevel.wasm.ts';
import { instantiateKernel, reserve } from '../../src/measures/kernels/kernel.ts';

interface BilevelExports {
  readonly bilevel: (source: number, width: number, height: number, target: number, scratch: number) => number;
}
const { exports, memory } = instantiateKernel<BilevelExports>(BILEVEL_WASM);
const TARGET = 2 ** 17;
const SCRATCH = 2 ** 18;
reserve(memory, SCRATCH + 2 ** 16);

const throughKernel = (data: Uint8Array, width: number, height: number) => {
  new Uint8Array(memory.buffer).set(data);
  const crowding = exports.bilevel(0, width, height, TARGET, SCRATCH);
  return { crowding, data: new Uint8Array(memory.buffer, TARGET, data.length).slice() };
};

describe('the bilevel preview', () => {
  it('is white where nothing has contrast', () => {
    const flat = new Uint8Array(40 * 30).fill(20);
    expect(new Set(toBilevel({ width: 40, height: 30, data: flat }).data)).toEqual(new Set([255]));
  });

  it('finds ink under uneven light, where one threshold for all would not', () => {
    const width = 64;
    const light = (x: number) => 100 + 2 * x;
    const isInk = (x: number, y: number) => ((x >> 2) + (y >> 2)) % 2 === 0;
    const data = Uint8Array.from({ length: width * width }, (_, at) => {
      const [x, y] = [at % width, Math.floor(at / width)];
      return isInk(x, y) ? light(x) - 90 : light(x);
    });
    const bilevel = toBilevel({ width, height: width, data }).data;
    const wrong = bilevel.filter((level, at) => (level === 0) !== isInk(at % width, Math.floor(at / width)));
    expect(wrong.length).toBe(0);
    expect(light(0)).toBeLessThan(light(63) - 90);
  });

  it('is the same from the WASM kernel, byte for byte', () => {
    const side = fc.integer({ min: 8, max: 90 });
    const spread = fc.constantFrom(255, 170, 161, 160, 3);
    fc.assert(
      fc.property(side, side, spread, fc.infiniteStream(fc.nat(255)), (width, height, most, levels) => {
        const data = Uint8Array.from({ length: width * height }, () => 60 + (levels.next().value % (most + 1)) / 2);
        const twin = toBilevel({ width, height, data });
        const kernel = throughKernel(data, width, height);
        expect(Buffer.compare(kernel.data, twin.data)).toBe(0);
        expect(kernel.crowding).toBe(twin.crowding);
      }),
      { numRuns: 80 },
    );
  });
});
