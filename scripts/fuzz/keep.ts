import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const REASONS = 'reasons.txt';
/** Of one reason: more teach nothing. */
const MOST_OF_A_KIND = 2;

const linesOf = (folder: string): readonly string[] => {
  const path = join(folder, REASONS);
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : [];
};

/** Kept files, name to reason. */
export const keptIn = (folder: string): ReadonlyMap<string, string> =>
  new Map(linesOf(folder).map((line) => line.split('\t') as [string, string]));

/** Writes a mutant down as a fixture, and its reason as a line of reasons.txt, unless enough of its kind are there. */
export const keep = (folder: string, name: string, bytes: Uint8Array, reason: string): boolean => {
  const kept = keptIn(folder);
  const alike = [...kept.values()].filter((each) => each === reason).length;
  if (kept.has(name) || alike >= MOST_OF_A_KIND) return false;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), bytes);
  appendFileSync(join(folder, REASONS), `${name}\t${reason}\n`);
  return true;
};
