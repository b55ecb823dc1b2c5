import { fill, type Lang } from '../messages/fill.ts';
import type { CheckBook } from '../model/check.ts';
import type { Finding } from '../model/finding.ts';
import type { FindingGroup } from '../model/summary.ts';
import type { Severity, Verdict } from '../model/verdict.ts';
import { shorten, visible } from './visible-text.ts';

/** Blanks are filled from data that files and people wrote: one of a megabyte must not make the page one of a megabyte. */
const MAX_BLANK = 240;

/** A value of a finding's data, as much of it as a page should carry. */
export const bounded = (value: unknown): unknown => {
  if (typeof value === 'string') return shorten(value, MAX_BLANK);
  if (Array.isArray(value) && value.length > 20) return [...value.slice(0, 20).map(bounded), '…'];
  if (Array.isArray(value)) return value.map(bounded);
  if (typeof value === 'object' && value !== null) return bounded(JSON.stringify(value));
  return value;
};

/** A finding's sentence, its invisible characters shown. A check that this version does not know is shown as its data. */
export const sentence = (book: CheckBook, lang: Lang, finding: Pick<Finding, 'check' | 'code' | 'data'>): string => {
  const data = Object.fromEntries(Object.entries(finding.data).map(([name, value]) => [name, bounded(value)]));
  const codes = Object.hasOwn(book, finding.check) ? book[finding.check]!.codes : {};
  const words = Object.hasOwn(codes, finding.code) ? codes[finding.code] : undefined;
  return visible(words === undefined ? `${finding.code} ${JSON.stringify(data)}` : fill(words[lang], data));
};

export const checkTitle = (book: CheckBook, lang: Lang, check: string): string =>
  Object.hasOwn(book, check) ? book[check]!.title[lang] : visible(check);

const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 };

const byText = (a: string, b: string): number => {
  if (a === b) return 0;
  return a < b ? -1 : 1;
};

/** Verdicts of samples that will not train weigh more than those of samples that will. */
const WEIGHT: Readonly<Record<Verdict, number>> = { bad: 0, 'over-limit': 1, unexamined: 2, suspect: 3, ok: 4 };

/** As a sample is examined: is the file itself right, then its picture, then what is said of it. */
const ORDER: readonly string[] = ['file', 'image', 'array', 'label', 'target', 'dataset'];
const groupOf = ({ check }: FindingGroup): number => ORDER.indexOf(check.slice(0, check.indexOf('/')));

/** Errors first; among equals what costs samples, then what concerns most of them, then in the order of examination. */
export const bySeverity = (groups: readonly FindingGroup[]): readonly FindingGroup[] =>
  groups.toSorted(
    (a, b) =>
      RANK[a.severity] - RANK[b.severity] ||
      WEIGHT[a.verdict] - WEIGHT[b.verdict] ||
      b.samples - a.samples ||
      b.findings - a.findings ||
      groupOf(a) - groupOf(b) ||
      byText(`${a.check} ${a.code}`, `${b.check} ${b.code}`),
  );
