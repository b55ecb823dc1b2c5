import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { createImageExaminer } from '../../src/decode/image.ts';
import { createShrinker, type SmallPicture } from '../../src/decode/small-picture.ts';
import { type ConfigInput, configSchema } from '../../src/model/config.ts';
import type { ListingFacts } from '../../src/model/listing.ts';
import type { Sample } from '../../src/model/sample.ts';
import type { Examined } from '../../src/pipeline/inspect-sample.ts';
import { createProbing } from '../../src/pipeline/processes/probing.ts';
import { keepAll, limitsWith, photo } from '../decode/pictures.ts';

const probingWith = (config: Partial<ConfigInput>, network: 'built-in' | 'model' = 'built-in') =>
  createProbing(
    configSchema.parse({ dataset: 'data', probe: true, ...config }),
    { labels: { kind: 'none', classes: [], ignored: [] }, targets: [] } as unknown as ListingFacts,
    { network, says: 'nothing' },
    {
      files: { listedFeatures: 'features.jsonl', listedTargets: 'targets.json' },
      open: () => Promise.reject(new Error('pictures are not opened again')),
      beat: () => {},
    },
  );

const sample = { parts: [{ role: 'image', resource: { root: 0, path: 'a.jpg' } }] } as unknown as Sample;
const annotations = { labelDomain: { ignored: [] }, targets: {}, problems: [] };

/** As a run examines it, with what is left of it for the probe. */
const examined = async (bytes: Uint8Array, seenSide: number) => {
  const shrinker = createShrinker(seenSide);
  const examiner = createImageExaminer({ limits: limitsWith(), luma: keepAll(), shrinker });
  const file = { size: bytes.length, extension: 'jpg' };
  const { facets, faults } = await examiner.examine(bytes, file);
  const whole: Examined = { facets: { ...facets, bytes, file, annotations }, faults };
  return { whole, picture: shrinker.take() };
};

const sizesSeen = async (config: Partial<ConfigInput>, bytes: Uint8Array, small?: SmallPicture) => {
  const probing = probingWith(config);
  const { whole, picture } = await examined(bytes, probing.seenSide ?? 32);
  const taken = await probing.take(sample, whole, { picture: small ?? picture });
  if (taken === undefined || !('sample' in taken) || taken.sample.input.kind !== 'picture')
    throw new Error('not taken');
  const { width, height } = taken.sample.input;
  return [width, height];
};

describe('the pictures that the built-in probe takes from what examined them', () => {
  it('are as large as its network sees them, or as is stated', () => {
    expect(probingWith({}).seenSide).toBe(32);
    expect(probingWith({ preprocess: 'imagenet' }).seenSide).toBe(32);
    expect(probingWith({ preprocess: { resize: 256, crop: 224 } }).seenSide).toBe(256);
  });

  it('are none where every value must be met as it is, or a model of the user gets them', () => {
    expect(probingWith({ preprocess: { function: 'log1p' } }).seenSide).toBeUndefined();
    expect(probingWith({}, 'model').seenSide).toBeUndefined();
  });

  it('are not read again, whatever is stored', async () => {
    const bytes = await photo(320, 256).jpeg().toBuffer();
    expect(await sizesSeen({}, bytes)).toEqual([40, 32]);
  });

  it('are read whole where they may be constant, for one pixel decides', async () => {
    const flat = { width: 320, height: 256, channels: 3 as const, background: '#777' };
    const constant = await sharp({ create: flat }).jpeg().toBuffer();
    expect(await sizesSeen({}, constant)).toEqual([320, 256]);
    const dot = { input: Buffer.alloc(64 * 3, 250), raw: { width: 8, height: 8, channels: 3 as const } };
    const almost = await sharp({ create: flat })
      .composite([{ ...dot, left: 8, top: 8 }])
      .jpeg({ quality: 100 })
      .toBuffer();
    expect(await sizesSeen({}, almost)).toEqual([40, 32]);
  });

  it('leave a constant picture to fail under its own deviation', async () => {
    const flat = { width: 320, height: 256, channels: 3 as const, background: '#777' };
    const probing = probingWith({ preprocess: { standardize: 'sample' } });
    const { whole, picture } = await examined(await sharp({ create: flat }).jpeg().toBuffer(), 32);
    const taken = await probing.take(sample, whole, { picture });
    const [outcome] = await probing.probe([taken!]);
    expect(outcome?.nonfinite).toMatchObject({ stage: 'preprocess', name: 'standardize', cause: 'std 0' });
  });

  it('are of no use where the file is not whole', async () => {
    const bytes = await photo(320, 256).jpeg().toBuffer();
    const { whole, picture } = await examined(bytes, 32);
    const faults = [{ facet: 'decoding', kind: 'malformed', detail: '' }] as const;
    expect(picture).toBeDefined();
    expect(await probingWith({}).take(sample, { ...whole, faults }, { picture })).toBeUndefined();
  });
});
