import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pLimit from 'p-limit';
import sharp from 'sharp';
import { DAMAGE_KINDS, type Disguise, damage } from './damage.ts';
import { encodeOther, FORMATS, type FormatName } from './formats.ts';
import { encodeJpeg, findPlace, PHOTO_SEED, photograph, photographAt, smallPicture, variedPicture } from './photo.ts';
import { SCENE_KINDS } from './scene.ts';

const write = (path: string, bytes: Uint8Array): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
};

/**
 * Makes a folder once: beside it a file says what was asked for, and the same request again leaves everything as it is.
 * The answer tells whether it had to be made.
 */
export const once = async (folder: string, request: object, make: () => Promise<void> | void): Promise<boolean> => {
  const seal = `${folder}.made.json`;
  const wanted = JSON.stringify({ ...request, seed: PHOTO_SEED, sharp: sharp.versions.sharp });
  if (existsSync(seal) && existsSync(folder) && readFileSync(seal, 'utf8') === wanted) return false;
  rmSync(seal, { force: true });
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await make();
  writeFileSync(seal, wanted);
  return true;
};

const MOST_PLACES = 400;
const SHOTS_AT_ONCE = 4;

/** `class/000123.jpg`: photographs of 90 to 130 kB from at most 400 places, all of different bytes. */
export const makePhotos = (count: number, folder: string): Promise<boolean> =>
  once(folder, { photos: count }, async () => {
    const places = Math.min(MOST_PLACES, count);
    const limit = pLimit(SHOTS_AT_ONCE);
    for (let at = 0; at < places; at += 1) {
      const place = await findPlace(at);
      const numbers: number[] = [];
      for (let number = at; number < count; number += places) numbers.push(number);
      await Promise.all(
        numbers.map((number) =>
          limit(async () => {
            const { kind, jpeg } = await photographAt(place, number);
            write(join(folder, kind, `${String(number).padStart(6, '0')}.jpg`), jpeg);
          }),
        ),
      );
    }
  });

/** The JPEG with a comment right behind its first marker: other bytes, the same pixels. At most 65,000 characters. */
export const withComment = (jpeg: Uint8Array, comment: string): Buffer => {
  const text = Buffer.from(comment, 'latin1');
  const head = Buffer.from([0xff, 0xfe, (text.length + 2) >> 8, (text.length + 2) & 0xff]);
  return Buffer.concat([jpeg.subarray(0, 2), head, text, jpeg.subarray(2)]);
};

const FILES_A_FOLDER = 1_000;

/** `000/000123.jpg`: tiny JPEGs that differ in a comment, a thousand to a folder, quick to make by the million. */
export const makeSmall = (count: number, folder: string): Promise<boolean> =>
  once(folder, { small: count }, async () => {
    const variants = await Promise.all(
      SCENE_KINDS.map(async (kind) => {
        const { width, height, data } = smallPicture(kind, PHOTO_SEED);
        return sharp(data, { raw: { width, height, channels: 3 } })
          .resize(12, 12)
          .greyscale()
          .jpeg({ quality: 40 })
          .toBuffer();
      }),
    );
    for (let number = 0; number < count; number += 1) {
      const place = join(folder, String(Math.floor(number / FILES_A_FOLDER)).padStart(4, '0'));
      if (number % FILES_A_FOLDER === 0) mkdirSync(place, { recursive: true });
      const bytes = withComment(variants[number % variants.length]!, String(number));
      writeFileSync(join(place, `${String(number).padStart(7, '0')}.jpg`), bytes);
    }
  });

/** What the test codec of `bench/fault-codec.mjs` looks for. */
export const CRASH_MARK = 'prepass-fault:crash';
export const HANG_MARK = 'prepass-fault:hang';
export const HOG_MARK = 'prepass-fault:hog';
const MARKS: Readonly<Record<string, string>> = { crash: CRASH_MARK, hang: HANG_MARK, hog: HOG_MARK };

export interface Marked {
  readonly good: number;
  readonly crashes: number;
  readonly hangs: number;
  /** Such as ask for memory without end. */
  readonly hogs: number;
}

/** Good small photographs, and among them, spread evenly, such as hurt the test codec: `crash-….jpg`, `hang-….jpg`, `hog-….jpg`. */
export const makeMarked = (counts: Marked, folder: string): Promise<boolean> =>
  once(folder, counts, async () => {
    const marks = [
      ...Array<string>(counts.crashes).fill('crash'),
      ...Array<string>(counts.hangs).fill('hang'),
      ...Array<string>(counts.hogs).fill('hog'),
    ];
    const total = counts.good + marks.length;
    const spacing = Math.floor(total / Math.max(1, marks.length));
    for (let number = 0; number < total; number += 1) {
      const mark = number % spacing === spacing - 1 ? marks[(number - spacing + 1) / spacing] : undefined;
      const kind = SCENE_KINDS[number % SCENE_KINDS.length]!;
      const jpeg = await encodeJpeg(smallPicture(kind, PHOTO_SEED + number), 85);
      const name = `${mark ?? 'good'}-${String(number).padStart(5, '0')}.jpg`;
      const bytes = mark === undefined ? jpeg : withComment(jpeg, MARKS[mark]!);
      write(join(folder, kind, name), bytes);
    }
  });

/** Per kind of damage a folder with one damaged file of each input: 'cut-to-10/000003.jpg'. */
export const damageFolderName = (kind: string): string => kind.replaceAll(/[^a-zA-Z0-9]+/g, '-').replace(/-$/, '');

export interface Undamaged {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Absent: PNG, as sharp makes it of the bytes. */
  readonly disguise?: Disguise;
}

/** The clean ones go to 'clean/'. */
export const makeDamagedFrom = (
  inputs: () => AsyncIterable<Undamaged>,
  request: object,
  folder: string,
): Promise<boolean> =>
  once(folder, request, async () => {
    let number = 0;
    for await (const { name, bytes, disguise } of inputs()) {
      write(join(folder, 'clean', name), bytes);
      for (const kind of DAMAGE_KINDS) {
        write(join(folder, damageFolderName(kind), name), await damage(kind, bytes, number, disguise));
      }
      number += 1;
    }
  });

const numbered = (number: number, extension: string): string => `${String(number).padStart(6, '0')}.${extension}`;

/** 200 photographs, each damaged in every way. */
export const makeDamaged = (count: number, folder: string): Promise<boolean> =>
  makeDamagedFrom(
    async function* () {
      for (let number = 0; number < count; number += 1) {
        yield { name: numbered(number, 'jpg'), bytes: (await photograph(number)).jpeg };
      }
    },
    { damaged: count },
    folder,
  );

/** The same for small pictures of a format. Throws `MissingProgram` where what writes it is not installed. */
export const makeDamagedFormat = (format: FormatName, count: number, folder: string): Promise<boolean> =>
  makeDamagedFrom(
    async function* () {
      const { extension, encode } = FORMATS[format];
      for (let number = 0; number < count; number += 1) {
        const picture = variedPicture(number);
        const bytes = await encode(picture, number);
        yield { name: numbered(number, extension), bytes, disguise: () => encodeOther(format, picture) };
      }
    },
    { damaged: count, format },
    folder,
  );
