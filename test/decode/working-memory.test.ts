import { describe, expect, it } from 'vitest';
import { readFirstPage } from '../../src/decode/first-page.ts';
import { examineWith, limitsWith } from './pictures.ts';

/** Files of a few bytes whose sizes are within the limits, and for which a decoder would ask for more than a worker may hold. */
const riff = (type: string, data: readonly number[]): Buffer => {
  const body = Buffer.from([...Buffer.from(`WEBP${type}`), data.length, 0, 0, 0, ...data]);
  return Buffer.from([...Buffer.from('RIFF'), body.length, 0, 0, 0, ...body]);
};
/** VP8L: 14 bits of width less one, 14 of height less one. */
const webp = (width: number, height: number): Buffer => {
  const packed = (width - 1) | ((height - 1) << 14);
  return riff('VP8L', [0x2f, packed & 255, (packed >> 8) & 255, (packed >> 16) & 255, packed >>> 24, 0, 0, 0]);
};
const u16 = (value: number): readonly number[] => [value & 255, value >> 8];
const gifFrame = (side: number): readonly number[] => [0x2c, 0, 0, 0, 0, ...u16(side), ...u16(side), 0, 2, 1, 0x2c, 0];
const gif = (...frames: readonly number[]): Buffer =>
  Buffer.from([...Buffer.from('GIF89a'), ...u16(8), ...u16(8), 0, 0, 0, ...frames, 0x3b]);
const qoi = (side: number): Buffer => {
  const head = Buffer.alloc(14);
  head.write('qoif');
  head.writeUInt32BE(side, 4);
  head.writeUInt32BE(side, 8);
  head[12] = 4;
  // Runs of 62 pixels: what is declared might be there.
  return Buffer.concat([head, Buffer.alloc(Math.ceil(side ** 2 / 62), 0xfd), Buffer.from([0, 0, 0, 0, 0, 0, 0, 1])]);
};

describe('what would take a decoder too much memory is over a limit, whatever its worker holds', () => {
  it.each([
    ['a lossless WebP', webp(13_300, 13_300), 'webp'],
    ['a Radiance picture', Buffer.from('#?RADIANCE\n\n-Y 9000 +X 9000\n'), 'hdr'],
    ['a GIF whose two frames reach beyond its screen', gif(...gifFrame(12_000), ...gifFrame(12_000)), 'gif'],
  ])('%s', async (_name, bytes, extension) => {
    const { facets, faults } = await examineWith()(bytes, extension);
    expect(faults).toMatchObject([{ kind: 'limit', cause: 'decoder-memory' }]);
    expect(facets.decoding).toBeUndefined();
  });

  it('but not one that is a little smaller', async () => {
    const { faults } = await examineWith()(webp(8_000, 8_000), 'webp');
    expect(faults).not.toMatchObject([{ kind: 'limit' }]);
  });
});

it('draws no picture of what decodes to more than 512 MiB', async () => {
  expect(await readFirstPage(qoi(11_700), 'qoi', limitsWith())).toBeUndefined();
});
