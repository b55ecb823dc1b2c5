import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLines } from '../catalog/read-lines.ts';
import { runFolder } from '../catalog/run-folder.ts';
import type { ConfigInput } from '../model/config.ts';
import type { ListingFacts } from '../model/listing.ts';
import type { Sample } from '../model/sample.ts';
import type { ListRequest, ListResult } from '../pipeline/processes/list.ts';
import { runStage } from '../pipeline/stage.ts';
import { parseConfig } from './config.ts';

/** What a listing tells of a dataset; no sample is opened. */
export interface DatasetLook {
  readonly facts: ListingFacts;
  /** Samples by extension, lower case, the most frequent first. */
  readonly extensions: readonly (readonly [extension: string, samples: number])[];
  /** Patterns of files that lie beside images under their names, such as {dir}/{stem}.xml, and how many there are. */
  readonly sidecars: readonly (readonly [pattern: string, files: number])[];
}

/** Images whose names are remembered to find sidecars: enough to see a habit, flat in memory. */
const MOST_IMAGES = 100_000;
const MOST_PATTERNS = 8;

const extensionOf = (key: string): string => /[^/]\.([^./]+)$/.exec(key)?.[1]?.toLowerCase() ?? '';

const count = (counts: Map<string, number>, name: string): void => {
  counts.set(name, (counts.get(name) ?? 0) + 1);
};

const byNumber = (counts: ReadonlyMap<string, number>): readonly (readonly [string, number])[] =>
  [...counts].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));

const lookAt = (out: string, facts: ListingFacts): DatasetLook => {
  const { listedSamples, otherFiles } = runFolder(out);
  const extensions = new Map<string, number>();
  const images = new Map<string, '{stem}' | '{name}'>();
  for (const line of readLines(listedSamples)) {
    const [part] = (JSON.parse(line) as Sample).parts;
    const key = part?.resource ?? '';
    count(extensions, extensionOf(key));
    if (part?.role !== 'image' || images.size >= 2 * MOST_IMAGES) continue;
    images.set(key.replace(/\.[^./]+$/, ''), '{stem}');
    images.set(key, '{name}');
  }
  const patterns = new Map<string, number>();
  for (const key of existsSync(otherFiles) ? readLines(otherFiles) : []) {
    const [, before, extension] = /^(.*[^/])(\.[A-Za-z0-9]+)$/.exec(key) ?? [];
    const blank = before === undefined ? undefined : images.get(before);
    if (blank !== undefined) count(patterns, `{dir}/${blank}${extension}`);
  }
  return { facts, extensions: byNumber(extensions), sidecars: byNumber(patterns).slice(0, MOST_PATTERNS) };
};

/** Lists a dataset as a run would, in a scratch folder that is gone afterwards. Throws UserError. */
export const lookAtDataset = async (input: ConfigInput): Promise<DatasetLook> => {
  const out = mkdtempSync(join(tmpdir(), 'prepass-look-'));
  try {
    const { facts } = await runStage<ListRequest, ListResult>('list', { config: parseConfig(input), out });
    return lookAt(out, facts);
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
};
