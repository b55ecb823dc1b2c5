import { DECISION_CHECK } from '../model/decision.ts';
import type { Part } from '../model/sample.ts';
import type { Disposition } from '../model/verdict.ts';
import { ownFiles } from './disposition.ts';

/**
 * What a person's word makes of a sample, whatever scopes may move; undefined where nobody said anything of that. What was set aside for
 * later is left out and stays where it is, what is to be quarantined moves unless it has no file of its own.
 */
export const decidedDisposition = (
  findings: readonly { readonly check: string; readonly code: string }[],
  parts: readonly Part[],
): Disposition | undefined => {
  const isSaid = (decision: string) =>
    findings.some(({ check, code }) => check === DECISION_CHECK && code === decision);
  if (isSaid('later')) return 'filter-row';
  if (!isSaid('quarantine')) return undefined;
  return ownFiles(parts).length > 0 ? 'move' : 'filter-row';
};
