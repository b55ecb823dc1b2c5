import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { floatTiff } from '../../make/float-tiff.ts';
import type { Random } from '../../make/random.ts';
import { type Amount, type Kind, type Owed, type PoisonMaker, placed, poisonsOf, seeded } from './poison.ts';

export const SIDE = 24;
const CLASSES = 5;
const CHANNELS = 3;

/** Darkest and lightest level: far enough from the ends for what JPEG adds. */
const [DARKEST, LIGHTEST] = [64, 192];

type Levels = Uint8Array;

/** A slope in each color with grain on it. */
const freshLevels = (random: Random): Levels => {
  const slopes = Array.from({ length: CHANNELS }, () => ({ x: random.between(0.2, 1), y: random.between(0.2, 1) }));
  return Uint8Array.from({ length: SIDE * SIDE * CHANNELS }, (_, at) => {
    const pixel = Math.floor(at / CHANNELS);
    const { x, y } = slopes[at % CHANNELS]!;
    const height = (x * (pixel % SIDE) + y * Math.floor(pixel / SIDE)) / (2 * SIDE);
    return DARKEST + Math.floor((LIGHTEST - DARKEST - 20) * height + random.between(0, 20));
  });
};

const asPicture = (levels: Levels): Sharp => sharp(levels, { raw: { width: SIDE, height: SIDE, channels: CHANNELS } });

export const drawPicture = (random: Random): Sharp => asPicture(freshLevels(random));

const step = (name: string, cause: string): Owed => ({
  check: 'probe/preprocess-nonfinite',
  code: 'step',
  says: { step: name, cause },
});

const CONSTANT: Kind<Levels> = {
  kind: 'constant image under per-image standardization',
  owed: [step('standardize', 'std 0')],
  spoil: (levels, random) => {
    levels.fill(random.below(256));
  },
};

const ZERO: Kind<Levels> = {
  kind: 'zero under log',
  owed: [step('function', 'log 0')],
  spoil: (levels, random) => {
    levels[random.below(levels.length)] = 0;
  },
};

/** Folders of classes. What is written under each name is bytes of one picture. */
const writeFolders = async <Sample>(
  folder: string,
  kinds: readonly Kind<Sample>[],
  amount: Amount,
  how: {
    readonly random: Random;
    readonly fresh: (random: Random) => Sample;
    readonly extensionAt: (place: number, kind: Kind<Sample> | undefined) => string;
    readonly bytesOf: (sample: Sample, extension: string) => Promise<Uint8Array>;
  },
) => {
  const { random, fresh, extensionAt, bytesOf } = how;
  const places = placed(kinds, amount, random);
  const keyOf = (place: number): string => `class${place % CLASSES}/${place}.${extensionAt(place, places[place])}`;
  for (let label = 0; label < CLASSES; label += 1) mkdirSync(join(folder, `class${label}`));
  for (const [place, kind] of places.entries()) {
    const sample = fresh(random);
    kind?.spoil(sample, random);
    writeFileSync(join(folder, keyOf(place)), await bytesOf(sample, extensionAt(place, kind)));
  }
  return poisonsOf(kinds, places, keyOf);
};

const encoded = (levels: Levels, extension: string): Promise<Uint8Array> => {
  const picture = asPicture(levels);
  return (extension === 'png' ? picture.png() : picture.jpeg({ quality: 90 })).toBuffer();
};

/** PNG and JPEG by turns. */
export const makeConstantPictures: PoisonMaker = async (folder, amount) => {
  const poisons = await writeFolders(folder, [CONSTANT], amount, {
    random: seeded(9),
    fresh: freshLevels,
    extensionAt: (place) => (place % 2 === 0 ? 'png' : 'jpg'),
    bytesOf: encoded,
  });
  const consequences = ['image/blank many-blank'];
  return { dataset: folder, settings: { preprocess: { standardize: 'sample' } }, poisons, consequences };
};

/** As before, but for a single 0, which JPEG would not keep. */
export const makeLogPictures: PoisonMaker = async (folder, amount) => {
  const poisons = await writeFolders(folder, [ZERO], amount, {
    random: seeded(10),
    fresh: freshLevels,
    extensionAt: (place, kind) => (kind !== undefined || place % 2 === 0 ? 'png' : 'jpg'),
    bytesOf: encoded,
  });
  return { dataset: folder, settings: { preprocess: { function: 'log' } }, poisons };
};

type Floats = Float32Array;

const putting =
  (value: number): Kind<Floats>['spoil'] =>
  (values, random) => {
    values[random.below(values.length)] = value;
  };

const FLOAT_KINDS: readonly Kind<Floats>[] = [
  {
    kind: 'NaN pixel in a float TIFF',
    owed: [{ check: 'image/nan' }, { check: 'probe/nonfinite', code: 'input', says: { value: 'nan' } }],
    spoil: putting(Number.NaN),
  },
  {
    kind: 'Inf pixel in a float TIFF',
    owed: [{ check: 'image/inf' }, { check: 'probe/nonfinite', code: 'input', says: { value: '+inf' } }],
    spoil: putting(Number.POSITIVE_INFINITY),
  },
];

export const makeFloatPictures: PoisonMaker = async (folder, amount) => {
  const poisons = await writeFolders(folder, FLOAT_KINDS, amount, {
    random: seeded(11),
    fresh: (random) => Float32Array.from({ length: SIDE * SIDE }, () => random.next()),
    extensionAt: () => 'tif',
    bytesOf: async (values) => floatTiff(SIDE, SIDE, new Uint8Array(values.buffer)),
  });
  return { dataset: folder, settings: {}, poisons };
};
