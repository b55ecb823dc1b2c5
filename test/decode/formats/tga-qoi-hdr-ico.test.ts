import { describe, expect, it } from 'vitest';
import { readFirstPage } from '../../../src/decode/first-page.ts';
import { readHdr } from '../../../src/decode/formats/hdr.ts';
import { signatureOf } from '../../../src/decode/signature.ts';
import { causesOf, examineWith, limitsWith } from '../pictures.ts';
import {
  HDR_TEXT,
  hdr,
  icon,
  iconBitmap,
  lumaOf,
  picture,
  pngOf,
  qoi,
  qoiHead,
  tga24,
  tgaHead,
  u16,
} from './rasters.ts';

const examine = examineWith();
const kindsOf = async (bytes: Uint8Array, extension: string) =>
  (await examine(bytes, extension)).faults.map(({ kind }) => kind);
const join = (...parts: (Uint8Array | readonly number[])[]): Buffer =>
  Buffer.concat(parts.map((part) => Buffer.from(part)));

describe('a TGA', () => {
  const formatOf = async (bytes: Uint8Array, extension: string) => (await signatureOf(bytes, extension)).format;

  it('is told by its name, for nothing marks its beginning', async () => {
    for (const name of ['tga', 'icb', 'vda', 'vst']) expect(await formatOf(tga24(picture(4, 4)), name)).toBe('tga');
    expect(await formatOf(tga24(picture(4, 4)), 'jpg')).not.toBe('tga');
  });

  it('by name alone is not what its bytes say is something else', async () => {
    expect(await formatOf(await pngOf(picture(4, 4)), 'tga')).toBe('png');
    expect(await formatOf(Buffer.from('<html><body>404'), 'tga')).toBe('html');
    expect(await formatOf(Buffer.from('504b0304140000000000', 'hex'), 'tga')).toBe('zip');
  });

  it('of indices counts from the first color that it stores', async () => {
    const map = [0, 1, 1, 5, 0, 2, 0, 24, 0, 0, 0, 0, 2, 0, 1, 0, 8, 0x20, 0, 0, 0, 0, 0, 255];
    const { facets } = await examine(join(map, [6, 5]), 'tga');
    expect([...facets.preview!.data]).toEqual([76, 0]);
    expect(facets.header).toMatchObject({ color: 'palette', channels: 3 });
    expect(await kindsOf(join(map, [6, 4]), 'tga')).toEqual(['malformed']);
    expect(await kindsOf(join(map, [6, 7]), 'tga')).toEqual(['malformed']);
  });

  it('of 16 bits has five for each color', async () => {
    const { facets } = await examine(join(tgaHead(2, 2, 1, 16), u16(0x7c00, 0x7fff)), 'tga');
    expect([...facets.preview!.data]).toEqual([76, 255]);
    expect(facets.header).toMatchObject({ channels: 3, depth: 5 });
  });

  it('of 32 bits has opacity where its header says so', async () => {
    const pixel = [1, 2, 3, 4];
    expect((await examine(join(tgaHead(2, 1, 1, 32, 8), pixel), 'tga')).facets.header).toMatchObject({ alpha: true });
    expect((await examine(join(tgaHead(2, 1, 1, 32, 0), pixel), 'tga')).facets.header).toMatchObject({ channels: 3 });
  });

  it('whose run is longer than the picture is malformed', async () => {
    expect(await kindsOf(join(tgaHead(11, 2, 2, 8), [0x84, 9]), 'tga')).toEqual(['malformed']);
  });

  it.each([
    ['no pixels', tgaHead(2, 0, 4, 24)],
    ['a type that is none', tgaHead(7, 4, 4, 24)],
    ['indices without colors', tgaHead(1, 4, 4, 8)],
    ['gray of 32 bits', tgaHead(3, 4, 4, 32)],
  ])('with %s is malformed', async (_, bytes) => {
    expect(await kindsOf(join(bytes, Buffer.alloc(64)), 'tga')).toEqual(['malformed']);
  });

  it('whose run goes on in the next row, which Pillow refuses, is doubtful', async () => {
    const made = await examine(join(tgaHead(11, 2, 2, 8), [0x82, 9, 0, 7]), 'tga');
    expect(made.faults).toEqual([]);
    expect(causesOf(made)).toEqual(['unknown']);
  });

  it('said to be interleaved, which no reader follows, is doubtful', async () => {
    expect(causesOf(await examine(join(tgaHead(3, 1, 1, 8, 0x40), [7]), 'tga'))).toEqual(['unknown']);
  });
});

describe('a QOI', () => {
  const END = [0, 0, 0, 0, 0, 0, 0, 1];

  it('with a run longer than the picture is malformed', async () => {
    expect(await kindsOf(join(qoiHead(2, 1), [0xc2], END), 'qoi')).toEqual(['malformed']);
  });

  it('without its end mark is malformed, and cut where the file ends inside of it', async () => {
    expect(await kindsOf(join(qoiHead(2, 1), [0xc1], Buffer.alloc(8)), 'qoi')).toEqual(['malformed']);
    expect(await kindsOf(join(qoiHead(2, 1), [0xc1], END.slice(0, 7)), 'qoi')).toEqual(['truncated']);
  });

  it('has opacity as its fourth channel', async () => {
    const { header } = (await examine(join(qoiHead(2, 1, 4), [0xff, 1, 2, 3, 4, 0xc0], END), 'qoi')).facets;
    expect(header).toMatchObject({ channels: 4, alpha: true });
  });

  it('of five channels is malformed', async () => {
    expect(await kindsOf(join(qoiHead(1, 1, 5), [0xc0], END), 'qoi')).toEqual(['malformed']);
  });
});

describe('a Radiance picture', () => {
  const floatsOf = (bytes: Uint8Array): number[] => {
    const file = readHdr(bytes);
    if (!('header' in file)) throw new Error('no header');
    return [...file.decode().raster!.data];
  };
  const sized = (size: string, ...pixels: number[]): Buffer => join(Buffer.from(`${HDR_TEXT}${size}\n`), pixels);
  const gray = (level: number): number[] => [level, level, level, 136];
  const redOf = (bytes: Buffer): number[] => floatsOf(bytes).filter((_, at) => at % 3 === 0);

  it('keeps every value, packed channel by channel', () => {
    const pixels = picture(300, 2);
    expect(floatsOf(hdr(pixels))).toEqual([...pixels.data]);
  });

  it.each([
    ['-Y 2 +X 2', [1, 2, 3, 4]],
    ['+Y 2 +X 2', [3, 4, 1, 2]],
    ['-Y 2 -X 2', [2, 1, 4, 3]],
    ['+X 2 -Y 2', [1, 3, 2, 4]],
    ['-X 2 +Y 2', [4, 2, 3, 1]],
  ])('of size %s is put upright', (size, upright) => {
    // Three equal levels of 1 would be a repeat.
    const levels = [11, 12, 13, 14];
    expect(redOf(sized(size, ...levels.flatMap(gray)))).toEqual(upright.map((at) => levels[at - 1]));
  });

  it('repeats a pixel by the old rule, 256 times as often each further time', () => {
    const bytes = sized('-Y 1 +X 260', ...gray(5), 1, 1, 1, 3, 1, 1, 1, 1);
    expect(redOf(bytes)).toEqual(new Array(260).fill(5));
  });

  it.each([
    ['a run longer than its scan line', sized('-Y 1 +X 8', 2, 2, 0, 8, 128 + 9, 1)],
    ['an empty run', sized('-Y 1 +X 8', 2, 2, 0, 8, 0, 1)],
    ['a scan line of another length', sized('-Y 1 +X 8', 2, 2, 0, 9, 128 + 8, 1)],
    ['an old repeat longer than its scan line', sized('-Y 1 +X 3', ...gray(9), 1, 1, 1, 3)],
    ['no size', join(Buffer.from(HDR_TEXT), Buffer.from('+X 4\n'))],
    ['pixels of another kind', Buffer.from('#?RADIANCE\nFORMAT=32-bit_rle_luv\n\n-Y 1 +X 1\n')],
  ])('with %s is malformed', async (_, bytes) => {
    expect(await kindsOf(bytes, 'hdr')).toEqual(['malformed']);
  });

  it('with a lamp in it is not shown as black', async () => {
    const lit = sized('-Y 1 +X 200', ...Array.from({ length: 200 }, (_, x) => gray(x < 199 ? 20 + x : 1)).flat());
    lit[lit.length - 1] = 160;
    lit[lit.length - 4] = 255;
    const { preview } = (await examine(lit, 'hdr')).facets;
    expect(preview!.data[100]).toBeGreaterThan(100);
    expect(preview!.data[199]).toBe(255);
  });

  it('has floats, all of them finite', async () => {
    const { facets } = await examine(hdr(picture(9, 2)), 'hdr');
    expect(facets.header).toMatchObject({ sampleFormat: 'float', depth: 32, channels: 3, format: 'hdr' });
    expect(facets.pixelScan).toEqual({ samples: 54 });
  });
});

describe('an icon', () => {
  const bitmap = (side: number, seed = 1) => iconBitmap(picture(side, side, seed));

  it('shows its largest picture and decodes all', async () => {
    const bytes = icon([
      { side: 8, bits: 24, bytes: bitmap(8) },
      { side: 16, bytes: await pngOf(picture(16, 16)) },
      { side: 12, bits: 24, bytes: bitmap(12) },
    ]);
    const { facets, faults } = await examine(bytes, 'ico');
    expect(faults).toEqual([]);
    expect(facets.header).toMatchObject({ format: 'ico', width: 16, frames: 3 });
  });

  it('of a bitmap has every pixel in its place, and opacity', async () => {
    const { facets } = await examine(icon([{ side: 16, bits: 24, bytes: bitmap(16) }]), 'ico');
    expect(facets.preview?.data).toEqual(lumaOf(picture(16, 16)));
    expect(facets.header).toMatchObject({ channels: 4, alpha: true, color: 'rgb' });
  });

  it('that is a cursor is read alike', async () => {
    const { facets, faults } = await examine(icon([{ side: 16, bits: 0, bytes: bitmap(16) }], 2), 'cur');
    expect(faults).toEqual([]);
    expect(facets.header).toMatchObject({ width: 16 });
  });

  it('whose second picture is damaged is malformed', async () => {
    const png = Buffer.from(await pngOf(picture(8, 8)));
    png[45] = png[45]! ^ 1;
    const bytes = icon([
      { side: 16, bits: 24, bytes: bitmap(16) },
      { side: 8, bytes: png },
    ]);
    const { faults } = await examine(bytes, 'ico');
    expect(faults).toMatchObject([{ facet: 'decoding', kind: 'malformed' }]);
    expect(faults[0]?.detail).toMatch(/^picture 1: /);
  });

  it('that names too few bytes for its picture is malformed', async () => {
    const bytes = icon([{ side: 16, bits: 24, bytes: bitmap(16) }]);
    bytes.writeUInt32LE(200, 14);
    expect(await kindsOf(bytes, 'ico')).toEqual(['malformed']);
  });

  it('whose pictures share bytes is malformed, unless they are the same ones', async () => {
    const two = icon([
      { side: 16, bits: 24, bytes: bitmap(16) },
      { side: 16, bits: 24, bytes: bitmap(16, 2) },
    ]);
    const same = Buffer.from(two);
    same.writeUInt32LE(two.readUInt32LE(18), 34);
    expect(await kindsOf(same.subarray(0, two.readUInt32LE(34)), 'ico')).toEqual([]);
    const shared = Buffer.from(two);
    shared.writeUInt32LE(two.readUInt32LE(18) + 40, 34);
    expect(await kindsOf(shared, 'ico')).toEqual(['malformed']);
  });
});

describe('the first page', () => {
  const limits = limitsWith();

  it('of a cut picture is what there is of it', async () => {
    const pixels = picture(8, 8);
    const page = await readFirstPage(tga24(pixels).subarray(0, 18 + 8 * 24 - 100), 'tga', limits);
    if (page?.kind !== 'raster') throw new Error('nothing');
    expect([...page.raster.data.subarray(0, 24)]).toEqual([...pixels.data.subarray(0, 24)]);
    expect([...page.raster.data.subarray(-24)]).toEqual(new Array(24).fill(0));
  });

  it('of a PNG in an icon is that PNG, of a JPEG the file itself', async () => {
    const png = await pngOf(picture(8, 8));
    expect(await readFirstPage(icon([{ side: 8, bytes: png }]), 'ico', limits)).toEqual({
      kind: 'encoded',
      bytes: png,
    });
    const jpeg = Buffer.from('ffd8ffe0', 'hex');
    expect(await readFirstPage(jpeg, 'jpg', limits)).toEqual({ kind: 'encoded', bytes: jpeg });
  });

  it('of a picture over the limits is nothing', async () => {
    expect(await readFirstPage(qoi(picture(9, 9)), 'qoi', { ...limits, maxPixels: 80 })).toBeUndefined();
  });
});
