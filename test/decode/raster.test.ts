import { describe, expect, it } from 'vitest';
import { lumaOfRaster, type Raster } from '../../src/decode/raster.ts';

const lumaOf = (raster: Raster): number[] => {
  const luma = new Uint8Array(raster.width * raster.height);
  lumaOfRaster(raster, luma);
  return [...luma];
};

describe('luma of a raster', () => {
  it('mixes red, green and blue by BT.601 and drops alpha', () => {
    const data = Uint8Array.from([255, 0, 0, 9, 0, 255, 0, 9, 0, 0, 255, 9, 255, 255, 255, 0]);
    expect(lumaOf({ width: 4, height: 1, channels: 4, data, white: 255 })).toEqual([76, 150, 29, 255]);
  });

  it('scales by the value that means white', () => {
    expect(lumaOf({ width: 3, height: 1, channels: 1, data: Uint16Array.from([0, 512, 1023]), white: 1023 })).toEqual([
      0, 128, 255,
    ]);
  });

  it('stretches floats over their finite values', () => {
    const data = Float32Array.from([Number.NaN, -Infinity, -1, 1, 3, Infinity]);
    expect(lumaOf({ width: 6, height: 1, channels: 1, data })).toEqual([0, 0, 0, 128, 255, 255]);
  });
});
