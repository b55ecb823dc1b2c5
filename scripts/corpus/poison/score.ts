import type { Owed, Poison, PoisonedSet } from './poison.ts';

/** A line of `prepass export DIR findings --format jsonl`. */
export interface FindingLine {
  readonly check: string;
  readonly code: string;
  readonly severity: string;
  /** Null: of the dataset. */
  readonly key: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Of a line of `prepass export DIR samples`. */
export interface SampleLine {
  readonly key: string;
  readonly verdict: string;
}

export interface KindScore {
  readonly kind: string;
  readonly named: number;
  readonly of: number;
  /** What was owed and not said, one place a line. */
  readonly missed: readonly string[];
}

export interface SetScore {
  readonly kinds: readonly KindScore[];
  readonly others: number;
  /** Samples and findings that nothing was put in for, one a line. */
  readonly accused: readonly string[];
}

const fulfils = ({ check, code, says = {} }: Owed, finding: FindingLine): boolean =>
  finding.check === check &&
  (code === undefined || finding.code === code) &&
  Object.entries(says).every(([field, text]) => String(finding.data[field]).includes(text));

const shown = ({ check, code, key, data }: FindingLine): string =>
  `${key ?? 'dataset'}: ${check} ${code} ${JSON.stringify(data)}`;

const scoreKind = ({ kind, keys, owed }: Poison, byKey: ReadonlyMap<string | null, FindingLine[]>): KindScore => {
  const places: readonly (string | null)[] = keys.length === 0 ? [null] : keys;
  const missed = places.flatMap((key) => {
    const said = byKey.get(key) ?? [];
    const unsaid = owed.filter((one) => !said.some((finding) => fulfils(one, finding)));
    if (unsaid.length === 0) return [];
    const heard = said.map(({ check, code }) => `${check} ${code}`).join(', ');
    return [`${kind}, ${key ?? 'dataset'}: no ${JSON.stringify(unsaid)}; said: ${heard}`];
  });
  return { kind, named: places.length - missed.length, of: places.length, missed };
};

/** Every poisoned sample must be told of with the right check and cause, and no other with any error or warning. */
export const score = (
  { poisons, consequences = [] }: PoisonedSet,
  samples: readonly SampleLine[],
  findings: readonly FindingLine[],
): SetScore => {
  const byKey = new Map<string | null, FindingLine[]>();
  for (const finding of findings) {
    const said = byKey.get(finding.key);
    if (said === undefined) byKey.set(finding.key, [finding]);
    else said.push(finding);
  }
  const poisoned = new Set(poisons.flatMap(({ keys }) => keys));
  const ofDataset = poisons.filter(({ keys }) => keys.length === 0).flatMap(({ owed }) => owed);
  const isOwed = (finding: FindingLine): boolean =>
    finding.key === null
      ? ofDataset.some((one) => fulfils(one, finding)) || consequences.includes(`${finding.check} ${finding.code}`)
      : poisoned.has(finding.key);
  const others = samples.filter(({ key }) => !poisoned.has(key));
  return {
    kinds: poisons.map((poison) => scoreKind(poison, byKey)),
    others: others.length,
    accused: [
      ...others.filter(({ verdict }) => verdict !== 'ok').map(({ key, verdict }) => `${key} is ${verdict}`),
      ...findings.filter((finding) => finding.severity !== 'note' && !isOwed(finding)).map(shown),
    ],
  };
};
