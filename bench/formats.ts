import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import type { Bar } from '../scripts/corpus/bars.ts';
import { filesBelow, workFolder } from '../scripts/corpus/places.ts';
import { once } from '../scripts/make/folders.ts';
import { median, photos, pillowSeconds, warmUp } from './speed.ts';
import { completeRun } from './watched-run.ts';

/** Formats that hold photographs in training sets, and the share of Pillow's speed that the pass owes. */
const OWED = { jpeg: 0.8, png: 1, tiff: 1, webp: 0.8 } as const;
export const FORMATS = Object.keys(OWED) as readonly Format[];
export type Format = keyof typeof OWED;

const PROCESSES = 2;
const WEBP_QUALITY = 85;
const ENCODED_AT_ONCE = 4;

const encoders: Readonly<Record<Exclude<Format, 'jpeg'>, (picture: Sharp) => Sharp>> = {
  png: (picture) => picture.png(),
  tiff: (picture) => picture.tiff({ compression: 'lzw', predictor: 'horizontal' }),
  webp: (picture) => picture.webp({ quality: WEBP_QUALITY }),
};

/** The same photographs once more in another format; sharp names no metadata, so pixels are all that differs. */
export const photosAs = async (format: Format, count: number, source: string): Promise<string> => {
  if (format === 'jpeg') return source;
  const folder = join(workFolder(), `photos-${format}-${count}`);
  await once(folder, { format, count, quality: WEBP_QUALITY }, async () => {
    const names = filesBelow(source);
    const encode = async (name: string): Promise<void> => {
      const target = join(folder, name.replace(/\.jpg$/, `.${format}`));
      mkdirSync(join(target, '..'), { recursive: true });
      writeFileSync(target, await encoders[format](sharp(readFileSync(join(source, name)))).toBuffer());
    };
    for (let at = 0; at < names.length; at += ENCODED_AT_ONCE) {
      await Promise.all(names.slice(at, at + ENCODED_AT_ONCE).map(encode));
    }
  });
  return folder;
};

/** The whole command against Pillow's bare `load()` in as many processes, format by format in every round, so that a slow minute hits all. */
export const measureFormats = async (files: number, rounds: number): Promise<readonly Bar[]> => {
  const source = await photos(files);
  const runs: { format: Format; folder: string; ours: number[]; theirs: number[] }[] = [];
  for (const format of FORMATS) {
    const folder = await photosAs(format, files, source);
    warmUp(folder);
    runs.push({ format, folder, ours: [], theirs: [] });
  }
  for (let round = 1; round <= rounds; round += 1) {
    for (const { format, folder, ours, theirs } of runs) {
      const { seconds } = await completeRun(folder, workFolder('runs', 'formats'), ['-j', String(PROCESSES)]);
      ours.push(files / seconds);
      theirs.push(files / (await pillowSeconds(folder)));
      console.log(
        `round ${round}, ${format}: prepass ${ours.at(-1)!.toFixed(0)} images/s, Pillow ${theirs.at(-1)!.toFixed(0)}`,
      );
    }
  }
  return runs.map(({ format, ours, theirs }) => {
    const ratio = median(ours) / median(theirs);
    return {
      name: `speed over ${files} photographs as ${format}, ${PROCESSES} processes, medians of ${rounds} rounds`,
      measured: `${median(ours).toFixed(0)} images/s, ${ratio.toFixed(2)} of Pillow's ${median(theirs).toFixed(0)}`,
      owed: `${OWED[format]} of Pillow load()`,
      holds: ratio >= OWED[format],
      cases: ours.map((own, at) => `round ${at + 1}: prepass ${own.toFixed(0)}, Pillow ${theirs[at]!.toFixed(0)}`),
    };
  });
};
