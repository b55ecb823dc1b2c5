import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow } from '../corpus/places.ts';
import { smallPictures } from '../make/small-pictures.ts';
import { MOST_BYTES, type Seed } from './mutate.ts';

/** Tables, listings and notes about fixtures are read by other processes than workers. */
const NOT_SEEDS = /\.(json|csv|tsv|md|txt|jsonl)$/;

/** Small sound pictures of every format, three times each, and all that is known to be broken. */
export const gatherSeeds = async (fixtures: string): Promise<readonly Seed[]> => {
  const sound = await smallPictures();
  const known = filesBelow(fixtures)
    .filter((name) => !NOT_SEEDS.test(name))
    .map((name) => ({ name, bytes: readFileSync(join(fixtures, name)) }))
    .filter(({ bytes }) => bytes.length > 0 && bytes.length <= MOST_BYTES);
  return [...sound, ...sound, ...sound, ...known];
};

/** Of what the mutants are made, and so which mutant a number means. */
export const digestOf = (seeds: readonly Seed[]): string => {
  const digest = createHash('sha256');
  for (const { name, bytes } of seeds) digest.update(`${name}\0${bytes.length}\0`).update(bytes);
  return digest.digest('hex').slice(0, 16);
};
