import type { Lang } from '../messages/fill.ts';
import { say } from '../messages/index.ts';
import type { DecisionsOutcome, StandingDecision } from '../model/decision.ts';
import { shorten, visible } from './visible-text.ts';

const MAX_KEY = 60;
const MAX_REASON = 160;

/** One line where a run had decisions to honor, none otherwise. */
export const decisionsLine = (decisions: DecisionsOutcome | undefined, lang: Lang): readonly string[] => {
  if (decisions === undefined) return [];
  const { honored, stale } = decisions;
  const [first] = decisions.staleExamples;
  if (first === undefined) return [say(lang, 'decide.line', { honored, stale })];
  const target = shorten(visible(first.key ?? first.id), MAX_KEY);
  return [say(lang, 'decide.line-stale', { honored, stale, target, why: say(lang, `decide.why.${first.why}`) })];
};

/** What holds, one decision a line: what, on which target, by whom and when, why. */
export const renderDecisions = (decisions: readonly StandingDecision[]): string =>
  decisions
    .map(({ decision, kind, id, key, author, time, reason }) => {
      const on = kind === 'sample' ? visible(key ?? id) : `${id}${key === null ? '' : ` (${visible(key)})`}`;
      const why = reason === '' ? '' : `: ${shorten(visible(reason), MAX_REASON)}`;
      return `${decision}  ${kind}  ${on}  ${visible(author)}, ${visible(time)}${why}\n`;
    })
    .join('');
