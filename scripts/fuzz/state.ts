import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** How far a series of mutants is. A series is known by its seed and by what it is made of. */
export interface Series {
  readonly seed: number;
  readonly seeds: string;
}

export interface Progress extends Series {
  /** All mutants with a smaller number are examined. */
  readonly next: number;
  readonly reasons: Readonly<Record<string, number>>;
}

/** What an earlier try left, if it was at the same series. */
export const resume = (path: string, { seed, seeds }: Series): Progress => {
  const fresh: Progress = { seed, seeds, next: 0, reasons: {} };
  if (!existsSync(path)) return fresh;
  const left = JSON.parse(readFileSync(path, 'utf8')) as Progress;
  return left.seed === seed && left.seeds === seeds ? left : fresh;
};

export const remember = (path: string, progress: Progress): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.part`, `${JSON.stringify(progress, null, 2)}\n`);
  renameSync(`${path}.part`, path);
};
