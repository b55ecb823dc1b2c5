import { describe, expect, it } from 'vitest';
import { walkJpeg } from '../../../src/decode/container/jpeg.ts';
import { readJpegHead } from '../../../src/decode/container/jpeg-head.ts';
import { scansOverLimit } from '../../../src/decode/container/jpeg-scan-limits.ts';
import { photo } from '../pictures.ts';

const WIDTH = 64;
const HEIGHT = 48;
/** 4:4:4, three components: 8 x 6 blocks of 128 bytes each, and a byte of luma a pixel. */
const DECODED = 3 * 8 * 6 * 128 + WIDTH * HEIGHT;
const SOS = Buffer.from([0xff, 0xda]);

const progressive = await photo(WIDTH, HEIGHT).jpeg({ progressive: true, chromaSubsampling: '4:4:4' }).toBuffer();
const baseline = await photo(WIDTH, HEIGHT).jpeg({ mozjpeg: false }).toBuffer();
const scans = progressive.toString('latin1').split(SOS.toString('latin1')).length - 1;

const causeOf = (
  bytes: Uint8Array,
  maxScans: number,
  maxDecodedBytes = 2 ** 30,
  maxPixels = 2 ** 20,
): string | undefined => {
  const head = readJpegHead(bytes);
  return scansOverLimit(bytes, head, walkJpeg(bytes, head), { maxScans, maxDecodedBytes, maxPixels })?.cause;
};

describe('a JPEG in several scans', () => {
  it('is refused above the limit of scans, and decoded at it', () => {
    expect(scans).toBeGreaterThan(3);
    expect(causeOf(progressive, scans - 1)).toBe('scans');
    expect(causeOf(progressive, scans)).toBeUndefined();
  });

  it('is refused where its coefficients and pixels take more than the limit of decoded bytes', () => {
    expect(causeOf(progressive, scans, DECODED - 1)).toBe('bytes-of-coefficients-and-pixels');
    expect(causeOf(progressive, scans, DECODED)).toBeUndefined();
  });

  it('is refused where its scans together go over more pixels than sixteen of the largest picture', () => {
    const most = (scans * WIDTH * HEIGHT) / 16;
    expect(causeOf(progressive, scans, 2 ** 30, most - 1)).toBe('pixels-over-all-scans');
    expect(causeOf(progressive, scans, 2 ** 30, most)).toBeUndefined();
  });

  it('is not charged for what stands behind its end mark', () => {
    const noise = Buffer.concat(Array.from({ length: 600 }, () => SOS));
    expect(causeOf(Buffer.concat([progressive, noise]), scans)).toBeUndefined();
  });
});

it('lets a picture in one scan alone: libjpeg keeps no coefficients of it', () => {
  expect(causeOf(baseline, 1, 1)).toBeUndefined();
});
