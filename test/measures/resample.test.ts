import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { resample } from '../../src/measures/resample.ts';

interface Case {
  readonly width: number;
  readonly height: number;
  readonly levels: readonly number[];
  readonly toWidth: number;
  readonly toHeight: number;
  readonly bytes: readonly number[];
  readonly floats: readonly number[];
}
const golden = new URL('../golden/resample/pillow.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(golden, 'utf8')) as { readonly cases: readonly Case[] };

describe('resampling', () => {
  it.each(cases)('makes of $width x $height what Pillow makes, $toWidth x $toHeight', (one) => {
    const { width, height, toWidth, toHeight } = one;
    const bytes = resample({ channels: 1, width, height, values: Uint8Array.from(one.levels) }, toHeight, toWidth);
    expect([...bytes.values]).toEqual(one.bytes);
    const floats = resample({ channels: 1, width, height, values: Float32Array.from(one.levels) }, toHeight, toWidth);
    expect([...floats.values]).toEqual(one.floats);
  });

  it('keeps planes apart', () => {
    const planes = { channels: 2, width: 2, height: 2, values: Float32Array.from([1, 1, 1, 1, 5, 5, 5, 5]) };
    expect([...resample(planes, 1, 1).values]).toEqual([1, 5]);
  });

  it('passes no pixel over when it shrinks', () => {
    for (let at = 0; at < 100; at += 1) {
      const values = new Float32Array(100);
      values[at] = Number.NaN;
      const { values: small } = resample({ channels: 1, width: 10, height: 10, values }, 3, 3);
      expect(small.some(Number.isNaN), `pixel ${at}`).toBe(true);
    }
  });
});
