import { beforeEach, expect, it, vi } from 'vitest';
import { readJpegHead } from '../../../src/decode/container/jpeg-head.ts';
import { photo } from '../pictures.ts';

const decodeLuma = vi.hoisted(() => vi.fn<(bytes: Uint8Array, w: number, h: number, into: Uint8Array) => string>());
const decodeWithSharp = vi.hoisted(() => vi.fn<() => Promise<object>>());
vi.mock('../../../src/decode/codecs/jpeg.ts', () => ({ decodeLuma }));
vi.mock('../../../src/decode/codecs/sharp.ts', () => ({ decodeWithSharp }));
const { lookAgain } = await import('../../../src/decode/codecs/jpeg-second-look.ts');

const clean = await photo(40, 30).jpeg().toBuffer();
const look = (bytes: Uint8Array) => {
  const head = readJpegHead(bytes);
  return lookAgain(bytes, head, head.frame!, 10);
};
const mystery = { fault: { kind: 'malformed', detail: 'mystery', cause: 'malformed' } };
const luma = { width: 40, height: 30, data: new Uint8Array(1200).fill(9) };

beforeEach(() => {
  vi.resetAllMocks();
  decodeLuma.mockReturnValue('rejected');
  decodeWithSharp.mockResolvedValue(mystery);
});

it('never calls a file malformed whose codes are sound, whatever the decoders say', async () => {
  expect(await look(clean)).toEqual({
    fault: { facet: 'decoding', kind: 'unsupported', detail: 'mystery', cause: 'unknown' },
  });
});

it('lets a file be whose codes are sound and which only the strict way of reading rejects', async () => {
  decodeLuma.mockReturnValueOnce('rejected').mockReturnValueOnce('clean');
  expect(await look(clean)).toMatchObject({ decoding: { decoder: 'libjpeg-turbo', warnings: [] } });
  const [strict, asItIs] = decodeLuma.mock.calls.map(([bytes]) => bytes);
  expect(strict).toHaveLength(clean.length + 6);
  expect(asItIs).toBe(clean);
});

it('calls it malformed, with the byte, when the codes are not', async () => {
  const cut = clean.subarray(0, -100);
  expect(await look(cut)).toEqual({ fault: { facet: 'decoding', ...mystery.fault, offset: cut.length } });
});

it('a warning that nobody explains is unknown, and the pixels are kept', async () => {
  decodeLuma.mockImplementation((_bytes, _width, _height, into) => {
    into.fill(7);
    return 'rejected';
  });
  expect(await look(clean)).toEqual({
    decoding: { decoder: 'libjpeg-turbo', warnings: [{ cause: 'unknown', text: 'mystery' }] },
    pixels: new Uint8Array(1200).fill(7),
  });
});

it('takes the pixels of sharp when libjpeg-turbo made none', async () => {
  decodeWithSharp.mockResolvedValue({ luma, warnings: [] });
  expect(await look(clean)).toEqual({ decoding: { decoder: 'sharp', warnings: [] }, pixels: luma.data });
});

it('does not trust decoders that disagree on the size', async () => {
  decodeWithSharp.mockResolvedValue({ luma: { ...luma, width: 30, height: 40 }, warnings: [] });
  expect(await look(clean)).toMatchObject({ fault: { facet: 'decoding' } });
});

const stray = {
  fault: { kind: 'unsupported', detail: 'VipsJpeg: Unsupported marker type 0x32', cause: 'unsupported' },
};

it('takes a marker that libjpeg does not know for damage, where the frame is of a kind that all read', async () => {
  decodeWithSharp.mockResolvedValue(stray);
  expect(await look(clean.subarray(0, -100))).toMatchObject({ fault: { kind: 'malformed', cause: 'malformed' } });
});

it('keeps a hierarchical file unsupported, whose frames look sequential', async () => {
  decodeWithSharp.mockResolvedValue(stray);
  const dhp = Uint8Array.of(0xff, 0xde, 0, 11, 8, 0, 30, 0, 40, 1, 1, 0x11, 0);
  const bytes = Buffer.concat([clean.subarray(0, 2), dhp, clean.subarray(2, -100)]);
  expect(await look(bytes)).toMatchObject({ fault: { kind: 'unsupported' } });
});
