import { describe, expect, it } from 'vitest';
import { encodeOther, FORMAT_NAMES, FORMATS } from '../../scripts/make/formats.ts';
import { variedPicture } from '../../scripts/make/photo.ts';
import { signatureOf } from '../../src/decode/signature.ts';

const PICTURE = variedPicture(1);
/** Those that a program writes which may not be installed. */
const BY_PROGRAM = ['jp2', 'jxl'];
const SIGNATURES: Readonly<Record<string, string | undefined>> = {
  'jpeg-progressive': 'jpeg',
  'webp-lossy': 'webp',
  'webp-lossless': 'webp',
  'tiff-plain': 'tiff',
  'tiff-deflate': 'tiff',
  'tiff-lzw': 'tiff',
  ppm: 'pnm',
};

describe('generated pictures of each format', () => {
  it.each(FORMAT_NAMES.filter((name) => !BY_PROGRAM.includes(name)))(
    '%s begins as its format does, the same each time',
    async (name) => {
      const bytes = await FORMATS[name].encode(PICTURE, 1);
      const signature = await signatureOf(bytes);
      expect(signature.format).toBe(name in SIGNATURES ? SIGNATURES[name] : name);
      expect(Buffer.compare(bytes, await FORMATS[name].encode(PICTURE, 1))).toBe(0);
    },
  );

  it('come disguised as another format', async () => {
    expect((await signatureOf(await encodeOther('png', PICTURE))).format).toBe('jpeg');
    expect((await signatureOf(await encodeOther('bmp', PICTURE))).format).toBe('png');
  });
});
