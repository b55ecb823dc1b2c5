import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { float32Bytes, npyFile } from '../../make/npy.ts';
import { createRandom, type Random } from '../../make/random.ts';
import { drawPicture, SIDE } from './pictures.ts';
import { type Kind, type PoisonMaker, placed, poisonsOf, seeded } from './poison.ts';
import { CLASSES, FEATURES, freshRow, rowKey } from './rows.ts';

const lossSays = (cause: string) => ({ check: 'probe/nonfinite', code: 'label', says: { cause } });

interface Mask {
  width: number;
  labels: Uint8Array;
}

/** Two regions of one class each, cut where chance will have it. */
const freshMask = (random: Random): Mask => {
  const [left, right, cut] = [random.below(CLASSES), random.below(CLASSES), random.below(SIDE)];
  return { width: SIDE, labels: Uint8Array.from({ length: SIDE * SIDE }, (_, at) => (at % SIDE < cut ? left : right)) };
};

const VOID: Kind<Mask> = {
  kind: 'mask void 255, not ignored',
  owed: [{ check: 'label/mask-value', code: 'out-of-range' }, lossSays(`label 255 of ${CLASSES} outputs at row`)],
  spoil: ({ labels }, random) => {
    labels[random.below(labels.length)] = 255;
  },
};

const OTHER_SIZE: Kind<Mask> = {
  kind: 'mask of another size',
  owed: [{ check: 'label/mask-size', code: 'size' }, lossSays(`mask of ${SIDE - 1} x ${SIDE} for ${SIDE} x ${SIDE}`)],
  spoil: (mask) => {
    mask.width = SIDE - 1;
    mask.labels = mask.labels.slice(0, SIDE * (SIDE - 1));
  },
};

const CHANNELS = 3;

/** An array of pictures with an array of masks. */
export const makeMaskArrays: PoisonMaker = async (folder, amount) => {
  const random = seeded(6);
  const places = placed([VOID], amount, random);
  const masks = places.map((kind) => {
    const mask = freshMask(random);
    kind?.spoil(mask, random);
    return mask.labels;
  });
  const count = places.length;
  const pixels = Float32Array.from({ length: count * CHANNELS * SIDE * SIDE }, () => random.between(-1, 1));
  const shape = `(${count}, ${CHANNELS}, ${SIDE}, ${SIDE})`;
  writeFileSync(join(folder, 'X.npy'), npyFile('<f4', shape, Buffer.from(pixels.buffer)));
  writeFileSync(join(folder, 'y.npy'), npyFile('|u1', `(${count}, ${SIDE}, ${SIDE})`, Buffer.concat(masks)));
  return { dataset: folder, settings: { classes: CLASSES }, poisons: poisonsOf([VOID], places, rowKey) };
};

/** Pictures whose masks a manifest names. */
export const makeMaskFiles: PoisonMaker = async (folder, amount) => {
  const random = seeded(7);
  const kinds = [{ ...VOID, kind: 'mask void 255 in a file' }, OTHER_SIZE];
  const places = placed(kinds, amount, random);
  for (const name of ['images', 'masks']) mkdirSync(join(folder, name));
  const lines: string[] = [];
  for (const [at, kind] of places.entries()) {
    const mask = freshMask(random);
    kind?.spoil(mask, random);
    const raw = { width: mask.width, height: SIDE, channels: 1 as const };
    await sharp(mask.labels, { raw })
      .toColorspace('b-w')
      .png()
      .toFile(join(folder, 'masks', `${at}.png`));
    await drawPicture(createRandom(at, 7))
      .png()
      .toFile(join(folder, 'images', `${at}.png`));
    lines.push(`images/${at}.png,masks/${at}.png`);
  }
  writeFileSync(join(folder, 'manifest.csv'), `path,mask\n${lines.join('\n')}\n`);
  const settings = { layout: 'manifest', pathColumn: 'path', maskColumn: 'mask', classes: CLASSES };
  return { dataset: folder, settings, poisons: poisonsOf(kinds, places, (place) => `images/${place}.png`) };
};

type Shares = number[];

/** Every other row one-hot, the others shares of all classes. */
const freshShares = (at: number, random: Random): Shares => {
  if (at % 2 === 0) return Array.from({ length: CLASSES }, (_, label) => (label === (at / 2) % CLASSES ? 1 : 0));
  const parts = Array.from({ length: CLASSES }, () => random.between(0.1, 1));
  const sum = parts.reduce((all, part) => all + part, 0);
  return parts.map((part) => part / sum);
};

const SHARE_KINDS: readonly Kind<Shares>[] = [
  {
    kind: 'one-hot row of zeros',
    owed: [{ check: 'label/distribution', code: 'zeros' }],
    spoil: (shares) => {
      shares.fill(0);
    },
  },
  {
    kind: 'soft label with a negative entry',
    owed: [{ check: 'label/distribution', code: 'negative', says: { value: '-0.2' } }],
    spoil: (shares) => {
      shares.splice(0, CLASSES, 0.6, -0.2, 0.3, 0.2, 0.1);
    },
  },
];

export const makeShares: PoisonMaker = async (folder, amount) => {
  const random = seeded(8);
  const places = placed(SHARE_KINDS, amount, random);
  const shares = places.map((kind, at) => {
    const row = freshShares(at, random);
    kind?.spoil(row, random);
    return row;
  });
  const count = places.length;
  const features = shares.flatMap(() => [...freshRow(random)]);
  writeFileSync(join(folder, 'X.npy'), npyFile('<f4', `(${count}, ${FEATURES})`, float32Bytes(features)));
  writeFileSync(join(folder, 'y.npy'), npyFile('<f4', `(${count}, ${CLASSES})`, float32Bytes(shares.flat())));
  return { dataset: folder, settings: { classes: CLASSES }, poisons: poisonsOf(SHARE_KINDS, places, rowKey) };
};
