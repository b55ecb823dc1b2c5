import type { Lang } from '../messages/fill.ts';
import { say, sayAny } from '../messages/index.ts';
import type { ExpectFacts } from '../model/expectation.ts';
import type { RunSummary } from '../model/summary.ts';
import { columnsOf } from './text-columns.ts';
import { shorten, visible } from './visible-text.ts';

const SHOWN_GLOBS = 3;
const SHOWN_CHARS = 30;
const BACKSLASHES = 'backslash-paths ';

/** The name of an encoding for people; one of a later version as it is written. */
const encodingName = (encoding: string, lang: Lang): string => {
  const key = `report.encoding.${encoding}`;
  const words = sayAny(lang, key);
  return visible(words.startsWith(key) ? encoding : words);
};

/** How the keys of a listing became names of files, and why. */
const keysOf = ({ prefix, base, isStated }: ExpectFacts, lang: Lang): string => {
  if (base !== '') return say(lang, 'report.keys.below', { base: visible(base) });
  if (prefix === '') return say(lang, 'report.keys.asTheyAre');
  return say(lang, isStated ? 'report.keys.stated' : 'report.keys.found', { prefix: visible(prefix) });
};

const expectNotes = (facts: ExpectFacts, lang: Lang): readonly string[] => {
  const { format, matched, entries, unread } = facts;
  const file = visible(facts.file.slice(facts.file.lastIndexOf('/') + 1));
  const words = { file, format: say(lang, `report.listing.${format}`), matched, entries };
  const read = [say(lang, 'report.line.expect', words), keysOf(facts, lang)];
  return unread === 0 ? read : [...read, say(lang, 'report.line.expectUnread', { file, unread })];
};

/** What was met while listing that no check tells of, counted, a phrase each: nothing is passed over in silence. */
export const listingNotes = ({ facts, unlistable = 0 }: RunSummary, lang: Lang): readonly string[] => {
  const notes = (facts.expect ?? []).flatMap((each) => expectNotes(each, lang));
  const encoding = facts.manifest?.encoding ?? 'utf-8';
  if (encoding !== 'utf-8') notes.push(say(lang, 'report.line.encoding', { encoding: encodingName(encoding, lang) }));
  const backslashes = facts.notes.find(({ kind, detail }) => kind === 'encoding' && detail?.startsWith(BACKSLASHES));
  if (backslashes?.detail !== undefined) {
    notes.push(say(lang, 'report.line.backslashes', { count: Number(backslashes.detail.slice(BACKSLASHES.length)) }));
  }
  const manyFeatures = facts.noteCounts['many-features'] ?? 0;
  if (manyFeatures > 0) notes.push(say(lang, 'report.line.manyFeatures', { count: manyFeatures }));
  const specialFiles = facts.noteCounts['special-file'] ?? 0;
  if (specialFiles > 0) notes.push(say(lang, 'report.line.specialFiles', { count: specialFiles }));
  const linkCycles = facts.noteCounts['link-cycle'] ?? 0;
  if (linkCycles > 0) notes.push(say(lang, 'report.line.linkCycles', { count: linkCycles }));
  const { ignoredFiles = 0, sidecars } = facts;
  if (ignoredFiles > 0) notes.push(say(lang, 'report.line.ignored', { count: ignoredFiles }));
  const unmatched = facts.notes.filter(({ kind }) => kind === 'ignore-unmatched').map(({ ref }) => ref);
  if (unmatched.length > 0) {
    const globs = unmatched.slice(0, SHOWN_GLOBS).map((glob) => shorten(visible(glob), SHOWN_CHARS));
    notes.push(say(lang, 'report.line.ignoreUnmatched', { count: unmatched.length, globs }));
  }
  if (sidecars !== undefined) notes.push(say(lang, 'report.line.sidecars', sidecars));
  if (unlistable > 0) notes.push(say(lang, 'report.line.unlistable', { count: unlistable }));
  return notes;
};

/** Phrases put together, as many on a line as fit. */
export const packed = (phrases: readonly string[], columns: number): readonly string[] => {
  const lines: string[] = [];
  for (const phrase of phrases) {
    const longer = lines.length === 0 ? phrase : `${lines.at(-1)} · ${phrase}`;
    if (lines.length > 0 && columnsOf(longer) <= columns) lines[lines.length - 1] = longer;
    else lines.push(phrase);
  }
  return lines;
};
