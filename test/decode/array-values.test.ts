import { describe, expect, it } from 'vitest';
import { arrayValues } from '../../src/decode/array-values.ts';

const valuesOf = (dtype: string, byteOrder: 'little' | 'big' | 'none', ...bytes: number[]) => {
  const values = arrayValues({ dtype, byteOrder }, Uint8Array.from(bytes));
  return values && [...values];
};

describe('the values of an array', () => {
  it('are read in the order of their bytes', () => {
    expect(valuesOf('i2', 'little', 0xfe, 0xff, 1, 0)).toEqual([-2, 1]);
    expect(valuesOf('i2', 'big', 0xff, 0xfe, 0, 1)).toEqual([-2, 1]);
    expect(valuesOf('f4', 'big', 0x3f, 0xc0, 0, 0)).toEqual([1.5]);
    expect(valuesOf('u8', 'little', 5, 0, 0, 0, 0, 0, 0, 0)).toEqual([5]);
  });

  it('of half precision keep subnormals, infinities and NaN', () => {
    expect(valuesOf('f2', 'little', 0x01, 0x00, 0x00, 0x7c, 0x00, 0xfc, 0x01, 0x7e, 0x00, 0xc0)).toEqual([
      2 ** -24,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      Number.NaN,
      -2,
    ]);
  });

  it('of bfloat16 are the upper half of a float32', () => {
    expect(valuesOf('bf2', 'little', 0x80, 0x3f, 0x80, 0xff, 0x01, 0x00)).toEqual([
      1,
      Number.NEGATIVE_INFINITY,
      2 ** -133,
    ]);
  });

  it('are none where they are no real numbers', () => {
    expect(valuesOf('c8', 'little', 0, 0, 0, 0, 0, 0, 0, 0)).toBeUndefined();
    expect(valuesOf('U1', 'little', 65, 0, 0, 0)).toBeUndefined();
  });
});
