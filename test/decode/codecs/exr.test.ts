import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { unpackExrBlock } from '../../../src/decode/codecs/exr-block.ts';
import { blocksOf } from '../../../src/decode/container/exr-blocks.ts';
import type { ExrPart } from '../../../src/decode/container/exr-header.ts';
import { PACKED } from './exr-samples.ts';

const partOf = ({ compression, width, height, channels }: (typeof PACKED)[number]): ExrPart => ({
  left: 0,
  top: 0,
  width,
  height,
  compression,
  channels: channels.map((sample, at) => ({ name: `${at}`, sample, isLogarithmic: false, xStep: 1, yStep: 1 })),
  isDeep: false,
  lacking: [],
});

describe.each(PACKED)('a chunk packed by $compression', (sample) => {
  const packed = Buffer.from(sample.base64, 'base64');
  const part = partOf(sample);
  const [block] = [...blocksOf(part)] as [ReturnType<typeof blocksOf> extends Generator<infer B> ? B : never];

  it('gives the bits that OpenEXR itself gives', () => {
    const raw = unpackExrBlock(packed, block, part);
    expect(raw).toHaveLength(block.rawBytes);
    expect(createHash('sha256').update(raw!).digest('hex').slice(0, 16)).toBe(sample.sha256);
  });

  it('gives nothing when cut at any byte', () => {
    for (let bytes = 0; bytes < packed.length; bytes += 1) {
      expect(unpackExrBlock(packed.subarray(0, bytes), block, part)).toBeUndefined();
    }
  });

  it('gives nothing or so many bytes, whatever single bit is flipped', () => {
    for (let bit = 0; bit < packed.length * 8; bit += 7) {
      const damaged = Buffer.from(packed);
      damaged[bit >> 3]! ^= 1 << (bit & 7);
      expect(unpackExrBlock(damaged, block, part)?.length ?? block.rawBytes).toBe(block.rawBytes);
    }
  });
});
