import { describe, expect, it } from 'vitest';
import { causesOf, examineWith } from '../pictures.ts';
import { pfm } from './rasters.ts';

const examine = examineWith();
const made = (text: string, ...data: number[]) =>
  examine(Buffer.concat([Buffer.from(text, 'latin1'), Buffer.from(data)]), 'pnm');
const lumaIn = async (text: string, ...data: number[]): Promise<number[]> => [
  ...((await made(text, ...data)).facets.preview?.data ?? []),
];
const kindsOf = async (text: string, ...data: number[]) => (await made(text, ...data)).faults.map(({ kind }) => kind);

describe('a portable picture', () => {
  it.each([
    ['P1 of digits without space', 'P1\n3 1\n010\n', [255, 0, 255]],
    ['P1 with comments', 'P1 # a\n# b\n2 # c\n1\n1 # d\n0\n', [0, 255]],
    ['P2', 'P2\n3 1\n4\n0 2\n4\n', [0, 128, 255]],
    ['P2 without a newline at its end', 'P2 1 1 255 7', [7]],
    ['P3', 'P3 1 2 255\n255 0 0  0 0 255', [76, 29]],
  ])('%s is read', async (_, text, luma) => {
    expect(await lumaIn(text)).toEqual(luma);
    expect((await made(text)).facets.container).toMatchObject({ end: text.length });
  });

  it('P4 has padded rows of bits, 1 for black', async () => {
    expect(await lumaIn('P4 2 2\n', 0b10000000, 0b01000000)).toEqual([0, 255, 255, 0]);
    expect((await made('P4 2 2\n', 0, 0)).facets.header).toMatchObject({ color: 'bilevel', depth: 1, channels: 1 });
  });

  it('of more than 255 levels has words, the high byte first', async () => {
    expect(await lumaIn('P5 2 1 1023\n', 3, 255, 1, 255)).toEqual([255, 127]);
    expect((await made('P5 2 1 1023\n', 3, 255, 1, 255)).facets.header).toMatchObject({ depth: 10, color: 'gray' });
  });

  it('P7 says its channels by name', async () => {
    const pam = 'P7\nWIDTH 1\n# so\nHEIGHT 1\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n';
    const { facets } = await made(pam, 255, 0, 0, 9);
    expect([...facets.preview!.data]).toEqual([76]);
    expect(facets.header).toMatchObject({ channels: 4, alpha: true, color: 'rgb', depth: 8 });
  });

  it('of several pictures has as many frames and shows the first', async () => {
    const { facets, faults } = await made('P5 1 1 255\n\x30P5 2 1 255\n\x01\x02');
    expect(faults).toEqual([]);
    expect(facets.header).toMatchObject({ frames: 2, width: 1 });
    expect([...facets.preview!.data]).toEqual([0x30]);
  });

  it.each(['\n', '\r\n'])('with the end of a line behind its pixels is whole', async (end) => {
    const { container } = (await made(`P5 1 1 255\n0${end}`)).facets;
    expect(container).toEqual({ format: 'pnm', end: 12 + end.length, damage: [] });
  });

  it('whose second picture is short is cut', async () => {
    expect(await kindsOf('P5 1 1 255\n\x30P5 2 1 255\n\x01')).toEqual(['truncated']);
  });

  it.each([
    ['no pixels', 'P5 0 1 255\n'],
    ['a maxval of 0', 'P5 1 1 0\n\0'],
    ['a maxval above 65,535', 'P5 1 1 65536\n\0\0'],
    ['a word for a number', 'P6 1 1 abc\n\0\0\0'],
    ['a written sample above maxval', 'P2 1 1 7\n8\n'],
    ['letters among written samples', 'P2 2 1 7\n1 x\n'],
  ])('with %s is malformed', async (_, text) => {
    expect(await kindsOf(text)).toEqual(['malformed']);
  });

  it('with a binary sample above maxval, which readers cut off, is doubtful', async () => {
    const { facets, faults } = await made('P5 2 1 100\n', 100, 101);
    expect(faults).toEqual([]);
    expect(causesOf({ facets, faults })).toEqual(['unknown']);
  });

  it('that begins like one and goes on as text is text', async () => {
    for (const text of ['P4 is the name of a road', 'P7 332\n#XVVERSION', 'PF at large']) {
      expect((await made(text)).facets.signature?.format).toBe('text');
    }
  });
});

describe('a portable map of floats', () => {
  it.each(['-1.0', '1'])('of scale %s is read in its byte order, from the bottom', async (scale) => {
    const floats = Float32Array.from([1, 2, 3, 4]);
    const bytes = pfm(2, 2, floats, scale);
    if (scale === '1') bytes.subarray(-16).swap32();
    const { facets } = await examine(bytes, 'pfm');
    expect([...facets.preview!.data]).toEqual([170, 255, 0, 85]);
    expect(facets.header).toMatchObject({ sampleFormat: 'float', depth: 32, color: 'gray', format: 'pnm' });
    expect(facets.pixelScan).toEqual({ samples: 4 });
  });

  it('counts and places what is not finite', async () => {
    const floats = Float32Array.from([0, 0, 0, 1, Number.NaN, 0, 0, 0, Infinity, 0, 0, 0]);
    const { pixelScan } = (await examine(pfm(2, 2, floats), 'pfm')).facets;
    expect(pixelScan).toEqual({
      samples: 12,
      nan: { count: 1, first: { page: 0, x: 1, y: 1, channel: 1 } },
      positiveInfinity: { count: 1, first: { page: 0, x: 0, y: 0, channel: 2 } },
    });
  });

  it('whose header lines end as on Windows is read', async () => {
    const bytes = Buffer.concat([Buffer.from('Pf\r\n1 1\r\n-1\r\n'), Buffer.from(Float32Array.of(3).buffer)]);
    const { facets } = await examine(bytes, 'pfm');
    expect(facets.container).toEqual({ format: 'pnm', end: bytes.length, damage: [] });
  });

  it('of scale 0 is malformed', async () => {
    const made = await examine(pfm(1, 1, Float32Array.of(1), '0'), 'pfm');
    expect(made.faults.map(({ kind }) => kind)).toEqual(['malformed']);
  });
});
