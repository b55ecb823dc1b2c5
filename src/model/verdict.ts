/** What a sample is, mildest first. `unexamined` outranks all: nothing that was not looked at may pass as anything else. */
export const VERDICTS = ['ok', 'suspect', 'bad', 'over-limit', 'unexamined'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** Whether a sample is among what a trainer gets. */
export const isClean = (verdict: Verdict, { dropSuspect }: { readonly dropSuspect: boolean }): boolean =>
  verdict === 'ok' || (verdict === 'suspect' && !dropSuspect);

export const SEVERITIES = ['note', 'warning', 'error'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** `content`: the bytes are wrong, the file may be moved. `annotation`: what is said of them is wrong, the row is left out. */
export type Scope = 'content' | 'annotation';

/** What becomes of a sample: its files move, its row is left out of the clean list, or nothing. */
export type Disposition = 'move' | 'filter-row' | 'none';
