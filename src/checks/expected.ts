import { z } from 'zod';
import type { DatasetView } from '../model/check.ts';
import type { Digests, Expectation, ExpectedDigest } from '../model/expectation.ts';
import { familyOf } from '../model/format-names.ts';

/** `unknown`: it cannot be told from the file (an upload in parts of a size that nobody knows). */
export type Outcome = 'same' | 'different' | 'unknown';

/** One statement about a file held against the file. */
export interface Compared {
  readonly kind: 'digest' | 'size' | 'type';
  readonly outcome: Outcome;
  readonly from: Expectation;
  readonly expected: string | number;
  readonly actual: string | number;
  /** Of a digest, by the name that people know it under. */
  readonly algorithm?: string;
}

/** Need not be a digest of the bytes: of encrypted, appended and copied objects it is something else. */
export const ETAG = 'ETag';
const NAMES = { qiniu: 'Qiniu hash', etag: ETAG, multipart: ETAG } as const;
const nameOf = ({ algorithm }: ExpectedDigest): string =>
  algorithm in NAMES ? NAMES[algorithm as keyof typeof NAMES] : algorithm;

const multipart = ({ value }: ExpectedDigest, made: readonly string[]): Outcome => {
  if (made.includes(value)) return 'same';
  // One part is the whole file: its tag depends on no size.
  return value.endsWith('-1') ? 'different' : 'unknown';
};

const compareDigest = (from: Expectation, digest: ExpectedDigest, digests: Digests): Compared | undefined => {
  const { algorithm, value } = digest;
  const base = { kind: 'digest', from, expected: value, algorithm: nameOf(digest) } as const;
  if (algorithm === 'multipart') {
    const made = digests.multipart ?? [];
    return { ...base, outcome: multipart(digest, made), actual: made[0] ?? '–' };
  }
  const actual = digests[algorithm === 'etag' ? 'md5' : algorithm];
  if (actual === undefined) return undefined;
  return { ...base, outcome: actual === value ? 'same' : 'different', actual };
};

export const compareDigests = (all: readonly Expectation[], digests: Digests): readonly Compared[] =>
  all.flatMap((from) => (from.digests ?? []).flatMap((digest) => compareDigest(from, digest, digests) ?? []));

export const compareSizes = (all: readonly Expectation[], actual: number): readonly Compared[] =>
  all.flatMap((from) =>
    from.size === undefined
      ? []
      : [{ kind: 'size', from, expected: from.size, actual, outcome: from.size === actual ? 'same' : 'different' }],
  );

/** Types under which no store keeps a picture by mistake of the uploader; application/octet-stream says nothing. */
const FOREIGN = /^(?:text|video|audio|font)\/|^application\/(?:json|xml|xhtml\+xml|pdf|zip|gzip|javascript)$/;

/** What a store's type says the format is: a family of ours, the type itself where it is surely no picture, or nothing. */
const familyOfMime = (mime: string): string | undefined => {
  const [, name] = /^image\/(?:x-|vnd\.)?(?:ms-)?([\w.+-]+?)(?:\+xml)?$/.exec(mime) ?? [];
  if (name !== undefined) return familyOf(name.replace('adobe.photoshop', 'psd').replace('portable-anymap', 'pnm'));
  return FOREIGN.test(mime) ? mime : undefined;
};

/** `format` is what the bytes say. */
export const compareTypes = (all: readonly Expectation[], format: string): readonly Compared[] => {
  const content = familyOf(format);
  return all.flatMap((from): readonly Compared[] => {
    const family = from.mime === undefined ? undefined : familyOfMime(from.mime);
    // A page in a picture's place is foreign to any type of pictures.
    if (family === undefined || (content === undefined && familyOf(family) === undefined)) return [];
    const outcome = family === content ? 'same' : 'different';
    return [{ kind: 'type', from, expected: from.mime!, actual: content ?? format, outcome }];
  });
};

/** Who said it, for counting: all statements of one kind in one file stand or fall together. */
type Group = readonly [kind: Compared['kind'], how: Expectation['how'], file: string, algorithm: string];

/** Columns for the dataset half: what was compared without its values, of which there are few kinds, and what differed. */
export const COMPARED_COLUMNS = { tally: 'VARCHAR', differing: 'VARCHAR' } as const;

const groupOf = ({ kind, from, algorithm = '' }: Compared): Group => [kind, from.how, from.file, algorithm];

export const measureCompared = (compared: readonly Compared[]) => {
  if (compared.length === 0) return undefined;
  const differing = compared.filter(({ outcome }) => outcome === 'different');
  const plain = differing.map((each) => {
    const { expected, actual, from } = each;
    return { group: groupOf(each), line: from.line, expected, actual, size: from.size ?? null } satisfies Difference;
  });
  return {
    tally: JSON.stringify(compared.map((each) => [...groupOf(each), each.outcome])),
    ...(plain.length > 0 && { differing: JSON.stringify(plain) }),
  };
};

export interface Difference {
  readonly group: Group;
  readonly line: number;
  readonly expected: string | number;
  readonly actual: string | number;
  /** Bytes, where the same line says so. */
  readonly size: number | null;
}

export interface Standing {
  readonly group: Group;
  readonly same: number;
  readonly different: number;
  readonly unknown: number;
  /**
   * `right`: exceptions to it are wrong files. `wrong`: it speaks of other files, or holds something else, and no file is judged by it.
   */
  readonly standing: 'right' | 'wrong';
}

export const TRUST_OPTIONS = {
  mostDiffering: z.number().min(0).max(1).default(0.5).meta({
    description:
      'a listing, or a stated column, from which more than this share of the files differ speaks of other files (0 to 1)',
    zh: '若与列表或指定列不符的文件超过该比例，则认为其描述的是其他文件（0 到 1）',
  }),
  mostDifferingFound: z.number().min(0).max(1).default(0.1).meta({
    description: 'the same for ETags, and for a column that was taken for its name alone (0 to 1)',
    zh: '对 ETag 以及仅凭列名识别出的列，同上（0 到 1）',
  }),
};
type Trust = { readonly mostDiffering: number; readonly mostDifferingFound: number };

/** ETags, and columns that were taken for their name, are no promise. */
export const isPromise = ([, how, , algorithm]: Group): boolean => how !== 'found' && algorithm !== ETAG;

/** So many files that differ are few in any dataset. */
const FEW = 3;

/** A single promise is believed; what is none must first be right somewhere, and then nearly everywhere. */
const isRight = (group: Group, { same, different }: { same: number; different: number }, trust: Trust): boolean => {
  const compared = same + different;
  if (!isPromise(group)) {
    const most = Math.max(FEW, trust.mostDifferingFound * compared);
    return same > 0 && same >= different && different <= most;
  }
  return compared <= 1 || different <= trust.mostDiffering * compared;
};

const keyOf = (group: Group): string => JSON.stringify(group);

/** How each source stands, in the order of its name. `table`: the check's measures. */
export const standings = async (
  rows: DatasetView['rows'],
  table: string,
  trust: Trust,
): Promise<ReadonlyMap<string, Standing>> => {
  const counts = new Map<string, { group: Group; same: number; different: number; unknown: number }>();
  const query = `SELECT tally, count(*) AS n FROM ${table} GROUP BY tally ORDER BY tally`;
  for await (const { tally, n } of rows<{ tally: string; n: number }>(query)) {
    for (const [kind, how, file, algorithm, outcome] of JSON.parse(tally) as [...Group, Outcome][]) {
      const group: Group = [kind, how, file, algorithm];
      const count = counts.get(keyOf(group)) ?? { group, same: 0, different: 0, unknown: 0 };
      counts.set(keyOf(group), count);
      count[outcome] += n;
    }
  }
  const sorted = [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
  return new Map(
    sorted.map(([key, count]) => {
      const right = isRight(count.group, count, trust);
      return [key, { ...count, standing: right ? 'right' : 'wrong' }];
    }),
  );
};

/** What differs from sources that stand, by ordinal. */
export async function* differences(
  rows: DatasetView['rows'],
  table: string,
  stands: ReadonlyMap<string, Standing>,
): AsyncGenerator<{
  readonly ordinal: number;
  readonly bytes: number | null;
  readonly differing: readonly Difference[];
}> {
  const query = `SELECT m.ordinal, m.differing, s.bytes FROM ${table} m JOIN samples s USING (ordinal)
    WHERE m.differing IS NOT NULL ORDER BY ordinal`;
  for await (const row of rows<{ ordinal: number; differing: string; bytes: number | null }>(query)) {
    const all = JSON.parse(row.differing) as readonly Difference[];
    const differing = all.filter(({ group }) => stands.get(keyOf(group))?.standing === 'right');
    if (differing.length > 0) yield { ordinal: row.ordinal, bytes: row.bytes, differing };
  }
}
