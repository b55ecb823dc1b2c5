import { z } from 'zod';
import { ratio, scaled } from '../measures/exact-number.ts';
import type { Config } from '../model/config.ts';
import type { ColorSums } from '../model/inputs.ts';

/** Changed only when another sample is to be drawn; it is in the file. */
export const INPUT_SEED = 1;
const DEFAULT_COUNT = 2_000;
const WHITE = 255n;

/** Pictures to measure; 0: none. */
export const inputCount = ({ inputStats, targets }: Pick<Config, 'inputStats' | 'targets'>): number => {
  if (inputStats === 'off') return 0;
  return inputStats ?? (targets.length > 0 ? DEFAULT_COUNT : 0);
};

const count = z.number().int().min(0);
const triple = z.tuple([z.number(), z.number(), z.number()]);
const channels = z.strictObject({ mean: triple, std: triple });

/** The member `inputs` of normalizer.json. */
export const inputsSchema = z.strictObject({
  rgb: channels,
  bgr: channels,
  /** Formulas for people and other languages. */
  mean: z.string(),
  std: z.string(),
  forward: z.string(),
  scale: z.string(),
  decoder: z.string(),
  sample: z.string(),
  seed: count,
  /** Pictures asked for, measured, and chosen but not measurable (changed since, or not 8 or 16 bits a channel). */
  asked: count,
  n: count,
  skipped: count,
  pixels: count,
  /** Name of the split, or 'all' when the dataset has none called train. */
  fittedOn: z.string(),
  /** One channel, counted as three equal ones; alpha dropped, not blended; 16 bits, of which the upper 8 count. */
  gray: count,
  alphaDropped: count,
  reducedTo8Bits: count,
});
export type InputStatistics = z.output<typeof inputsSchema>;

type Triple = [number, number, number];
const reversed = ([red, green, blue]: Triple): Triple => [blue, green, red];

/** How the numbers came about; sums made otherwise do not go with these. */
export const INPUT_WORDS = {
  mean: 'mean = sum(x) / pixels, x = level / 255, over every pixel of the sampled pictures alike',
  std: 'std = sqrt(sum((x - mean)^2) / pixels)',
  forward: 'z = (level / 255 - mean) / std',
  scale: '8-bit sRGB levels as stored, no color profile applied, divided by 255',
  decoder:
    'sharp (libvips; JPEG by its libjpeg with the accurate integer DCT and smooth chroma, as Pillow), first frame, alpha dropped',
  sample: 'the clean training pictures with the smallest sha256("<seed>:<sample id>"), as many as asked for',
} as const;

/**
 * Mean and population deviation of each channel, the exact values rounded once: sums are integers, so no order or partition changes a
 * bit. `measured`: null where a chosen picture could not be measured. Undefined when none could.
 */
export const inputStatistics = (
  measured: readonly (ColorSums | null)[],
  { asked, fittedOn }: Pick<InputStatistics, 'asked' | 'fittedOn'>,
): InputStatistics | undefined => {
  const sums = measured.filter((each) => each !== null);
  const pixels = sums.reduce((total, each) => total + BigInt(each.pixels), 0n);
  if (pixels === 0n) return undefined;
  const total = (of: 'levels' | 'squares', channel: number): bigint =>
    sums.reduce((sum, each) => sum + BigInt(each[of][channel]!), 0n);
  const meanOf = (channel: number): number => {
    const { mantissa, exponent } = ratio(total('levels', channel), WHITE * pixels);
    return scaled(mantissa, exponent);
  };
  const deviationOf = (channel: number): number => {
    const levels = total('levels', channel);
    const spread = pixels * total('squares', channel) - levels * levels;
    const { mantissa, exponent } = ratio(spread, WHITE * WHITE * pixels * pixels);
    return scaled(Math.sqrt(mantissa), exponent / 2);
  };
  const mean: Triple = [meanOf(0), meanOf(1), meanOf(2)];
  const std: Triple = [deviationOf(0), deviationOf(1), deviationOf(2)];
  const having = (is: (each: ColorSums) => boolean): number => sums.filter(is).length;
  return {
    rgb: { mean, std },
    bgr: { mean: reversed(mean), std: reversed(std) },
    ...INPUT_WORDS,
    seed: INPUT_SEED,
    asked,
    n: sums.length,
    skipped: measured.length - sums.length,
    pixels: Number(pixels),
    fittedOn,
    gray: having(({ isGray }) => isGray),
    alphaDropped: having(({ hadAlpha }) => hadAlpha),
    reducedTo8Bits: having(({ was16Bit }) => was16Bit),
  };
};
