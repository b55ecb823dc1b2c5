import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/checks/diagnosis.ts';
import { loadPeer } from '../../src/decode/codecs/peers.ts';
import { examineWith, photo } from './pictures.ts';
import { SMALL } from './small-pictures.ts';

const examine = examineWith();
const files = { ...SMALL, avif: await photo(64, 48).avif().toBuffer() };
const kindOf = async (bytes: Uint8Array): Promise<string> => {
  const file = { size: bytes.length, extension: '' };
  const { facets, faults } = await examine(bytes, '');
  return diagnose({ file, bytes, ...facets }, faults).kind;
};

describe('a whole file', () => {
  it.each([
    ['jp2', { width: 64, height: 48, channels: 3, depth: 8 }],
    ['jxl', { width: 64, height: 48, channels: 3, depth: 8 }],
    ['avif', { width: 64, height: 48, channels: 3, depth: 8 }],
    ['dicom', { width: 16, height: 12, frames: 2, depth: 16 }],
    ['nifti', { width: 8, height: 6, frames: 10, sampleFormat: 'float' }],
    ['niftiGz', { width: 8, height: 6, frames: 10, sampleFormat: 'float' }],
  ] as const)('of %s is decoded, its end known', async (name, header) => {
    const { facets, faults } = await examine(files[name], '');
    expect(faults).toEqual([]);
    expect(facets.header).toMatchObject(header);
    expect(facets.decoding?.warnings).toEqual([]);
    expect(facets.container?.end).toBe(files[name].length);
    expect(facets.preview).toMatchObject({ width: header.width, height: header.height });
  });
});

describe('a cut file', () => {
  it.each([
    ['jp2', 12],
    ['jxl', 2],
    ['avif', 12],
    ['nifti', 348],
  ] as const)('of %s is found wherever it is cut', async (name, from) => {
    for (let kept = from; kept < files[name].length; kept += 11) {
      expect([kept, await kindOf(files[name].subarray(0, kept))]).toEqual([kept, 'cut']);
    }
    expect(await kindOf(files[name].subarray(0, -1))).toBe('cut');
  });

  it.each([
    ['dicom', 132],
    ['niftiGz', 100],
  ] as const)('of %s is never clean', async (name, from) => {
    for (let kept = from; kept < files[name].length; kept += 11) {
      expect(['cut', 'unsupported']).toContain(await kindOf(files[name].subarray(0, kept)));
    }
    expect(await kindOf(files[name].subarray(0, -1))).toBe('cut');
  });
});

it.each(['jp2', 'jxl', 'avif', 'nifti'] as const)('data behind a %s are told', async (name) => {
  const { facets } = await examine(Buffer.concat([files[name], Buffer.from('<?php ?>')]), '');
  expect(facets.container?.trailing).toEqual({ offset: files[name].length, bytes: 8, kind: 'unknown' });
});

it('places NaN in a volume by slice', async () => {
  for (const bytes of [files.nifti, files.niftiGz]) {
    const { facets } = await examine(bytes, '');
    expect(facets.pixelScan).toEqual({ samples: 480, nan: { count: 1, first: { page: 8, x: 1, y: 2, channel: 0 } } });
  }
});

it('refuses a JPEG 2000 that declares gigapixels, undecoded', async () => {
  const bomb = Buffer.from(files.jp2);
  const size = bomb.indexOf(Buffer.from([0xff, 0x51]));
  for (const field of [6, 10, 22, 26]) bomb.writeUInt32BE(60_000, size + field);
  expect(await kindOf(bomb)).toBe('over-limit');
});

it('names the package of a reader that is not installed', async () => {
  const absent = Object.assign(new Error('no'), { code: 'ERR_MODULE_NOT_FOUND' });
  const peer = await loadPeer('dicom-parser', () => Promise.reject(absent));
  expect(peer).toMatchObject({ fault: { kind: 'unsupported', detail: 'dicom-parser', cause: 'not-installed' } });
});

it('takes data behind a gzip for damage, as every reader of gzip does', async () => {
  expect(await kindOf(Buffer.concat([files.niftiGz, Buffer.from('<?php ?>')]))).toBe('damaged');
});
