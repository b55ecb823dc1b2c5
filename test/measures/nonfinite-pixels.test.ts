import { describe, expect, it } from 'vitest';
import { createPixelScan } from '../../src/measures/nonfinite-pixels.ts';

describe('non-finite pixels', () => {
  it('counts each kind and names the first place by page, row, column and channel', () => {
    const scan = createPixelScan();
    scan.add({ data: Float32Array.from([0, 1, 2, 3, 4, 5]), width: 1, channels: 3 });
    scan.add({
      data: Float32Array.from([0, 0, 0, 0, 0, 0, 0, Number.NaN, Infinity, -Infinity, 0, Number.NaN]),
      width: 2,
      channels: 3,
    });
    expect(scan.result()).toEqual({
      samples: 18,
      nan: { count: 2, first: { page: 1, x: 0, y: 1, channel: 1 } },
      positiveInfinity: { count: 1, first: { page: 1, x: 0, y: 1, channel: 2 } },
      negativeInfinity: { count: 1, first: { page: 1, x: 1, y: 1, channel: 0 } },
    });
  });

  it('finds nothing in the largest and smallest finite values', () => {
    const scan = createPixelScan();
    scan.add({ data: Float64Array.from([Number.MAX_VALUE, -Number.MAX_VALUE, 5e-324, 0]), width: 2, channels: 1 });
    expect(scan.result()).toEqual({ samples: 4 });
  });
});
