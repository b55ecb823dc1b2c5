import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The project's root; scripts run from there. */
export const ROOT = new URL('../..', import.meta.url).pathname;
/** Real files that are not part of the repository. */
export const CORPORA = join(ROOT, '../shared/corpora');
export const hasCorpora = (): boolean => existsSync(join(CORPORA, 'images/labels.csv'));

/** The built command; PREPASS_COMMAND names another build to measure. */
export const COMMAND = process.env.PREPASS_COMMAND ?? join(ROOT, 'dist/cli/main.js');

/** Where datasets and runs are made: PREPASS_WORK, or a folder of the system's temporary one. */
export const WORK = process.env.PREPASS_WORK ?? join(tmpdir(), 'prepass-work');

export const workFolder = (...parts: readonly string[]): string => {
  const folder = join(WORK, ...parts);
  mkdirSync(folder, { recursive: true });
  return folder;
};

/** Paths of all files below, relative to it, byte-sorted. */
export const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
