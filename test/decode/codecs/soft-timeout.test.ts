import { constants, crc32, deflateRawSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { decodeWithSharp } from '../../../src/decode/codecs/sharp.ts';
import { softTimeoutS } from '../../../src/decode/limits.ts';

it('gives a picture 10 s, and one more for every 10 megapixels begun', () => {
  expect(softTimeoutS(0, { softTimeoutS: 10 })).toBe(10);
  expect(softTimeoutS(10_000_000, { softTimeoutS: 10 })).toBe(11);
  expect(softTimeoutS(10_000_001, { softTimeoutS: 10 })).toBe(12);
});

const chunk = (type: string, ...data: readonly Uint8Array[]): Buffer => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), ...data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(body.length - 4, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
};

/** A black PNG of 16 bits and four channels, made of one deflated block again and again: cheap to make, slow to read. */
const slowPng = (side: number): Buffer => {
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 16, 6, 0, 0, 0]);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  const line = Buffer.alloc(1 + side * 8);
  const block = deflateRawSync(line, { finishFlush: constants.Z_FULL_FLUSH });
  const data = Array.from({ length: side }, () => block);
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', Buffer.from([0x78, 0x01]), ...data),
    chunk('IEND'),
  ]);
};

it('gives up a picture that takes too long, and calls it neither damaged nor decoded', async () => {
  const side = 20_000;
  const outcome = await decodeWithSharp(slowPng(side), { index: 0, maxPixels: side * side, timeoutS: 1 });
  expect(outcome).toMatchObject({ fault: { kind: 'timeout', cause: 'soft-timeout' } });
});
