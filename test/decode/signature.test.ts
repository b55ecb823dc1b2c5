import fc from 'fast-check';
import { fileTypeFromBuffer } from 'file-type';
import { describe, expect, it } from 'vitest';
import { notDecoded } from '../../src/decode/not-decoded.ts';
import { signatureOf } from '../../src/decode/signature.ts';
import { photo } from './pictures.ts';

const formatOf = async (bytes: Uint8Array | string): Promise<string | undefined> =>
  (await signatureOf(typeof bytes === 'string' ? Buffer.from(bytes) : bytes)).format;
const hex = (text: string, pad = 40): Buffer =>
  Buffer.concat([Buffer.from(text.replaceAll(' ', ''), 'hex'), Buffer.alloc(pad)]);

describe('the signature of a picture', () => {
  it('is known at once for JPEG and PNG', async () => {
    const jpeg = signatureOf(await photo(8, 8).jpeg().toBuffer());
    const png = signatureOf(await photo(8, 8).png().toBuffer());
    expect(jpeg).toEqual({ format: 'jpeg', mime: 'image/jpeg' });
    expect(png).toEqual({ format: 'png', mime: 'image/png' });
  });

  it('says of what begins like TIFF what file-type says, of a camera or not', async () => {
    const head = fc.record({
      isLittle: fc.boolean(),
      directory: fc.integer({ min: 0, max: 40 }),
      /** What stands behind the header, where cameras leave their marks. */
      mark: fc.constantFrom(
        [0, 0, 0, 0],
        [0x43, 0x52, 2, 0],
        [0x1c, 0, 0xfe, 0],
        [0, 0x1f, 0, 0x0b],
        [0x1f, 0, 0x0b, 0],
      ),
      tags: fc.array(fc.constantFrom(256, 271, 34_665, 50_341, 50_706), { maxLength: 4 }),
      cut: fc.integer({ min: 0, max: 30 }),
    });
    let cameras = 0;
    await fc.assert(
      fc.asyncProperty(head, async ({ isLittle, directory, mark, tags, cut }) => {
        const bytes = Buffer.alloc(120);
        bytes.write(isLittle ? 'II*\0' : 'MM\0*', 'latin1');
        const u16 = (value: number, at: number) =>
          isLittle ? bytes.writeUInt16LE(value, at) : bytes.writeUInt16BE(value, at);
        bytes.set(mark, 8);
        if (isLittle) bytes.writeUInt32LE(directory, 4);
        else bytes.writeUInt32BE(directory, 4);
        u16(tags.length, directory);
        for (const [at, tag] of tags.entries()) u16(tag, directory + 2 + 12 * at);
        bytes.write(isLittle ? 'II*\0' : 'MM\0*', 'latin1');
        const whole = bytes.subarray(0, Math.max(8, directory + 2 + 12 * tags.length - Math.max(0, cut - 20)));
        const found = await fileTypeFromBuffer(whole).catch(() => undefined);
        if (found !== undefined && found.ext !== 'tif') cameras += 1;
        expect((await signatureOf(whole, 'tif')).mime).toBe(found?.mime ?? 'image/tiff');
      }),
      { numRuns: 400 },
    );
    expect(cameras).toBeGreaterThan(20);
  });

  it.each(['gif', 'webp', 'tiff', 'avif'] as const)('tells %s', async (format) => {
    expect(await formatOf(await photo(16, 16).toFormat(format).toBuffer())).toBe(format);
  });

  it.each([
    ['bmp', Buffer.concat([Buffer.from('BM'), Buffer.alloc(12), Buffer.from([40, 0, 0, 0]), Buffer.alloc(36)])],
    ['qoi', hex('716f6966 00000001')],
    ['psd', hex('38425053 0001')],
    ['jxl', hex('ff0a')],
    ['jp2', hex('0000000c 6a502020 0d0a870a')],
    ['heic', hex('00000018 66747970 68656963 00000000 6d696631 68656963')],
    ['ico', hex('00000100 0100 10100000 01002000 68040000 16000000')],
    ['exr', hex('762f3101')],
    ['hdr', Buffer.from('#?RADIANCE\n')],
    ['pnm', Buffer.from('P6\n2 2\n255\n')],
    ['pnm', Buffer.from('P7\nWIDTH 1\n')],
    ['pnm', Buffer.from('PF\n2 2\n-1.0\n')],
    ['tga', Buffer.from('any bytes and then TRUEVISION-XFILE.\0'.padStart(60, '\x01'))],
    ['dicom', Buffer.concat([Buffer.alloc(128), Buffer.from('DICM')])],
    ['npy', hex('934e554d5059 0100')],
    ['pdf', Buffer.from('%PDF-1.7\n')],
    ['zip', hex('504b0304 1400000000000000')],
  ])('tells %s', async (format, bytes) => {
    expect(await formatOf(bytes)).toBe(format);
  });

  it('does not take a word that begins like a bitmap for one', async () => {
    expect(await formatOf('BMW is a maker of cars and not a picture of one')).toBe('text');
  });

  it.each([
    ['TIFF', '49492a00'],
    ['BigTIFF', '49492b0008000000'],
  ])('takes DICOM whose preamble begins like %s for what its name says', async (_, preamble) => {
    const both = Buffer.concat([hex(preamble, 128 - preamble.length / 2), Buffer.from('DICM')]);
    for (const name of ['dcm', '']) expect([name, (await signatureOf(both, name)).format]).toEqual([name, 'dicom']);
    for (const name of ['tif', 'tiff']) expect([name, (await signatureOf(both, name)).format]).toEqual([name, 'tiff']);
  });

  it('knows nothing of noise, and of nothing', async () => {
    expect(await formatOf(hex('8f1e92a3b4c5d6e7'))).toBeUndefined();
    expect(await formatOf(new Uint8Array(0))).toBeUndefined();
  });
});

describe('the signature of a page or pointer', () => {
  it.each([
    ['html', '<!DOCTYPE html><html><body>404'],
    ['html', '\n\n  <HTML>\r\n<head><title>Login'],
    ['html', '\ufeff<!-- served by x --><html>'],
    ['html', '<?xml version="1.0"?><!DOCTYPE html PUBLIC "x"><html xmlns="y">'],
    ['xml', '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code></Error>'],
    ['xml', '<Error><Code>NoSuchKey</Code></Error>'],
    ['svg', '<?xml version="1.0"?><!-- drawn --><svg xmlns="http://www.w3.org/2000/svg"/>'],
    ['svg', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
    ['json', '{"error": "rate limit"}'],
    ['json', '[]'],
    ['git-lfs', 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n'],
    ['text', 'Access denied'],
  ])('tells %s: %s', async (format, text) => {
    expect(await formatOf(text)).toBe(format);
  });

  it('reads a page in UTF-16 and one that is not UTF-8', async () => {
    expect(await formatOf(Buffer.from('\ufeff<html><body>', 'utf16le'))).toBe('html');
    expect(await formatOf(Buffer.from('<html><body>acc\xe8s refus\xe9', 'latin1'))).toBe('html');
  });
});

it('answers for any bytes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
      expect(await signatureOf(bytes)).toBeTypeOf('object');
    }),
  );
});

describe('why a file is not decoded', () => {
  const why = (bytes: Uint8Array, signature: { format?: string; mime?: string }, extension: string) =>
    notDecoded(bytes, signature, { size: bytes.length, extension });
  const noise = hex('8f1e92a3b4c5d6e7');

  it('an empty file has no bytes', () => {
    expect(why(new Uint8Array(0), {}, 'jpg')).toMatchObject({ facet: 'header', kind: 'truncated', cause: 'empty' });
  });
  it('noise is malformed only under a name that promises a known beginning', () => {
    expect(why(noise, {}, 'jpg')).toMatchObject({ kind: 'malformed', cause: 'unrecognized' });
    expect(why(noise, {}, 'tga')).toMatchObject({ kind: 'unsupported' });
    expect(why(noise, {}, '')).toMatchObject({ kind: 'unsupported' });
  });
  it('says what happened to a PNG sent as text', () => {
    expect(why(Buffer.from('\x89PNG\n\x1a\n', 'latin1'), {}, 'png').detail).toMatch(/line ends/);
  });
  it('a page is no picture; a picture that nothing here reads is unsupported', () => {
    expect(why(noise, { format: 'html', mime: 'text/html' }, 'jpg')).toMatchObject({ cause: 'not-an-image' });
    expect(why(noise, { format: 'bmp', mime: 'image/bmp' }, 'bmp')).toMatchObject({ kind: 'unsupported' });
    expect(why(noise, { format: 'dicom', mime: 'application/dicom' }, 'dcm')).toMatchObject({ kind: 'unsupported' });
  });
});
