import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  prepareZXingModule,
  type ReaderOptions,
  readBarcodes,
  type WriterOptions,
  writeBarcode,
} from 'zxing-wasm/full';
import { drawThumbnail } from '../../src/decode/thumbnail.ts';
import { bmp24, hdr, icon, iconBitmap, picture as pixels, pngOf, ppm, qoi, tga24 } from './formats/rasters.ts';

type Symbology = NonNullable<WriterOptions['format']>;

const BINARIZERS = ['LocalAverage', 'GlobalHistogram', 'FixedThreshold', 'BoolCast'] as const;

/** A gradient with grain: something that a code can be printed over. */
const background = (width: number, height: number): Buffer => {
  const data = Buffer.alloc(width * height * 3);
  let seed = 7;
  for (let at = 0; at < data.length; at += 1) {
    seed = (seed * 1103515245 + 12345) & 0x7fffffff;
    data[at] = 90 + ((at / 3) % width) * (90 / width) + ((seed >> 16) % 24);
  }
  return data;
};

const codeImage = async (format: Symbology, text: string, side: number): Promise<Buffer> => {
  const { image, error } = await writeBarcode(text, { format, scale: 1, addQuietZones: true });
  if (image === null) throw new Error(`${format}: ${error}`);
  return sharp(await image.arrayBuffer())
    .resize(side, side, { fit: 'inside', kernel: 'nearest' })
    .png()
    .toBuffer();
};

/** A picture of `width` x `height` px with a code of `side` px in its middle. */
const picture = async (format: Symbology, text: string, width: number, height: number, side: number) => {
  const raw = { width, height, channels: 3 as const };
  const code = await codeImage(format, text, side);
  return sharp(background(width, height), { raw })
    .composite([{ input: code }])
    .jpeg({ quality: 92 })
    .toBuffer();
};

const HARDEST: ReaderOptions = {
  tryHarder: true,
  tryRotate: true,
  tryInvert: true,
  tryDownscale: true,
  tryDenoise: true,
};

const textsIn = async (image: Uint8Array, binarizer: (typeof BINARIZERS)[number]): Promise<string[]> =>
  (await readBarcodes(image, { ...HARDEST, binarizer })).filter(({ isValid }) => isValid).map(({ text }) => text);

/** Everything that zxing finds when it tries its hardest, on the picture and on enlargements of it. */
const reads = async (bytes: Uint8Array): Promise<string[]> => {
  const { width } = await sharp(bytes).metadata();
  const found: string[] = [];
  for (const binarizer of BINARIZERS) found.push(...(await textsIn(bytes, binarizer)));
  for (const kernel of ['nearest', 'cubic'] as const) {
    const image = await sharp(bytes)
      .resize(width * 2, null, { kernel })
      .png()
      .toBuffer();
    found.push(...(await textsIn(image, 'LocalAverage')));
  }
  return found;
};

/** Finds no code anywhere. */
const none = { read: () => [] };

describe('a thumbnail', () => {
  beforeAll(async () => {
    const path = createRequire(import.meta.url).resolve('zxing-wasm/full/zxing_full.wasm');
    const wasmBinary = readFileSync(path);
    await prepareZXingModule({ overrides: { wasmBinary: wasmBinary.buffer as ArrayBuffer }, fireImmediately: true });
  });

  const URL = 'https://example.com/pay?id=12345';
  it.each([
    ['QRCode', 'A1', 300],
    ['QRCode', URL, 480],
    ['QRCode', URL, 240],
    ['QRCode', URL.repeat(8), 480],
    ['MicroQRCode', '12345', 300],
    ['DataMatrix', '123456', 400],
    ['DataMatrix', URL, 300],
    ['Aztec', 'A1', 400],
    ['PDF417', 'PREPASS', 460],
    ['EAN13', '590123412345', 460],
    ['Code128', 'PREPASS-1', 460],
  ] as const)('shows no reader the %s %s of %i px', async (format, text, side) => {
    const original = await picture(format, text, 640, 480, side);
    expect(await textsIn(original, 'LocalAverage')).not.toEqual([]);
    const thumbnail = await drawThumbnail(original, { hide: true });
    expect(await reads(thumbnail!)).toEqual([]);
  });

  it.each(['QRCode', 'DataMatrix', 'MicroQRCode', 'Aztec'] as const)(
    'hides a %s that is the whole picture, a pixel a module',
    async (format) => {
      const { image } = await writeBarcode('123456', { format, scale: 1, addQuietZones: false });
      const original = new Uint8Array(await image!.arrayBuffer());
      const thumbnail = await drawThumbnail(original, { hide: true });
      expect(await reads(thumbnail!)).toEqual([]);
      const large = await sharp(original).resize(800, 800, { fit: 'inside', kernel: 'nearest' }).png().toBuffer();
      expect(await reads((await drawThumbnail(large, { hide: true }))!)).toEqual([]);
    },
  );

  it('hides a picture in which a code is still found after drawing, though nobody knew of it', async () => {
    const original = await picture('QRCode', 'A1', 640, 480, 300);
    const plain = await drawThumbnail(original, { hide: false, codes: none });
    expect(await reads(plain!)).not.toEqual([]);
    const found = { symbology: 'QRCode', payload: 'A1', outline: [], share: 0.3 };
    const looked = await drawThumbnail(original, { hide: false, codes: { read: () => [found] } });
    expect(looked).toEqual(await drawThumbnail(original, { hide: true }));
    const unlooked = await drawThumbnail(original, { hide: false });
    expect(unlooked).toEqual(looked);
  });

  it('is small, upright, a JPEG, and carries nothing of the original but pixels', async () => {
    const raw = { width: 640, height: 480, channels: 3 as const };
    const original = await sharp(background(640, 480), { raw })
      .withMetadata({ orientation: 6, exif: { IFD0: { ImageDescription: 'secret' } } })
      .jpeg()
      .toBuffer();
    const thumbnail = (await drawThumbnail(original, { hide: false, codes: none }))!;
    expect(await sharp(thumbnail).metadata()).toMatchObject({ format: 'jpeg', width: 144, height: 192 });
    expect((await sharp(thumbnail).metadata()).exif).toBeUndefined();
    expect(thumbnail.length).toBeLessThan(16_000);
    expect(await drawThumbnail(original, { hide: false, codes: none })).toEqual(thumbnail);
  });

  const drawn = (bytes: Uint8Array, extension: string) => drawThumbnail(bytes, { hide: false, codes: none, extension });
  const some = pixels(60, 40);
  const square = pixels(24, 24);

  it.each([
    ['bmp', bmp24(some)],
    ['tga', tga24(some)],
    ['ppm', ppm(some)],
    ['qoi', qoi(some)],
  ])('shows a .%s as it shows a PNG of the same pixels', async (extension, bytes) => {
    expect(await drawn(bytes, extension)).toEqual(await drawn(await pngOf(some), 'png'));
  });

  it('shows the bitmap and the PNG of an icon, and a Radiance picture', async () => {
    const bitmap = await drawn(icon([{ side: 24, bits: 24, bytes: iconBitmap(square) }]), 'ico');
    expect(bitmap).toEqual(await drawn(await pngOf(square), 'png'));
    expect(await drawn(icon([{ side: 24, bytes: await pngOf(square) }]), 'ico')).toEqual(bitmap);
    expect(await sharp((await drawn(hdr(some), 'hdr'))!).metadata()).toMatchObject({ width: 60, height: 40 });
  });

  it('shows what there is of a bitmap cut in half', async () => {
    const whole = bmp24(some);
    const { data } = await sharp((await drawn(whole.subarray(0, whole.length / 2), 'bmp'))!)
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(Math.max(...data.subarray(0, 60 * 3 * 16))).toBeLessThan(10);
    expect(Math.max(...data.subarray(-60 * 3 * 16))).toBeGreaterThan(100);
  });

  it('shows what there is of a file cut in half, gray, transparent, of 16 bits and of four inks', async () => {
    const raw = { width: 320, height: 240, channels: 3 as const };
    const whole = sharp(background(320, 240), { raw });
    const jpeg = await whole.clone().jpeg().toBuffer();
    const files = [
      jpeg.subarray(0, jpeg.length >> 1),
      await whole.clone().toColourspace('b-w').png().toBuffer(),
      await whole.clone().ensureAlpha(0.3).webp().toBuffer(),
      await whole.clone().toColourspace('rgb16').png().toBuffer(),
      await whole.clone().toColourspace('cmyk').jpeg().toBuffer(),
      await whole.clone().toColourspace('cmyk').tiff().toBuffer(),
      await whole.clone().resize(4000, 2).png().toBuffer(),
      await whole.clone().resize(1, 1).png().toBuffer(),
    ];
    for (const bytes of files) {
      for (const drawing of [{ hide: true }, { hide: false, codes: none }]) {
        const { width, height } = await sharp((await drawThumbnail(bytes, drawing))!).metadata();
        expect(Math.max(width, height)).toBeLessThanOrEqual(192);
      }
    }
  });

  it('draws nothing of what is no picture, of an SVG, and of more pixels than the limit', async () => {
    expect(await drawThumbnail(Buffer.from('<html>not found</html>'), { hide: false, codes: none })).toBeUndefined();
    expect(await drawThumbnail(new Uint8Array(0), { hide: false, codes: none })).toBeUndefined();
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>';
    expect(await drawThumbnail(Buffer.from(svg), { hide: false, codes: none })).toBeUndefined();
    const bomb = await sharp({ create: { width: 13_400, height: 13_400, channels: 3, background: '#fff' } })
      .png({ compressionLevel: 1 })
      .toBuffer();
    expect(await drawThumbnail(bomb, { hide: false, codes: none })).toBeUndefined();
  });
});
