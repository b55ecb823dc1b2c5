import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import jpegTurbo from '@julusian/jpeg-turbo';
import blockShift from '../../src/checks/image/block-shift.ts';
import { coefficientsOf } from '../../src/decode/codecs/jpeg-coefficients.ts';
import { createImageExaminer } from '../../src/decode/image.ts';
import { createLumaReducer } from '../../src/decode/preview.ts';
import { limitsSchema } from '../../src/model/config.ts';
import { damage } from '../make/damage.ts';
import { LOOK_ALIKES, type LookAlike } from '../make/look-alikes.ts';
import { photograph, takePhoto } from '../make/photo.ts';
import { createRandom } from '../make/random.ts';
import { type Picture, paintScene, SCENE_KINDS } from '../make/scene.ts';
import { type Bar, percent } from './bars.ts';
import { CORPORA, filesBelow } from './places.ts';

const SEED = 52_022;
const FILES = 200;
const CLEAN = 2_000;
const SHOTS_A_SCENE = 20;
const MOST_ACCUSED = 1 / 1000;
const LEAST_FOUND = [
  ['ten bits flipped', 0.8],
  ['one bit flipped', 0.2],
] as const;
const HARMLESS = new Set(['metadata', 'refused-elsewhere']);

interface Look {
  readonly decoder: 'complains' | 'silent';
  readonly said: readonly string[];
}

const OPTIONS = blockShift.options.parse({});
const examiner = createImageExaminer({ limits: limitsSchema.parse({}), luma: createLumaReducer(), coefficientsOf });

const lookAt = async (bytes: Uint8Array): Promise<Look> => {
  const { facets, faults } = await examiner.examine(bytes, { size: bytes.length, extension: 'jpg' });
  const { coefficients, container, decoding } = facets;
  const complains =
    faults.length > 0 ||
    container?.missing !== undefined ||
    (container?.damage.length ?? 0) > 0 ||
    decoding?.warnings.some(({ cause }) => !HARMLESS.has(cause)) === true;
  const drafts =
    coefficients === undefined || decoding === undefined
      ? []
      : [...(blockShift.inspect?.({ coefficients, decoding }, OPTIONS, { faults, role: 'image' }) ?? [])];
  return {
    decoder: complains ? 'complains' : 'silent',
    said: drafts.map(({ code, data }) => `${code} ${JSON.stringify(data)}`),
  };
};

const foundBar = async (
  [kind, least]: (typeof LEAST_FOUND)[number],
  sources: Readonly<Record<string, readonly Uint8Array[]>>,
): Promise<Bar> => {
  const cases: string[] = [];
  let [files, found, decoderFinds] = [0, 0, 0];
  for (const [source, pictures] of Object.entries(sources)) {
    const looks: Look[] = [];
    for (const [number, bytes] of pictures.entries()) looks.push(await lookAt(await damage(kind, bytes, number)));
    const silent = looks.filter(({ decoder }) => decoder === 'silent');
    const alone = looks.length - silent.length;
    const impossible = silent.filter(({ said }) => said.length > 0).length;
    const all = alone + impossible;
    cases.push(`${source}: ${percent(all, looks.length)}: decoder ${alone}, impossible blocks ${impossible}`);
    files += looks.length;
    found += all;
    decoderFinds += alone;
  }
  return {
    name: kind,
    measured: `${percent(found, files)}; decoder alone ${percent(decoderFinds, files)}`,
    owed: percent(least, 1),
    holds: found >= least * files,
    cases,
  };
};

const encode = ({ width, height, data }: Picture, quality: number): Buffer => {
  const { FORMAT_RGB, SAMP_420, SAMP_444 } = jpegTurbo;
  const subsampling = quality % 3 === 0 ? SAMP_444 : SAMP_420;
  const pixels = Buffer.from(data.buffer, data.byteOffset, data.length);
  return jpegTurbo.compressSync(pixels, { width, height, format: FORMAT_RGB, subsampling, quality });
};

/** Below a line of up to 4 degrees another photograph: what a shift of all later blocks looks like. */
const withHorizon = (over: Picture, under: Picture, slope: number, at: number): Picture => {
  const { width, height } = over;
  const data = Uint8Array.from(over.data);
  for (let x = 0; x < width; x += 1) {
    for (let y = Math.max(0, Math.round(at + slope * x)); y < height; y += 1) {
      const from = (y * width + x) * 3;
      data.set(under.data.subarray(from, from + 3), from);
    }
  }
  return { width, height, data };
};

/** Photographs, every fourth with a horizon, every fifth with borders, a letterbox or whatever else looks alike. */
const cleanPictures = function* (seed: number): Generator<readonly [name: string, jpeg: Buffer]> {
  const kinds = Object.keys(LOOK_ALIKES) as LookAlike[];
  for (let number = 0, scene = 0; number < CLEAN; scene += 1) {
    const painted = paintScene(SCENE_KINDS[scene % SCENE_KINDS.length]!, seed + scene, 560, 430);
    for (let shot = 0; shot < SHOTS_A_SCENE; shot += 1, number += 1) {
      const random = createRandom(seed, number);
      const size = { width: 256 + random.below(245), height: 192 + random.below(184), noise: random.between(0, 7) };
      const photo = takePhoto(painted, seed + number, size);
      const quality = 70 + random.below(29);
      if (number % 4 === 0) {
        const under = takePhoto(painted, seed - number, size);
        const drawn = withHorizon(photo, under, random.between(-0.07, 0.07), random.between(20, size.height - 20));
        yield [`horizon ${number}`, encode(drawn, quality)];
      } else if (number % 5 === 0) {
        const kind = random.pick(kinds);
        yield [`${kind} ${number}`, encode(LOOK_ALIKES[kind](photo, random), quality)];
      } else yield [`photo ${number}`, encode(photo, quality)];
    }
  }
};

const cleanBar = async (name: string, pictures: Iterable<readonly [string, Uint8Array]>): Promise<Bar> => {
  const accused: string[] = [];
  let tried = 0;
  for (const [picture, bytes] of pictures) {
    const { said, decoder } = await lookAt(bytes);
    if (decoder === 'complains') continue;
    tried += 1;
    if (said.length > 0) accused.push(`${picture}: ${said}`);
  }
  return {
    name,
    measured: `${accused.length} of ${tried} accused`,
    owed: `at most ${percent(MOST_ACCUSED, 1)}`,
    holds: tried > 0 && accused.length <= MOST_ACCUSED * tried,
    cases: accused,
  };
};

const readBelow = function* (folder: string): Generator<readonly [string, Uint8Array]> {
  for (const file of [...filesBelow(folder)].sort()) {
    if (/\.jpe?g$/i.test(file)) yield [file, readFileSync(join(folder, file))];
  }
};

/** What a JPEG's coefficients tell of damage that decoders pass over in silence, and whom they accuse wrongly. */
export const measureShift = async (seedOffset: number): Promise<readonly Bar[]> => {
  const photographs: Uint8Array[] = [];
  for (let number = 0; number < FILES; number += 1) photographs.push((await photograph(seedOffset + number)).jpeg);
  const cells = [...readBelow(join(CORPORA, 'datasets/bccd'))].slice(0, FILES).map(([, bytes]) => bytes);
  const sources = { photographs, BCCD: cells };
  const bars: Bar[] = [];
  for (const owed of LEAST_FOUND) bars.push(await foundBar(owed, sources));
  bars.push(await cleanBar('clean, photo-like', cleanPictures(SEED + seedOffset)));
  const named = photographs.map((bytes, number) => [`photograph ${number}`, bytes] as const);
  bars.push(await cleanBar('clean, the photographs', named));
  bars.push(await cleanBar('real JPEGs, all corpora', readBelow(CORPORA)));
  return bars;
};
