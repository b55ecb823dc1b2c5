import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { FeatureLine } from '../model/feature-line.ts';
import { readLines } from './read-lines.ts';
import type { RunFolder } from './run-folder.ts';

export interface FeatureLines {
  /** The lines of a part, in order; none where it has none. Asked in the order of the parts, it reads the file once. */
  readonly of: (part: string) => Generator<FeatureLine>;
}

/** Lines of features, by their parts. `path`: a FeatureLine a line, those of a part one after the other; it need not be there. */
export const openFeatureLines = (path: string): FeatureLines => {
  const places = new Map<string, { readonly first: number; count: number }>();
  let total = 0;
  const all = (): Generator<FeatureLine> => linesIn(path);
  for (const { part } of all()) {
    const known = places.get(part);
    if (known === undefined) places.set(part, { first: total, count: 1 });
    else known.count += 1;
    total += 1;
  }
  let lines = all();
  let next = 0;
  const read = (): FeatureLine => {
    next += 1;
    return lines.next().value as FeatureLine;
  };
  return {
    *of(part) {
      const { first, count } = places.get(part) ?? { first: next, count: 0 };
      if (first < next) {
        lines = all();
        next = 0;
      }
      while (next < first) read();
      for (let at = 0; at < count; at += 1) yield read();
    },
  };
};

function* linesIn(path: string): Generator<FeatureLine> {
  if (!existsSync(path)) return;
  for (const line of readLines(path)) yield JSON.parse(line) as FeatureLine;
}

/** What is told of features.jsonl where a run is concluded over its whole dataset. */
export interface FeatureFacts {
  readonly sha256: string;
  /** Parts of which rows are missing that another try may bring. */
  readonly lacking: readonly string[];
}

/** What a run concluded of its features, where they are what was sealed then. */
export const sealedFeatures = ({ conclusion, features }: RunFolder): FeatureFacts | undefined => {
  if (!existsSync(conclusion) || !existsSync(features)) return undefined;
  const { features: sealed } = JSON.parse(readFileSync(conclusion, 'utf8')) as { readonly features?: FeatureFacts };
  if (sealed === undefined) return undefined;
  const digest = createHash('sha256');
  for (const line of readLines(features)) digest.update(`${line}\n`);
  return digest.digest('hex') === sealed.sha256 ? sealed : undefined;
};
