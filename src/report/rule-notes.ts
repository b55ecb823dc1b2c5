import type { Lang } from '../messages/fill.ts';
import { say } from '../messages/index.ts';
import type { AcceptanceOutcome, RunSummary } from '../model/summary.ts';
import { shorten, visible } from './visible-text.ts';

const SHOWN_CHARS = 40;

/** Whose content it is, why it is accepted, by whom, and what came of it. */
export const acceptanceWords = ({ sha256, findings, stale, ...by }: AcceptanceOutcome, lang: Lang): string => {
  const [reason, author] = [shorten(visible(by.reason), SHOWN_CHARS * 5), shorten(visible(by.author), SHOWN_CHARS)];
  const outcome = say(lang, stale === undefined ? 'report.accepted.findings' : `report.accepted.${stale}`, {
    findings,
  });
  return say(lang, 'report.accepted', { sha256: visible(sha256.slice(0, 12)), reason, author, outcome });
};

/** What rules did to what was found, counted, a phrase each: who reads a mild report must know who made it mild. */
export const ruleNotes = ({ rules }: RunSummary, lang: Lang): readonly string[] => {
  if (rules === undefined) return [];
  const { changed, off, accepted, acceptances } = rules;
  const notes: string[] = [];
  if (changed > 0) notes.push(say(lang, 'report.line.changed', { count: changed }));
  if (off > 0) notes.push(say(lang, 'report.line.off', { count: off }));
  const active = acceptances.find(({ stale }) => stale === undefined);
  if (active !== undefined) {
    const [reason, author] = [active.reason, active.author].map((text) => shorten(visible(text), SHOWN_CHARS));
    notes.push(say(lang, 'report.line.accepted', { count: accepted, reason, author }));
  }
  return notes;
};
