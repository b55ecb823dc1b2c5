import type { Part, ResourceRef, Role } from '../model/sample.ts';
import type { Disposition, Scope, Verdict } from '../model/verdict.ts';

/** A judged sample, as far as moving goes. */
export interface Judged {
  readonly verdict: Verdict;
  readonly findings: readonly { readonly check: string; readonly verdict: Verdict; readonly scope: Scope }[];
  readonly parts: readonly Part[];
}

/** Bad, but there is no file that could move. */
const NOTHING_THERE: readonly string[] = ['file/missing'];

/** Whether a part only says something of another: a worker did not read it as the sample's own bytes. */
export const isBeside = (role: Role): boolean => role === 'text' || role === 'mask' || role === 'label';

/**
 * Files that would move with a sample: its own. Shared ones (one file, many samples) never move. Each once. What lies beside, text or a
 * mask, moves only with what it describes, never by itself.
 */
export const ownFiles = (parts: readonly Part[]): readonly ResourceRef[] => {
  const own = parts.filter(({ ownership }) => ownership === 'exclusive');
  return own.every(({ role }) => isBeside(role)) ? [] : [...new Set(own.map(({ resource }) => resource))];
};

/**
 * What should become of a sample taken by itself; `holdBack` has the last word on moving.
 *
 * @param scopes which bad samples may move; the rest is left out of the clean list only.
 */
export const dispositionOf = (sample: Judged, scopes: readonly Scope[]): Disposition => {
  const { verdict, findings, parts } = sample;
  if (verdict === 'ok' || verdict === 'suspect') return 'none';
  // Over-limit and unexamined: nothing is proven, so it stays; it is not clean either.
  if (verdict !== 'bad') return 'filter-row';
  const bad = findings.filter((finding) => finding.verdict === 'bad');
  if (bad.some(({ check }) => NOTHING_THERE.includes(check))) return 'filter-row';
  if (ownFiles(parts).length === 0) return 'filter-row';
  return bad.some(({ scope }) => scopes.includes(scope)) ? 'move' : 'filter-row';
};

export interface Mover {
  readonly id: string;
  readonly files: readonly ResourceRef[];
}

/**
 * Ids of samples that must stay after all: a file moves only if every sample that owns it is to be moved. Holding one
 * back can hold back others that share another file with it, until nothing changes.
 *
 * @param ownersOf samples of the whole dataset that own the file (at least one).
 */
export const holdBack = (movers: readonly Mover[], ownersOf: (file: ResourceRef) => number): ReadonlySet<string> => {
  const byFile = new Map<ResourceRef, Mover[]>();
  for (const mover of movers) {
    for (const file of mover.files) {
      const owners = byFile.get(file);
      if (owners === undefined) byFile.set(file, [mover]);
      else owners.push(mover);
    }
  }
  const held = new Set<string>();
  const staying: ResourceRef[] = [];
  for (const [file, owners] of byFile) {
    if (owners.length < ownersOf(file)) staying.push(file);
  }
  for (let file = staying.pop(); file !== undefined; file = staying.pop()) {
    for (const { id, files } of byFile.get(file) ?? []) {
      if (held.has(id)) continue;
      held.add(id);
      staying.push(...files);
    }
  }
  return held;
};
