import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { wrongPage } from '../../src/storage/parquet-checksums.ts';

const zigzag = (value: number): number[] => {
  let rest = BigInt.asUintN(32, BigInt((value << 1) ^ (value >> 31)));
  const bytes: number[] = [];
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return [...bytes, Number(rest)];
};

/** A page as parquet.thrift has it, compact protocol: type, two sizes and the checksum. */
const page = (text: string, sum = crc32(text)): Buffer => {
  const fields = [0, text.length, text.length, sum | 0];
  return Buffer.concat([Buffer.from([...fields.flatMap((value) => [0x15, ...zigzag(value)]), 0]), Buffer.from(text)]);
};
/** Without a checksum. */
const plain = (text: string): Buffer =>
  Buffer.concat([
    Buffer.from([0x15, 0, 0x15, ...zigzag(text.length), 0x15, ...zigzag(text.length), 0]),
    Buffer.from(text),
  ]);

describe('checksums of pages', () => {
  it('are found right', () => {
    expect(wrongPage(Buffer.concat([page('dictionary'), page('values')]))).toBeUndefined();
  });

  it('name the first page that is not what they were made of', () => {
    expect(wrongPage(Buffer.concat([page('dictionary'), page('values', 1), page('more', 2)]))).toBe(1);
  });

  it('may be missing', () => {
    expect(wrongPage(Buffer.concat([plain('dictionary'), page('values', 1)]))).toBe(1);
    expect(wrongPage(plain('dictionary'))).toBeUndefined();
  });

  it('are not sought behind what is no page', () => {
    expect(wrongPage(page('values', 1).subarray(0, 8))).toBeUndefined();
    expect(wrongPage(Buffer.from('no page at all, but text that goes on for a while'))).toBeUndefined();
  });
});
