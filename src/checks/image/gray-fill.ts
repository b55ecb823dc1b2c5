import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';
import type { BandStep, DecodeCause, FlatBand, RepeatedBand } from '../../model/facets.ts';

/** Causes that have a finding of their own. */
const DAMAGE: ReadonlySet<DecodeCause> = new Set([
  'premature-end',
  'bad-huffman-code',
  'lost-restart-marker',
  'checksum',
  'malformed',
]);

/** What libjpeg, and so Pillow, OpenCV and libvips, leaves where data is missing: every coefficient 0. */
const NO_DATA = 128;
/** Share of the pixels above a band that may have its level by chance. More is a plain background that goes on beside an object. */
const MOST_OWN_LEVEL = 0.35;
/** Columns at an edge that may go on above the band by chance. */
const MOST_MARGIN = 4;
/** Share of neighbors that differ in a photograph; a drawing's or a screen's mostly repeat. */
const LEAST_ROUGHNESS = 0.2;

const BLOCK = 8;
/** Nearer to black or white than that whole stretches of a photograph are flat. */
const CLIPPED = 3;
const LEAST_STRAIGHT = 0.75;
/** How far a band that keeps the last block's mean may be from it, levels: it was quantized twice. */
const MOST_OFF = 3;

/** A line of a photograph that was saved again at quality 75: hardly flat for long, rising and falling. */
const LEAST_LINE_ROUGHNESS = 0.58;
const LEAST_TURNS = 0.15;
/** A line and the rows above it differ alike from pixel to pixel; stripes differ more, shades less. */
const BUSY = [0.75, 1.95] as const;
const MOST_STEADINESS = 0.6;

/** The data ended within a row of blocks, and a decoder went on with the mean of the last one. */
const goesOn = (level: number, { column, straight, before }: BandStep): boolean =>
  level > CLIPPED &&
  level < 255 - CLIPPED &&
  column % BLOCK === 0 &&
  straight >= LEAST_STRAIGHT &&
  Math.abs(before - level) <= MOST_OFF;

/** Flat to the bottom edge, above it a photograph from edge to edge, and nothing like it at the top. */
const isFill = (band: FlatBand): boolean => {
  const { level, step, ownLevel, margin, roughness, topRows } = band;
  if (topRows > 0 || ownLevel > MOST_OWN_LEVEL || margin > MOST_MARGIN || roughness < LEAST_ROUGHNESS) return false;
  // Another level alone is a bar.
  return level === NO_DATA || (step !== undefined && goesOn(level, step));
};

const isLastLine = ({ turns, roughness, above }: RepeatedBand): boolean => {
  if (above === undefined || above.steadiness > MOST_STEADINESS) return false;
  if (roughness < LEAST_LINE_ROUGHNESS || turns < LEAST_TURNS) return false;
  return above.busy >= BUSY[0] && above.busy <= BUSY[1];
};

export default defineCheck({
  id: 'image/gray-fill',
  version: 1,
  stage: 'trial',
  scope: 'content',
  title: { en: 'Missing rows filled in', zh: '缺失的行被填充' },
  why: {
    en: 'A tool read a truncated picture, put gray or the last line where rows were missing, and saved that as a valid file. No decoder complains any more; the network learns the gray as part of the class.',
    zh: '某个工具读取了被截断的图像，用灰色或最后一行填补缺失的行，并另存为有效文件。此后任何解码器都不再报错，而网络会把灰色当作该类别的一部分来学习。',
  },
  remedy: {
    en: 'Look at it, and fetch the picture again from its source. Cropping keeps what is left of it.',
    zh: '查看图像，并从来源重新获取。裁剪可保留剩余部分。',
  },
  needs: [
    { role: 'image', facet: 'bottom' },
    { role: 'image', facet: 'decoding' },
  ],
  codes: {
    'flat-fill': {
      severity: 'warning',
      verdict: 'suspect',
      en: 'the lowest {rows} of {height} rows are one flat value, level {level:raw} of 255, as decoders leave where data is missing',
      zh: '最下方 {rows} 行（共 {height} 行）为单一值，灰度 {level:raw}/255，与解码器在数据缺失处的填充一致',
    },
    'repeated-line': {
      severity: 'warning',
      verdict: 'suspect',
      en: 'the lowest {rows} of {height} rows repeat one line',
      zh: '最下方 {rows} 行（共 {height} 行）重复同一行',
    },
  },
  options: z.object({
    minShare: z.number().min(0).max(1).default(0.08).meta({
      description: 'share of the rows (0..1) from which on filled ones are named',
      zh: '被填充的行占总行数的比例（0..1）达到该值才会报告',
    }),
  }),
  *inspect({ bottom: { rows, height, band }, decoding }, { minShare }) {
    // The file itself is cut: other checks say so.
    if (decoding.warnings.some(({ cause }) => DAMAGE.has(cause))) return;
    if (band === undefined || rows < minShare * height) return;
    const counted: { readonly rows: number; readonly height: number } = { rows, height };
    if (band.kind === 'repeated') {
      if (isLastLine(band)) yield { code: 'repeated-line', data: counted };
      return;
    }
    if (isFill(band)) yield { code: 'flat-fill', data: { rows, height, level: band.level } };
  },
});
