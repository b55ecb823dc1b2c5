import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawSymbol, encodePng, flatPicture, pasteSymbol } from '../make/barcode.ts';
import { makePhotos } from '../make/folders.ts';
import { encodeJpeg } from '../make/photo.ts';
import { createRandom, type Random } from '../make/random.ts';
import { type Picture, paintScene, SCENE_KINDS } from '../make/scene.ts';
import { filesBelow, workFolder } from './places.ts';

export const HIJACK_SEED = 90_125;
const DATASETS = 25;
/** Four payloads in a dataset: never the five different ones that make codes look like its subject. */
const HIJACKS_A_DATASET = 4;
const PHOTOS = 200;
const LEAST_SPAN = 0.5;

export interface Hijack {
  readonly key: string;
  /** What it looks like, for the list of misses. */
  readonly how: string;
}

export interface Trial {
  readonly folder: string;
  readonly hijacks: readonly Hijack[];
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

const payloadOf = (random: Random): string => {
  const length = 4 + random.below(90);
  const tail = Array.from({ length }, () => LETTERS[random.below(LETTERS.length)]).join('');
  return `https://shop.example.com/${tail}`;
};

const backgroundOf = (random: Random, asPhoto: 'photo' | 'page'): Picture => {
  if (asPhoto === 'photo') return paintScene(random.pick(SCENE_KINDS), random.below(2 ** 30), 500, 375);
  const width = 200 + random.below(900);
  const height = Math.round(width * random.between(0.7, 1.5));
  return flatPicture(width, height, 215 + random.below(40), 215 + random.below(40), 215 + random.below(40));
};

/** One hijack: a QR code that spans half of the short side or more, on a page (PNG) or in a photograph (JPEG of the usual size). */
const makeHijack = async (number: number): Promise<{ bytes: Buffer; how: string }> => {
  const random = createRandom(HIJACK_SEED, number);
  const form = number % 2 === 0 ? 'page' : 'photo';
  const background = backgroundOf(random, form);
  const short = Math.min(background.width, background.height);
  const span = random.between(LEAST_SPAN, 0.92);
  const side = Math.ceil(short * span);
  const symbol = await drawSymbol(payloadOf(random));
  const left = random.below(background.width - side + 1);
  const top = random.below(background.height - side + 1);
  const picture = pasteSymbol(background, symbol, side, left, top);
  const quality = 75 + random.below(20);
  const bytes = form === 'page' ? await encodePng(picture) : await encodeJpeg(picture, quality);
  const how = `${form === 'page' ? 'PNG' : 'JPEG'} ${picture.width}x${picture.height}, ${symbol.width} modules, span ${span.toFixed(2)}`;
  return { bytes, how };
};

/** 25 datasets of 200 photographs in classes, four hijacks in each in the place of a photograph: a hundred different hijacks. */
export const makeHijackTrials = async (folder: string): Promise<readonly Trial[]> => {
  const pool = join(workFolder(), 'hijack-photos');
  await makePhotos(PHOTOS, pool);
  const photos = filesBelow(pool);
  rmSync(folder, { recursive: true, force: true });
  const trials: Trial[] = [];
  for (let dataset = 0; dataset < DATASETS; dataset += 1) {
    const place = join(folder, String(dataset).padStart(2, '0'));
    for (const kind of SCENE_KINDS) mkdirSync(join(place, kind), { recursive: true });
    for (const path of photos) copyFileSync(join(pool, path), join(place, path));
    const random = createRandom(HIJACK_SEED, 1_000 + dataset);
    const hijacks: Hijack[] = [];
    while (hijacks.length < HIJACKS_A_DATASET) {
      const key = random.pick(photos);
      if (hijacks.some((hijack) => hijack.key === key)) continue;
      const { bytes, how } = await makeHijack(dataset * HIJACKS_A_DATASET + hijacks.length);
      writeFileSync(join(place, key), bytes);
      hijacks.push({ key, how });
    }
    trials.push({ folder: place, hijacks });
  }
  return trials;
};
