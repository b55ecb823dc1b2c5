import { copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { CORPORA } from './places.ts';

/** A row of the corpora's list of images. */
export interface Labelled {
  readonly path: string;
  /** `odd`: readers disagree on it; not scored. */
  readonly expected: 'ok' | 'corrupt' | 'odd';
  readonly why: string;
  readonly format: string;
}

export const labelledImages = (): readonly Labelled[] =>
  parse(readFileSync(join(CORPORA, 'images/labels.csv')), { columns: true }) as Labelled[];

/** The name of a file in a folder that has no folders. */
export const flatName = (path: string): string => path.replaceAll('/', '__');

/** Copies files into one folder, their paths as names. */
export const flatten = (folder: string, from: string, paths: readonly string[]): void => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const path of paths) copyFileSync(join(from, path), join(folder, flatName(path)));
};
