import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll } from 'vitest';

/** The command as it is installed. `npm test` builds it first. */
export const MAIN = resolve(import.meta.dirname, '../../dist/cli/main.js');

const made: string[] = [];
afterAll(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** Gone after the test file, with all that was written beside it. */
export const emptyFolder = (): string => {
  const place = mkdtempSync(join(tmpdir(), 'prepass-cli-'));
  made.push(place);
  const folder = join(place, 'data');
  mkdirSync(folder);
  return folder;
};

interface SpawnOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs the built command in an environment that holds nothing but what is stated. */
export const prepass = (args: readonly string[], { cwd, env }: SpawnOptions = {}): SpawnSyncReturns<string> => {
  if (!existsSync(MAIN)) throw new Error('dist/cli/main.js is missing: npm run build');
  return spawnSync(process.execPath, [MAIN, ...args], {
    cwd: cwd ?? emptyFolder(),
    encoding: 'utf8',
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...env },
  });
};
