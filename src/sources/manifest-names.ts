import type { ResourceRef } from '../model/sample.ts';
import type { Roots } from '../storage/roots.ts';
import { walk } from '../storage/walk.ts';
import { extensionOf, isSplitName, nameOf } from './file-kinds.ts';

/** A file that may be a manifest. */
export interface Candidate {
  readonly ref: ResourceRef;
  /** The split that all of its rows belong to. */
  readonly split?: string | undefined;
}

/** Names under which a manifest is looked for in the root, in the order in which they are tried, for each extension in its order. */
const STEMS = ['manifest', 'labels', 'annotations', 'metadata', 'index', 'data'] as const;
const EXTENSIONS = ['csv', 'tsv', 'jsonl', 'ndjson', 'parquet'] as const;
/** Text files are often no lists: only those named as a split are tried. */
const LIST_EXTENSION = 'txt';
/** Without one of these, a file named as a split is not the dataset's list. */
const TRAINING = /^train/i;

/** Extensions of tables, whatever they are called. */
export const TABLE_FILE = /\.(?:csv|tsv|tab|jsonl|ndjson|jsonlines|parquet)$/i;
export const MANIFEST_FILE = /\.(?:csv|tsv|tab|txt|jsonl|ndjson|jsonlines|parquet)$/i;

/** For people: what is looked for. */
export const SOUGHT_NAMES = `${STEMS.join(', ')}, train, val, test (.${EXTENSIONS.join(', .')}); train.txt, val.txt, test.txt`;

/** Which of how many files of a split, as Hugging Face's `datasets` names them: 'train-00000-of-00005-0f3a.parquet'. */
const PIECE = /-\d{5}-of-\d{5}(?:-[\da-f]+)?$/;

const stemOf = (ref: ResourceRef): string => {
  const name = nameOf(ref);
  const stem = extensionOf(ref) === '' ? name : name.slice(0, name.lastIndexOf('.'));
  const split = stem.replace(PIECE, '');
  return isSplitName(split) ? split : stem;
};

/** The split that a file's name says: 'lists/val.csv' -> 'val'. */
export const splitOfFile = (ref: ResourceRef): string => stemOf(ref);

const isTried = (stem: string, extension: string): boolean => {
  if (extension === LIST_EXTENSION) return isSplitName(stem);
  const isKnown = isSplitName(stem) || (STEMS as readonly string[]).includes(stem.toLowerCase());
  return isKnown && (EXTENSIONS as readonly string[]).includes(extension);
};

const splitOrder = ({ ref }: Candidate): number => (TRAINING.test(nameOf(ref)) ? 0 : 1);

/** Files named as splits, of one extension, the training one first; by itself it is a manifest like any other. */
const splitFiles = (files: readonly ResourceRef[]): readonly Candidate[] => {
  const named = files.filter((ref) => isSplitName(stemOf(ref)));
  if (!named.some((ref) => TRAINING.test(nameOf(ref)))) return [];
  if (named.length === 1) return [{ ref: named[0]! }];
  return named
    .map((ref): Candidate => ({ ref, split: splitOfFile(ref) }))
    .sort((a, b) => splitOrder(a) - splitOrder(b) || Buffer.compare(Buffer.from(a.ref), Buffer.from(b.ref)));
};

/** Groups of files that together may be the dataset's manifest, the likeliest first. */
export const candidatesInRoot = (roots: Roots): readonly (readonly Candidate[])[] => {
  const files = new Map<string, ResourceRef[]>();
  for (const entry of walk(roots, { enter: () => false })) {
    if (entry.kind !== 'file') continue;
    const extension = extensionOf(entry.key);
    // Kept are only names that are tried: there may be millions beside them.
    if (!isTried(stemOf(entry.key), extension)) continue;
    const known = files.get(extension);
    if (known === undefined) files.set(extension, [entry.key]);
    else known.push(entry.key);
  }
  const groups = EXTENSIONS.flatMap((extension) => {
    const own = files.get(extension) ?? [];
    const byStem = new Map(own.map((ref) => [stemOf(ref).toLowerCase(), ref]));
    const singles = STEMS.flatMap((stem) => byStem.get(stem) ?? []).map((ref): readonly Candidate[] => [{ ref }]);
    return [...singles, splitFiles(own)];
  });
  return [...groups, splitFiles(files.get(LIST_EXTENSION) ?? [])].filter((group) => group.length > 0);
};
