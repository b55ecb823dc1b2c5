import type { Identities } from '../../catalog/identities.ts';
import type { Config } from '../../model/config.ts';
import type { Finding } from '../../model/finding.ts';
import type { PlannedMove } from '../../model/plan.ts';
import type { Sample } from '../../model/sample.ts';
import type { MovePlan } from '../../model/summary.ts';
import { type Disposition, SEVERITIES, VERDICTS } from '../../model/verdict.ts';
import { decidedDisposition } from '../../policy/decided.ts';
import { dispositionOf, holdBack, isBeside, ownFiles } from '../../policy/disposition.ts';
import { refusalOf } from '../../policy/limits.ts';
import type { JudgedSample } from '../sample-rows.ts';
import type { Evidence } from './sidecar-evidence.ts';

/** The finding that weighs most: verdict, then severity, then the order of checks. */
export const worstFinding = <F extends Pick<Finding, 'verdict' | 'severity'>>(findings: readonly F[]): F | undefined =>
  findings.toSorted(
    (a, b) =>
      VERDICTS.indexOf(b.verdict) - VERDICTS.indexOf(a.verdict) ||
      SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity),
  )[0];

interface Mover {
  readonly judged: JudgedSample;
  readonly files: readonly string[];
  /** Those of `files` that lie beside and were not read by a worker. */
  readonly beside: readonly string[];
}

type Member = PlannedMove['members'][number];

/** Undefined: one of them cannot be told apart from another file, so that nothing of the sample may move. */
const besideOf = (mover: Mover, look: (ref: string) => Evidence): readonly Member[] | undefined => {
  const members: Member[] = [];
  for (const ref of mover.beside) {
    const evidence = look(ref);
    if (evidence.kind === 'unknown') return undefined;
    if (evidence.kind === 'known') members.push({ ref, expected: evidence.expected });
  }
  return members;
};

export interface MovePlanner {
  /** First walk, every sample: which would move by themselves. */
  readonly consider: (judged: JudgedSample) => void;
  /** Second walk, every sample: who owns the files that would move. */
  readonly own: (sample: Sample) => void;
  /** After both walks. */
  readonly finish: (
    identityOf: Identities,
    samples: number,
    classes: Iterable<readonly [label: string, samples: number]>,
    reason: (finding: Finding) => string,
  ) => Promise<{ readonly plan: MovePlan; readonly moves: readonly PlannedMove[] }>;
  /** After `finish`. */
  readonly dispositionOf: (judged: JudgedSample) => Disposition;
}

/**
 * Decides what moves. A file moves only when every sample that owns it is to be moved, hence two walks; memory grows with the
 * samples to be moved alone, which the safety limit keeps few.
 *
 * @param look tells which file exactly lies beside a sample.
 */
export const createMovePlanner = (config: Config, look: (ref: string) => Evidence): MovePlanner => {
  const movers = new Map<string, Mover>();
  const owners = new Map<string, number>();
  let held: ReadonlySet<string> = new Set();

  const alone = (judged: JudgedSample): Disposition =>
    decidedDisposition(judged.findings, judged.sample.parts) ??
    dispositionOf(
      { verdict: judged.verdict, findings: judged.findings, parts: judged.sample.parts },
      config.quarantineScope,
    );

  return {
    consider: (judged) => {
      if (judged.sha256 === null || alone(judged) !== 'move') return;
      const files = ownFiles(judged.sample.parts);
      const liesBeside = (file: string) =>
        judged.sample.parts.every(({ role, resource }) => resource !== file || isBeside(role));
      movers.set(judged.sample.id, { judged, files, beside: files.filter(liesBeside) });
      for (const file of files) owners.set(file, 0);
    },
    own: (sample) => {
      for (const { resource } of sample.parts) {
        const count = owners.get(resource);
        if (count !== undefined) owners.set(resource, count + 1);
      }
    },
    finish: async (identityOf, samples, classes, reason) => {
      const beside = new Map([...movers].map(([id, mover]) => [id, besideOf(mover, look)]));
      const list = [...movers]
        .map(([id, { files }]) => ({ id, files }))
        .filter(({ id }) => beside.get(id) !== undefined);
      const unknown = [...movers.keys()].filter((id) => beside.get(id) === undefined);
      held = new Set([...unknown, ...holdBack(list, (file) => owners.get(file) ?? 1)]);
      const moves: PlannedMove[] = [];
      const perClass = new Map([...classes].map(([label, count]) => [label, { samples: count, moving: 0 }]));
      for (const [id, mover] of movers) {
        const { judged, files } = mover;
        const { sha256 } = judged;
        const identity = identityOf(judged.sample.ordinal);
        const worst = worstFinding(judged.findings);
        const sidecars = beside.get(id);
        if (held.has(id) || identity === undefined || sha256 === null) continue;
        if (worst === undefined || sidecars === undefined) continue;
        const { dev, ino, size, mtimeNs } = identity;
        const label = judged.sample.annotations.label ?? null;
        const share = label === null ? undefined : perClass.get(label);
        if (share !== undefined) share.moving += 1;
        moves.push({
          key: judged.sample.key,
          id,
          label,
          members: [
            ...files
              .filter((ref) => !mover.beside.includes(ref))
              .map((ref) => ({ ref, expected: { dev, ino, size, mtimeNs, sha256 } })),
            ...sidecars,
          ],
          reason: { check: worst.check, code: worst.code, text: reason(worst) },
        });
      }
      const refusal = refusalOf({ samples, moving: moves.length, classes: perClass }, config.maxMove);
      const files = new Set(moves.flatMap((move) => move.members.map((member) => member.ref))).size;
      return { plan: { samples: moves.length, files, ...(refusal && { refusal }) }, moves };
    },
    dispositionOf: (judged) => {
      const own = alone(judged);
      return own === 'move' && (held.has(judged.sample.id) || !movers.has(judged.sample.id)) ? 'filter-row' : own;
    },
  };
};
