import type { Facets } from '../../../src/model/facets.ts';
import type { ListingFacts } from '../../../src/model/listing.ts';
import type { DatasetInput } from '../check-tester.ts';
import type { SampleRow } from '../dataset-harness.ts';

/** 'a dog/x.png train' is content a under the class dog; '-' is no label, no split. One word a column: content, key, split. */
const rowOf = (line: string): SampleRow => {
  const [content, key, split] = line.split(' ') as [string, string, string | undefined];
  const label = key.includes('/') ? key.slice(0, key.indexOf('/')) : null;
  return { key, sha256: content, bytes: 10, label, split: split ?? null };
};

/** Samples of an ImageFolder, each as 'content class/name split'. */
export const files = (...lines: readonly string[]): DatasetInput => ({ samples: lines.map(rowOf), facts: named });

const named: Partial<ListingFacts> = { labels: { kind: 'names', classes: [], ignored: [] } };

export const integers = (ignored: readonly number[] = []): Partial<ListingFacts> => ({
  labels: { kind: 'integers', classes: [], ignored },
});

/** So many contents, each twice: under the classes cat and dog. */
export const pairs = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, at) => [`p${at} cat/p${at}.png`, `p${at} dog/p${at}.png`]).flat();

export const singles = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, at) => `s${at} cat/s${at}.png`);

export const pictureFacets = (partial: Partial<Facets>): Partial<Facets> => ({
  file: { size: 100, extension: 'png' },
  ...partial,
});
