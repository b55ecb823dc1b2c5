import type { z } from 'zod';
import type { KnownTarget, KnownTargets } from '../catalog/decision-targets.ts';
import type { DecisionEntry, RecordedDecision, StandingDecision } from '../model/decision.ts';

/** Why an entry cannot be taken, as a message key with data. */
export interface Problem {
  readonly key: string;
  readonly data: Readonly<Record<string, string | number>>;
}

type Resolved = Pick<RecordedDecision, 'kind' | 'id' | 'sample' | 'key' | 'sha256'> & { readonly entry: DecisionEntry };

const pathText = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return text === '' ? String(step) : `${text}.${String(step)}`;
  }, '');

export const shapeProblem = (issue: z.core.$ZodIssue): Problem => ({
  key: 'decide.problem.shape',
  data: { where: pathText(issue.path) || 'decisions', why: issue.message },
});

const nameOf = ({
  target,
}: DecisionEntry): { kind: RecordedDecision['kind']; text: string; sha256?: string | undefined } => {
  if ('finding' in target) return { kind: 'finding', text: target.finding };
  if ('group' in target) return { kind: 'group', text: target.group };
  return { kind: 'sample', text: target.sample, sha256: target.sha256 };
};

/** Taking back needs what was decided, not the run: what it was on may be gone. */
const resolveUndo = (entry: DecisionEntry, standing: readonly StandingDecision[]): Resolved | undefined => {
  const { kind, text } = nameOf(entry);
  const found = standing.find(
    (each) => each.kind === kind && (each.id === text || (kind === 'sample' && each.key === text)),
  );
  if (found === undefined) return undefined;
  const { id, sample, key, sha256 } = found;
  return { kind, id, sample, key, sha256, entry };
};

const problemOf = (entry: DecisionEntry, found: KnownTarget | undefined): string | undefined => {
  const { kind, sha256 } = nameOf(entry);
  if (found === undefined) return 'unknown';
  if (kind === 'group' && !found.isGroup) return 'not-a-group';
  if (kind === 'finding' && found.isGroup) return 'is-a-group';
  if (sha256 !== undefined && sha256 !== found.sha256) return 'other-content';
  return entry.decision === 'keep' && found.isMissing ? 'nothing-there' : undefined;
};

/** Every entry with what the run knows of it, or why it cannot be taken. */
export const resolveEntries = (
  entries: readonly DecisionEntry[],
  { findings, samples }: KnownTargets,
  standing: readonly StandingDecision[],
  run: string,
): { readonly problems: readonly Problem[]; readonly resolved: readonly Resolved[] } => {
  const problems: Problem[] = [];
  const resolved: Resolved[] = [];
  entries.forEach((entry, at) => {
    const { kind, text } = nameOf(entry);
    const refused = (problem: string) =>
      problems.push({ key: `decide.problem.${problem}`, data: { at, kind, target: text, run } });
    if (entry.decision === 'undo') {
      const undone = resolveUndo(entry, standing);
      if (undone === undefined) refused('nothing-to-undo');
      else resolved.push(undone);
      return;
    }
    const found = (kind === 'sample' ? samples : findings).get(text);
    const problem = problemOf(entry, found);
    if (problem !== undefined || found === undefined) {
      refused(problem ?? 'unknown');
      return;
    }
    const { id, sample, key, sha256 } = found;
    resolved.push({ kind, id, sample, key, sha256, entry });
  });
  return { problems, resolved };
};
