import fc from 'fast-check';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { iccName } from '../../src/decode/icc-name.ts';
import { described, localized, profileWith } from './icc-profiles.ts';
import { photo } from './pictures.ts';

it('reads the ASCII name of a profile of version 2', () => {
  expect(iccName(described('sRGB IEC61966-2.1'))).toBe('sRGB IEC61966-2.1');
});

it('reads its Unicode name where the ASCII one is empty', () => {
  expect(iccName(described('', '显示器'))).toBe('显示器');
});

it('reads the English name of a profile of version 4, or else the first', () => {
  expect(iccName(localized(['de', 'Bildschirm'], ['en', 'Display P3'], ['fr', 'Écran']))).toBe('Display P3');
  expect(iccName(localized(['zh', '显示器'], ['fr', 'Écran']))).toBe('显示器');
});

it('reads the name that lcms writes', async () => {
  const { icc } = await sharp(await photo(8, 8).withIccProfile('p3').jpeg().toBuffer()).metadata();
  expect(iccName(icc!)).toMatch(/P3/);
});

it('is empty where a profile has no name that can be read', () => {
  expect(iccName(profileWith(Buffer.from('mluc\0\0\0\0\0\0\0\0\0\0\0\x0c', 'latin1')))).toBe('');
  expect(iccName(profileWith(Buffer.from('text\0\0\0\0a name', 'latin1')))).toBe('');
  expect(iccName(profileWith(Buffer.from('desc\0\0\0\0', 'latin1'), 'cprt'))).toBe('');
  expect(iccName(described('sRGB').subarray(0, 140))).toBe('');
});

it('is none for what is no profile', () => {
  const other = described('sRGB');
  other.write('nope', 36, 'latin1');
  expect(iccName(other)).toBeUndefined();
  expect(iccName(described('sRGB').subarray(0, 127))).toBeUndefined();
  expect(iccName(new Uint8Array(0))).toBeUndefined();
});

it('ends for any bytes with a short name', () => {
  const profiles = [described('sRGB', 'sRGB'), localized(['de', 'Bildschirm'], ['en', 'Display P3'])];
  fc.assert(
    fc.property(fc.constantFrom(...profiles), fc.nat(299), fc.uint8Array({ maxLength: 40 }), (profile, at, bytes) => {
      const changed = Buffer.from(profile);
      changed.set(bytes.subarray(0, Math.max(0, profile.length - at)), Math.min(at, profile.length));
      expect((iccName(changed) ?? '').length).toBeLessThanOrEqual(128);
    }),
  );
});
