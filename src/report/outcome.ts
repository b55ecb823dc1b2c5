import type { MessageKey } from '../messages/index.ts';
import type { RunSummary } from '../model/summary.ts';

export type Tone = 'pass' | 'warn' | 'fail';

/** What a run came to, in one sentence that every report opens with. */
export interface Outcome {
  readonly tone: Tone;
  readonly key: MessageKey;
  readonly data: Readonly<Record<string, number>>;
}

type Sentence = 'unfit' | 'unfitAndUnexamined' | 'unexamined' | 'errors' | 'suspect' | 'warnings' | 'clean';

const sentenceOf = ({ counts, groups }: RunSummary): readonly [Tone, Sentence] => {
  const unfit = counts.bad + counts['over-limit'];
  if (unfit > 0 && counts.unexamined > 0) return ['fail', 'unfitAndUnexamined'];
  if (unfit > 0) return ['fail', 'unfit'];
  if (counts.unexamined > 0) return ['fail', 'unexamined'];
  if (groups.some((group) => group.severity === 'error')) return ['fail', 'errors'];
  if (counts.suspect > 0) return ['warn', 'suspect'];
  if (groups.some((group) => group.severity === 'warning')) return ['warn', 'warnings'];
  return ['pass', 'clean'];
};

export const outcomeOf = (summary: RunSummary): Outcome => {
  const { counts, samples, partial } = summary;
  const unfit = counts.bad + counts['over-limit'];
  const data = { samples, unfit, unexamined: counts.unexamined, suspect: counts.suspect };
  if (samples === 0) {
    return { tone: 'fail', key: partial === undefined ? 'report.outcome.empty' : 'report.outcome.part.nothing', data };
  }
  const [tone, sentence] = sentenceOf(summary);
  if (partial === undefined) return { tone, key: `report.outcome.${sentence}`, data };
  // A part that is clean says too little for green.
  return { tone: tone === 'pass' ? 'warn' : tone, key: `report.outcome.part.${sentence}`, data };
};

const EXITS = [0, 1, 2, 3, 4, 5, 70, 130, 143] as const;

/** The key of the words for the exit code; a code of a later version is named as such. */
export const exitKey = ({
  exit: { code },
  partial,
}: Pick<RunSummary, 'partial'> & { readonly exit: { readonly code: number } }): MessageKey => {
  if (partial !== undefined && (code === 0 || code === 1)) return `report.exit.part${code}`;
  const known = EXITS.find((exit) => exit === code);
  return known === undefined ? 'report.exit.other' : `report.exit.${known}`;
};
