import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesFromKey, keyFromBytes } from '../../src/model/path-key.ts';

const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  // Bytes around the borders of UTF-8, and percent signs that look like escapes.
  fc
    .array(
      fc.constantFrom(
        0x25,
        0x34,
        0x31,
        0x46,
        0x66,
        0x80,
        0xbf,
        0xc0,
        0xc3,
        0xa9,
        0xe2,
        0x82,
        0xed,
        0xa0,
        0xf0,
        0x9f,
        0xf4,
        0xff,
      ),
      {
        maxLength: 12,
      },
    )
    .map((bytes) => Uint8Array.from(bytes)),
);

describe('path keys', () => {
  it('give back the bytes of any name', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => Buffer.compare(bytesFromKey(keyFromBytes(bytes)), bytes) === 0),
      { numRuns: 2_000 },
    );
  });

  it('differ for different names', () => {
    fc.assert(
      fc.property(anyBytes, anyBytes, (a, b) => (Buffer.compare(a, b) === 0) === (keyFromBytes(a) === keyFromBytes(b))),
      { numRuns: 2_000 },
    );
  });

  it('leave UTF-8 as it is, and spell out the rest', () => {
    expect(keyFromBytes(Buffer.from('猫/é.jpg'))).toBe('猫/é.jpg');
    expect(keyFromBytes(Buffer.from([0x61, 0xe9, 0x2e]))).toBe('a%E9.');
    expect(keyFromBytes(Buffer.from('100%.jpg'))).toBe('100%25.jpg');
  });

  it('are equal part by part and as a whole', () => {
    fc.assert(
      fc.property(anyBytes, anyBytes, (a, b) => {
        const joined = keyFromBytes(Buffer.concat([a, Buffer.from('/'), b]));
        return joined === `${keyFromBytes(a)}/${keyFromBytes(b)}`;
      }),
      { numRuns: 1_000 },
    );
  });
});
