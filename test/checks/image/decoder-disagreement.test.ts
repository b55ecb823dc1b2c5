import { describe, expect, it } from 'vitest';
import { DECODERS, readingBy } from '../../../src/checks/decoders.ts';
import disagreement from '../../../src/checks/image/decoder-disagreement.ts';
import type { Header } from '../../../src/model/facets.ts';
import { testCheck } from '../check-tester.ts';
import { goodJpeg } from './facets.ts';

const { header, decoding } = goodJpeg;
const facets = (changes: Partial<Header> = {}) => ({ header: { ...header, ...changes }, decoding });
const pillow = { decoder: 'pillow' };

testCheck(disagreement, {
  cases: [
    {
      name: 'calls bad what the stated decoder refuses',
      facets: facets({ format: 'exr' }),
      options: pillow,
      finds: [{ code: 'refused', data: { decoder: 'pillow', what: 'exr' } }],
      leaves: null,
    },
    {
      name: 'leaves every difference of a picture, in a fixed order',
      facets: facets({ format: 'png', orientation: 6, depth: 16, alpha: true, frames: 3 }),
      options: pillow,
      finds: [],
      leaves: { differences: 'exif-ignored cut-to-8-bits alpha-dropped first-frame-only' },
    },
    {
      name: 'tells gray of 16 bits, which becomes white, from color of 16 bits',
      facets: facets({ format: 'png', color: 'gray', channels: 1, depth: 16 }),
      options: pillow,
      finds: [],
      leaves: { differences: 'clipped' },
    },
    { name: 'leaves no row of what is read as it is', facets: facets(), options: pillow, finds: [], leaves: null },
    { name: 'is silent where no decoder was stated', facets: facets({ format: 'exr' }), finds: [], leaves: null },
  ],
  dataset: [
    {
      name: 'gathers each difference in one group',
      samples: [{ format: 'jpeg' }, { format: 'jpeg' }, { format: 'png' }, { format: 'npy' }],
      options: pillow,
      measures: {
        'image/decoder-disagreement': [
          { ordinal: 0, differences: 'exif-ignored cmyk-converted' },
          { ordinal: 2, differences: 'exif-ignored cut-to-8-bits alpha-dropped first-frame-only' },
          { ordinal: 1, differences: 'clipped alpha-blended' },
        ],
      },
      finds: [
        {
          code: 'exif-ignored',
          group: 'exif-ignored',
          members: [0, 2],
          data: { decoder: 'pillow', count: 2, total: 3, example: 's0' },
        },
        { code: 'cut-to-8-bits', members: [2] },
        { code: 'clipped', members: [1] },
        { code: 'alpha-dropped', members: [2] },
        { code: 'alpha-blended', members: [1] },
        { code: 'cmyk-converted', members: [0] },
        { code: 'first-frame-only', members: [2] },
      ],
    },
  ],
});

describe('what decoders make of a picture', () => {
  const by = (decoder: (typeof DECODERS)[number], changes: Partial<Header>) =>
    readingBy(decoder, { ...header, ...changes });

  it('is the picture itself for an upright 8-bit RGB JPEG', () => {
    for (const decoder of DECODERS) expect(by(decoder, {})).toEqual({ kind: 'read', differences: [] });
  });

  it('knows who turns pictures by Exif', () => {
    const ignoring = (format: string) =>
      DECODERS.filter((decoder) => {
        const reading = by(decoder, { format, orientation: 3 });
        return reading.kind === 'read' && reading.differences.includes('exif-ignored');
      });
    expect(ignoring('jpeg')).toEqual(['pillow', 'torchvision', 'tensorflow']);
    expect(ignoring('webp')).toEqual(['pillow', 'opencv', 'torchvision']);
    expect(ignoring('tiff')).toEqual([]);
  });

  it('knows who reads every frame of a GIF', () => {
    const frames = { format: 'gif', color: 'palette', frames: 2 } as const;
    expect(by('torchvision', frames)).toEqual({ kind: 'read', differences: [] });
    expect(by('pillow', frames)).toEqual({ kind: 'read', differences: ['first-frame-only'] });
    expect(by('opencv', frames)).toEqual({ kind: 'refused', what: 'gif' });
  });

  it('knows that OpenCV darkens TIFFs by their opacity and drops that of others', () => {
    expect(by('opencv', { format: 'tiff', alpha: true })).toMatchObject({ differences: ['alpha-blended'] });
    expect(by('opencv', { format: 'png', alpha: true })).toMatchObject({ differences: ['alpha-dropped'] });
  });

  it.each([
    ['floats in color', { channels: 3, depth: 32, sampleFormat: 'float' }],
    ['doubles', { channels: 1, color: 'gray', depth: 64, sampleFormat: 'float' }],
    ['complex numbers', { channels: 1, color: 'gray', depth: 64, sampleFormat: 'complex' }],
    ['32-bit integers in color', { channels: 3, depth: 32 }],
  ] as const)('Pillow refuses a TIFF of %s', (_, changes) => {
    expect(by('pillow', { format: 'tiff', ...changes }).kind).toBe('refused');
  });
});
