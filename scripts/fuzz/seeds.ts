import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow } from '../corpus/places.ts';
import { smallPictures } from '../make/small-pictures.ts';
import { MOST_BYTES, type Seed } from './mutate.ts';

/** Tables, listings and notes about fixtures are read by other processes than workers. */
const NOT_SEEDS = /\.(json|csv|tsv|md|txt|jsonl)$/;

const SEEDS_A_KIND = 60;

const extensionOf = (name: string): string => name.slice(name.lastIndexOf('.') + 1);

/** As many of each extension, evenly taken or again and again: most fixtures are PNGs. */
const balanced = (seeds: readonly Seed[]): readonly Seed[] => {
  const groups = new Map<string, Seed[]>();
  for (const seed of seeds) {
    const kind = extensionOf(seed.name);
    groups.set(kind, [...(groups.get(kind) ?? []), seed]);
  }
  return [...groups.values()].flatMap((group) => {
    const step = Math.max(1, group.length / SEEDS_A_KIND);
    return Array.from({ length: SEEDS_A_KIND }, (_, at) => group[Math.floor(at * step) % group.length]!);
  });
};

const unlike = (seeds: readonly Seed[]): readonly Seed[] => [
  ...new Map(
    seeds.map((seed) => [`${extensionOf(seed.name)} ${Buffer.from(seed.bytes).toString('latin1')}`, seed]),
  ).values(),
];

/** Small sound pictures of every format and all that is known to be broken, each once, as many of every extension. */
export const gatherSeeds = async (fixtures: string): Promise<readonly Seed[]> => {
  const sound = await smallPictures();
  const known = filesBelow(fixtures)
    .filter((name) => !NOT_SEEDS.test(name))
    .map((name) => ({ name, bytes: readFileSync(join(fixtures, name)) }))
    .filter(({ bytes }) => bytes.length > 0 && bytes.length <= MOST_BYTES);
  return balanced(unlike([...sound, ...known]));
};

/** Of what the mutants are made, and so which mutant a number means. */
export const digestOf = (seeds: readonly Seed[]): string => {
  const digest = createHash('sha256');
  for (const { name, bytes } of seeds) digest.update(`${name}\0${bytes.length}\0`).update(bytes);
  return digest.digest('hex').slice(0, 16);
};
