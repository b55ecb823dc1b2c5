import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { grayJpeg } from '../../fixtures/make/jpeg.ts';
import { sumColors } from '../../src/decode/color-sums.ts';
import type { ColorSums } from '../../src/model/inputs.ts';
import { inputCount, inputStatistics } from '../../src/targets/inputs.ts';
import { createNormalizer, readNormalizer, writeNormalizer } from '../../src/targets/normalizer.ts';
import { bmp24, pfm, picture as pixels, pngOf, ppm, tga24 } from '../decode/formats/rasters.ts';

const FOLDER = join(import.meta.dirname, '../golden/inputs');
const LIMIT = 1e6;
const told = { asked: 2000, fittedOn: 'train' };

interface Numpy {
  readonly pixels: number;
  readonly mean: readonly number[];
  readonly std: readonly number[];
}
const numpy = JSON.parse(readFileSync(join(FOLDER, 'numpy.json'), 'utf8')) as Readonly<Record<'png' | 'jpeg', Numpy>>;
const picture = (name: string) => sumColors(readFileSync(join(FOLDER, name)), LIMIT);
const statisticsOf = async (ending: string) => {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith(ending));
  const sums = await Promise.all(names.map(async (name) => (await picture(name)) ?? null));
  return inputStatistics(sums, told)!;
};
const farthest = (ours: readonly number[], theirs: readonly number[]): number =>
  Math.max(...ours.map((value, at) => Math.abs(value - theirs[at]!)));

describe('mean and deviation of the channels', () => {
  it('are those of numpy over every pixel: color, gray, alpha, palette, bilevel and 16-bit PNGs', async () => {
    const { rgb, pixels, n, skipped, gray, alphaDropped, reducedTo8Bits } = await statisticsOf('.png');
    expect({ pixels, n, skipped }).toEqual({ pixels: numpy.png.pixels, n: 7, skipped: 0 });
    expect(farthest(rgb.mean, numpy.png.mean)).toBeLessThan(1e-9);
    expect(farthest(rgb.std, numpy.png.std)).toBeLessThan(1e-9);
    expect({ gray, alphaDropped, reducedTo8Bits }).toEqual({ gray: 3, alphaDropped: 1, reducedTo8Bits: 1 });
  });

  it('are those of Pillow for JPEGs, to a tenth of a level', async () => {
    const { rgb } = await statisticsOf('.jpg');
    expect(farthest(rgb.mean, numpy.jpeg.mean)).toBeLessThan(0.1 / 255);
    expect(farthest(rgb.std, numpy.jpeg.std)).toBeLessThan(0.1 / 255);
  });

  it('are the same for a PNG, a bitmap, a TGA and a PPM of the same pixels', async () => {
    const some = pixels(31, 17);
    const sums = await sumColors(await pngOf(some), LIMIT);
    expect(sums).toMatchObject({ pixels: 31 * 17, isGray: false });
    expect(await sumColors(bmp24(some), LIMIT)).toEqual(sums);
    expect(await sumColors(tga24(some), LIMIT, 'tga')).toEqual(sums);
    expect(await sumColors(ppm(some), LIMIT)).toEqual(sums);
  });

  it('stand there for blue first too', async () => {
    const { rgb, bgr } = await statisticsOf('.png');
    expect(bgr).toEqual({ mean: rgb.mean.toReversed(), std: rgb.std.toReversed() });
  });

  it('ignore how a picture is to be turned', async () => {
    const upright = grayJpeg(24, 16, (x, y) => x * 9 + y);
    const orientation = Buffer.from('ffe100224578696600004d4d002a00000008000101120003000000010006000000000000', 'hex');
    const turned = Buffer.concat([upright.subarray(0, 2), orientation, upright.subarray(2)]);
    expect(await sumColors(turned, LIMIT)).toEqual(await sumColors(upright, LIMIT));
  });
});

describe('what cannot be measured', () => {
  it('is counted as skipped: no picture, too large, a float a channel', async () => {
    expect(await sumColors(Buffer.from('no picture'), LIMIT)).toBeUndefined();
    expect(await sumColors(readFileSync(join(FOLDER, 'color.png')), 100)).toBeUndefined();
    expect(await sumColors(pfm(1, 1, Float32Array.of(1)), LIMIT)).toBeUndefined();
    const one = (await picture('gray.png'))!;
    expect(inputStatistics([null, one, null], told)).toMatchObject({ n: 1, skipped: 2 });
    expect(inputStatistics([null], told)).toBeUndefined();
    expect(inputStatistics([], told)).toBeUndefined();
  });
});

describe('how many pictures are asked for', () => {
  it.each([
    ['2,000 with a target', { targets: [{ name: 'age', method: 'standard' as const }] }, 2000],
    ['none without', { targets: [] }, 0],
    ['what is said', { inputStats: 50, targets: [] }, 50],
    ['none where off is said', { inputStats: 'off' as const, targets: [{ name: 'a', method: 'none' as const }] }, 0],
  ])('%s', (_, config, expected) => expect(inputCount(config)).toBe(expected));
});

describe('laws', () => {
  const triple = fc.tuple(fc.nat(1e9), fc.nat(1e9), fc.nat(1e9));
  const sums: fc.Arbitrary<ColorSums> = fc
    .record({ pixels: fc.integer({ min: 1, max: 1e7 }), levels: triple, isGray: fc.boolean() })
    .map((drawn) => ({
      ...drawn,
      squares: drawn.levels.map((level) => level * 200) as unknown as ColorSums['squares'],
      hadAlpha: false,
      was16Bit: false,
    }));

  it('the order of pictures changes no bit', () => {
    fc.assert(
      fc.property(fc.array(sums, { minLength: 1, maxLength: 20 }), (list) => {
        expect(inputStatistics(list.toReversed(), told)).toEqual(inputStatistics(list, told));
      }),
    );
  });

  it('the file is read back as it was written, and one without inputs is read too', async () => {
    const inputs = await statisticsOf('.png');
    const text = writeNormalizer({ ...createNormalizer([]), inputs });
    expect(readNormalizer(text, 'n.json').inputs).toEqual(inputs);
    expect(readNormalizer(writeNormalizer(createNormalizer([])), 'n.json').inputs).toBeUndefined();
  });
});
