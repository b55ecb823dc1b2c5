import type { MessageKey } from '../messages/index.ts';
import type { RunSummary } from '../model/summary.ts';

export type Tone = 'pass' | 'warn' | 'fail';

/** What a run came to, in one sentence that every report opens with. */
export interface Outcome {
  readonly tone: Tone;
  readonly key: MessageKey;
  readonly data: Readonly<Record<string, number>>;
}

export const outcomeOf = ({ counts, samples, groups }: RunSummary): Outcome => {
  const unfit = counts.bad + counts['over-limit'];
  const data = { samples, unfit, unexamined: counts.unexamined, suspect: counts.suspect };
  if (samples === 0) return { tone: 'fail', key: 'report.outcome.empty', data };
  if (unfit > 0 && counts.unexamined > 0) return { tone: 'fail', key: 'report.outcome.unfitAndUnexamined', data };
  if (unfit > 0) return { tone: 'fail', key: 'report.outcome.unfit', data };
  if (counts.unexamined > 0) return { tone: 'fail', key: 'report.outcome.unexamined', data };
  if (groups.some((group) => group.severity === 'error')) return { tone: 'fail', key: 'report.outcome.errors', data };
  if (counts.suspect > 0) return { tone: 'warn', key: 'report.outcome.suspect', data };
  if (groups.some((group) => group.severity === 'warning'))
    return { tone: 'warn', key: 'report.outcome.warnings', data };
  return { tone: 'pass', key: 'report.outcome.clean', data };
};

const EXITS = [0, 1, 2, 3, 4, 5, 70, 130, 143] as const;

/** The key of the words for an exit code; a code of a later version is named as such. */
export const exitKey = (code: number): MessageKey => {
  const known = EXITS.find((exit) => exit === code);
  return known === undefined ? 'report.exit.other' : `report.exit.${known}`;
};
