import { execFile, spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import jpegTurbo from '@julusian/jpeg-turbo';
import sharp from 'sharp';
import grayFill from '../../src/checks/image/gray-fill.ts';
import { createImageExaminer, type ImageExaminer } from '../../src/decode/image.ts';
import { createLumaReducer } from '../../src/decode/preview.ts';
import { limitsSchema } from '../../src/model/config.ts';
import { DRAWN_FILLS, type DrawnFill } from '../make/laundered.ts';
import { LOOK_ALIKES, type LookAlike } from '../make/look-alikes.ts';
import { takePhoto } from '../make/photo.ts';
import { createRandom, type Random } from '../make/random.ts';
import { type Picture, paintScene, SCENE_KINDS } from '../make/scene.ts';
import { type Bar, percent } from './bars.ts';
import { CORPORA, filesBelow, ROOT, workFolder } from './places.ts';

const SEED = 41_004;
const PHOTOS = 200;
const LEAST_FOUND = 0.95;
const CLEAN = 30_000;
const MOST_CLEAN_ACCUSED = 3;
const CROPS_A_SCENE = 60;
const SHOTS_A_SCENE = 4;
const LOOK_ALIKES_EACH = 400;
/** Share of the rows that are lost. */
const LOST = [0.1, 0.9] as const;
/** Filled by djpeg and by wuffs, and saved: what the check is for. */
const TRULY_FILLED = /peacock\.default\.truncated\.decoded-by-(djpeg|wuffs)\.png$/;
const PICTURES = /\.(jpe?g|png|gif|webp|tiff?|bmp|avif|tga|ico|ppm|pgm|pbm|pam|qoi|hdr|exr)$/i;

type Judge = (bytes: Uint8Array, name: string) => Promise<readonly string[]>;

const OPTIONS = grayFill.options.parse({});

/** What the check says of a file, by the decoders as they are in a worker. */
const createJudge = (): Judge => {
  const examiner: ImageExaminer = createImageExaminer({ limits: limitsSchema.parse({}), luma: createLumaReducer() });
  return async (bytes, name) => {
    const extension = name.slice(name.lastIndexOf('.') + 1);
    const { facets, faults } = await examiner.examine(bytes, { size: bytes.length, extension });
    const { bottom, decoding } = facets;
    if (bottom === undefined || decoding === undefined) return [];
    const drafts = grayFill.inspect?.({ bottom, decoding }, OPTIONS, { faults, role: 'image' }) ?? [];
    return [...drafts].map(({ code, data }) => `${code} ${JSON.stringify(data)}`);
  };
};

const SAMPLINGS = ['4:2:0', '4:2:0', '4:4:4'] as const;

const toJpeg = ({ width, height, data }: Picture, quality: number, chromaSubsampling: string): Promise<Buffer> =>
  sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality, chromaSubsampling })
    .toBuffer();

/** Same as `toJpeg` at 4:2:0, ten times as fast. */
const toJpegFast = ({ width, height, data }: Picture, quality: number): Buffer => {
  const { FORMAT_RGB, SAMP_420 } = jpegTurbo;
  const options = { width, height, format: FORMAT_RGB, subsampling: SAMP_420, quality };
  return jpegTurbo.compressSync(Buffer.from(data.buffer, data.byteOffset, data.length), options);
};

const qualityOf = (random: Random): number => 75 + random.below(21);

const photoOf = (seed: number, number: number): Picture => {
  const random = createRandom(seed, number);
  const width = 256 + random.below(245);
  const height = 192 + random.below(184);
  const scene = paintScene(SCENE_KINDS[number % SCENE_KINDS.length]!, seed + number, width + 60, height + 60);
  return takePhoto(scene, number, { width, height, noise: random.between(1, 7) });
};

/** Rows from the bottom that a decoder without data left gray. */
const rowsLost = async (jpeg: Uint8Array): Promise<number> => {
  const { data, info } = await sharp(jpeg, { failOn: 'none' })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  let at = data.length - 1;
  while (at >= 0 && data[at] === 128) at -= 1;
  return info.height - 1 - Math.floor((at + 1) / (info.width * info.channels));
};

/** Bytes cut off so that 10 to 90 % of the rows are lost. */
const cut = async (jpeg: Uint8Array, height: number, random: Random): Promise<Uint8Array> => {
  for (;;) {
    const short = jpeg.subarray(0, Math.floor(jpeg.length * random.between(0.1, 0.9)));
    const lost = (await rowsLost(short)) / height;
    if (lost >= LOST[0] && lost <= LOST[1]) return short;
  }
};

type SaveAgain = readonly [tool: 'pillow' | 'opencv', from: string, to: string, quality: number];

const askPython = (jobs: readonly SaveAgain[]): Promise<readonly unknown[]> =>
  new Promise((resolve, reject) => {
    const child = spawn('/usr/bin/python3', [join(ROOT, 'scripts/peers/save_again.py')]);
    let answer = '';
    let complaint = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      answer += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaint = (complaint + text).slice(-2000);
    });
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve(JSON.parse(answer)) : reject(new Error(complaint))));
    child.stdin.end(JSON.stringify(jobs));
  });

const saveByDjpeg = async (from: string, to: string, quality: number): Promise<void> => {
  // djpeg says 2 where it warned.
  const pipe = 'djpeg "$1" 2>/dev/null | cjpeg -quality "$2" > "$3"';
  await promisify(execFile)('sh', ['-c', pipe, 'sh', from, String(quality), to]);
};

const REAL_TOOLS = ['djpeg', 'pillow', 'opencv', 'sharp'] as const;

/** Files of each way, saved again at quality 75 to 95. */
const makeLaundered = async (folder: string, seed: number): Promise<ReadonlyMap<string, readonly string[]>> => {
  const files = new Map<string, string[]>([...REAL_TOOLS, ...Object.keys(DRAWN_FILLS)].map((way) => [way, []]));
  const jobs: SaveAgain[] = [];
  for (let number = 0; number < PHOTOS; number += 1) {
    const random = createRandom(seed, number, 1);
    const photo = photoOf(seed, number);
    const original = await toJpeg(photo, 70 + random.below(29), random.pick(SAMPLINGS));
    const short = await cut(original, photo.height, random);
    const from = join(folder, `${number}-cut.jpg`);
    writeFileSync(from, short);
    for (const [way, made] of files) {
      const to = join(folder, `${number}-${way.replaceAll(' ', '-')}.jpg`);
      const quality = qualityOf(random);
      made.push(to);
      if (way === 'djpeg') await saveByDjpeg(from, to, quality);
      else if (way === 'sharp') writeFileSync(to, await sharp(short, { failOn: 'none' }).jpeg({ quality }).toBuffer());
      else if (way === 'pillow' || way === 'opencv') jobs.push([way, from, to, quality]);
      else {
        const row = Math.round(photo.height * (1 - random.between(...LOST)));
        const filled = DRAWN_FILLS[way as DrawnFill](photo, row, random);
        writeFileSync(to, await toJpeg(filled, quality, random.pick(SAMPLINGS)));
      }
    }
  }
  const refused = await askPython(jobs);
  if (refused.length > 0) throw new Error(`refused: ${JSON.stringify(refused.slice(0, 5))}`);
  return files;
};

interface Found {
  readonly way: string;
  readonly files: number;
  readonly missed: readonly string[];
}

const findIn = async (way: string, paths: readonly string[], judge: Judge): Promise<Found> => {
  const missed: string[] = [];
  for (const path of paths) if ((await judge(readFileSync(path), path)).length === 0) missed.push(path);
  return { way, files: paths.length, missed };
};

const shareOf = ({ way, files, missed }: Found): string => {
  const found = files - missed.length;
  return `${way}: ${found} of ${files}, ${percent(found, files)}`;
};

/** What decoders leave counts as what is drawn as they might. */
const foundBar = (name: string, kinds: readonly Found[]): Bar => {
  const files = kinds.reduce((sum, kind) => sum + kind.files, 0);
  const found = files - kinds.reduce((sum, kind) => sum + kind.missed.length, 0);
  return {
    name: `filled and saved again, ${name}`,
    measured: `${found} of ${files}, ${percent(found, files)}`,
    owed: `${percent(LEAST_FOUND, 1)}`,
    holds: found >= LEAST_FOUND * files,
    cases: [...kinds.map(shareOf), ...kinds.flatMap(({ missed }) => missed)],
  };
};

/** Another part of the shot, as it is or mirrored. */
const cropOf = (shot: Picture, random: Random): Picture => {
  const width = 256 + random.below(Math.min(80, shot.width - 256));
  const height = Math.floor((width * random.pick([9, 10, 12])) / 16);
  const left = random.below(shot.width - width + 1);
  const top = random.below(shot.height - height + 1);
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    const from = ((top + y) * shot.width + left) * 3;
    data.set(shot.data.subarray(from, from + width * 3), y * width * 3);
  }
  return { width, height, data };
};

/** Photographs of a scene: four shots of unlike noise, and crops of them. */
const cropsOf = function* (seed: number, number: number): Generator<Picture> {
  const random = createRandom(seed, number, 2);
  const scene = paintScene(SCENE_KINDS[number % SCENE_KINDS.length]!, seed - number, 460, 345);
  for (let shot = 0; shot < SHOTS_A_SCENE; shot += 1) {
    const photo = takePhoto(scene, number * SHOTS_A_SCENE + shot, {
      width: 420,
      height: 300,
      noise: random.between(0, 7),
    });
    for (let crop = 0; crop < CROPS_A_SCENE / SHOTS_A_SCENE; crop += 1) yield cropOf(photo, random);
  }
};

const cleanBar = async (judge: Judge, seed: number): Promise<Bar> => {
  const accused: string[] = [];
  let tried = 0;
  for (let scene = 0; tried < CLEAN; scene += 1) {
    const random = createRandom(seed, scene, 3);
    for (const crop of cropsOf(seed, scene)) {
      const said = await judge(toJpegFast(crop, qualityOf(random)), 'crop.jpg');
      if (said.length > 0) accused.push(`scene ${scene}, picture ${tried}: ${said}`);
      tried += 1;
    }
  }
  return {
    name: 'clean photo-like pictures',
    measured: `${accused.length} of ${tried} accused`,
    owed: `at most ${MOST_CLEAN_ACCUSED} of ${CLEAN}`,
    holds: tried >= CLEAN && accused.length <= MOST_CLEAN_ACCUSED,
    cases: accused,
  };
};

/** Drawn screens are no photographs: a bar with a button at its left ends as a fill does (docs/decisions/0021). */
const mostAccused = (kind: LookAlike): number => (kind === 'screenshot' ? 1 : 0);

const lookAlikeBar = async (kind: LookAlike, judge: Judge, seed: number): Promise<Bar> => {
  const accused: string[] = [];
  for (let number = 0; number < LOOK_ALIKES_EACH; number += 1) {
    const random = createRandom(seed, number, 4, Object.keys(LOOK_ALIKES).indexOf(kind));
    const picture = LOOK_ALIKES[kind](photoOf(seed, number % PHOTOS), random);
    const { width, height, data } = picture;
    const files = [toJpegFast(picture, qualityOf(random))];
    if (number % 4 === 0)
      files.push(
        await sharp(data, { raw: { width, height, channels: 3 } })
          .png()
          .toBuffer(),
      );
    for (const bytes of files) {
      const said = await judge(bytes, 'picture.jpg');
      if (said.length > 0) accused.push(`${kind} ${number}: ${said}`);
    }
  }
  return {
    name: `look-alikes, ${kind}`,
    measured: `${accused.length} of ${LOOK_ALIKES_EACH} accused`,
    owed: `at most ${mostAccused(kind)}`,
    holds: accused.length <= mostAccused(kind),
    cases: accused,
  };
};

const realBar = async (name: string, folder: string, judge: Judge): Promise<Bar> => {
  const files = filesBelow(folder).filter((file) => PICTURES.test(file));
  const accused: string[] = [];
  for (const file of files) {
    const said = await judge(readFileSync(join(folder, file)), file);
    if (said.length > 0 && !TRULY_FILLED.test(file)) accused.push(`${file}: ${said}`);
  }
  return {
    name: `real pictures, ${name}`,
    measured: `${accused.length} of ${files.length} accused`,
    owed: '0',
    holds: files.length > 0 && accused.length === 0,
    cases: accused,
  };
};

/** Whether rows that a decoder filled in are seen in files that are valid again, and nothing else is taken for them. */
export const measureFill = async (seedOffset: number): Promise<readonly Bar[]> => {
  const judge = createJudge();
  const seed = SEED + seedOffset;
  const folder = workFolder('laundered');
  rmSync(folder, { recursive: true, force: true });
  const laundered = await makeLaundered(workFolder('laundered'), seed);
  const bars: Bar[] = [];
  const kinds: Found[] = [];
  for (const [way, paths] of laundered) kinds.push(await findIn(way, paths, judge));
  const isReal = ({ way }: Found): boolean => (REAL_TOOLS as readonly string[]).includes(way);
  bars.push(foundBar('by decoders', kinds.filter(isReal)), foundBar('by any of these', kinds));
  for (const kind of Object.keys(LOOK_ALIKES) as LookAlike[]) bars.push(await lookAlikeBar(kind, judge, seed));
  bars.push(await realBar('BCCD', join(CORPORA, 'datasets/bccd'), judge));
  bars.push(await realBar('all corpora', CORPORA, judge));
  bars.push(await cleanBar(judge, seed));
  return bars;
};
