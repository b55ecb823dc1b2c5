import { expect, it } from 'vitest';
import { DECODERS, NEVER_READ, readingBy } from '../../src/checks/decoders.ts';

const header = {
  width: 8,
  height: 8,
  channels: 3,
  depth: 8,
  frames: 1,
  orientation: 1,
  color: 'rgb',
  alpha: false,
  sampleFormat: 'uint',
} as const;

it.each(DECODERS)('%s refuses, in the version described, whatever no version reads', (decoder) => {
  expect(NEVER_READ[decoder].length).toBeGreaterThan(0);
  for (const format of NEVER_READ[decoder]) {
    expect([format, readingBy(decoder, { ...header, format }).kind]).toEqual([format, 'refused']);
  }
});
