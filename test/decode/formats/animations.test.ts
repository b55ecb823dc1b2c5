import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { causesOf, examineWith, photo } from '../pictures.ts';
import { ihdr, type Layout, pngChunk, pngOf, u32 } from '../png-bytes.ts';

const examine = examineWith();

const layout: Layout = { width: 4, height: 2, depth: 8, colorType: 0, interlace: 0 };
const pixels = deflateSync(Buffer.from([0, 1, 2, 3, 4, 0, 5, 6, 7, 8]));
const control = (sequence: number, width = 4, height = 2, left = 0) =>
  pngChunk('fcTL', Buffer.concat([u32(sequence, width, height, left, 0), Buffer.from([0, 1, 0, 10, 0, 0])]));
const frameData = (sequence: number, data: Uint8Array = pixels) =>
  pngChunk('fdAT', Buffer.concat([u32(sequence), data]));
const still = pngChunk('IDAT', pixels);
const apng = (frames: number, ...chunks: Buffer[]) => pngOf(ihdr(layout), pngChunk('acTL', u32(frames, 0)), ...chunks);

describe('an animated PNG', () => {
  const told = async (bytes: Buffer) => {
    const made = await examine(bytes, 'png');
    const damage = (made.facets.container?.damage ?? []).map(({ detail }) => detail);
    return [...damage, ...causesOf(made), ...made.faults.map(({ cause }) => cause)];
  };
  it.each([
    ['that is whole', apng(2, control(0), still, control(1), frameData(2)), []],
    ['whose default picture is no frame', apng(1, still, control(0), frameData(1)), []],
    [
      'whose frame is in pieces',
      apng(1, still, control(0), frameData(1, pixels.subarray(0, 5)), frameData(2, pixels.subarray(5))),
      [],
    ],
    ['with a number left out', apng(2, control(0), still, control(1), frameData(3)), ['fdAT is not number 2']],
    ['with fewer frames than it says', apng(3, control(0), still, control(1), frameData(2)), ['2 of 3 frames']],
    [
      'with a frame beyond the canvas',
      apng(2, control(0), still, control(1, 4, 2, 1), frameData(2)),
      ['frame of 4 x 2 does not fit'],
    ],
    [
      'with a frame of too few pixels',
      apng(2, control(0), still, control(1), frameData(2, deflateSync(Buffer.from([0, 1])))),
      ['premature-end'],
    ],
  ])('%s', async (_name, bytes, expected) => {
    expect(await told(bytes)).toEqual(expected);
  });
});

describe('a hundred thousand frames', () => {
  const COUNT = 100_000;
  const refused = async (bytes: Uint8Array, extension: string) => {
    const made = await examine(bytes, extension);
    expect(made.facets.decoding).toBeUndefined();
    return made.faults.map(({ kind, cause }) => `${kind} ${cause}`);
  };

  it('of a PNG are refused undecoded, also when it says that they are two', async () => {
    const controls = Array.from({ length: COUNT }, (_, sequence) => control(sequence));
    expect(await refused(apng(2, still, Buffer.concat(controls)), 'png')).toEqual(['limit pages']);
    expect(await refused(apng(COUNT, control(0), still), 'png')).toEqual(['limit pages']);
  });

  it.each([1, 1000])('of a GIF of %d px are refused undecoded', async (side) => {
    const size = Buffer.alloc(4);
    size.writeUInt16LE(side, 0);
    size.writeUInt16LE(side, 2);
    const head = Buffer.concat([Buffer.from('GIF89a'), size, Buffer.from([0x80, 0, 0, 0, 0, 0, 255, 255, 255])]);
    const frame = Buffer.concat([Buffer.from([0x2c, 0, 0, 0, 0]), size, Buffer.from([0, 2, 2, 0x44, 1, 0])]);
    const frames = Buffer.concat(Array.from({ length: COUNT }, () => frame));
    expect(await refused(Buffer.concat([head, frames, Buffer.from([0x3b])]), 'gif')).toEqual(['limit pages']);
  });

  it('are fewer than the chunks that are looked at', async () => {
    const notes = Buffer.alloc(12 * 270_000, pngChunk('tEXt'));
    expect(await refused(pngOf(ihdr(layout), notes, still), 'png')).toEqual(['limit chunks']);
  });

  it('of a WebP are refused undecoded', async () => {
    const one = await sharp([await photo(8, 8).png().toBuffer(), await photo(8, 8, 2).png().toBuffer()], {
      join: { animated: true },
    })
      .webp()
      .toBuffer();
    const at = one.indexOf('ANMF');
    const frame = one.subarray(at, at + 8 + one.readUInt32LE(at + 4));
    const body = Buffer.concat([one.subarray(8, at), ...Array.from({ length: COUNT }, () => frame)]);
    const head = Buffer.alloc(8);
    head.write('RIFF');
    head.writeUInt32LE(body.length, 4);
    expect(await refused(Buffer.concat([head, body]), 'webp')).toEqual(['limit pages']);
  });
});
