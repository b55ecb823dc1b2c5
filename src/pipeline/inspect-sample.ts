import type { AnyCheck, Need, SampleContext } from '../model/check.ts';
import type { FacetName, Facets, Fault } from '../model/facets.ts';
import type { Finding, Locator } from '../model/finding.ts';
import { findingId } from '../model/ids.ts';
import type { FileIdentity, SampleRecord, Tally } from '../model/record.ts';
import type { Role, Sample } from '../model/sample.ts';

/** What reading and decoding made of a sample's part. */
export interface Examined {
  readonly facets: Partial<Facets>;
  readonly faults: readonly Fault[];
  readonly identity?: FileIdentity;
  readonly sha256?: string;
}

export interface SampleInspector {
  readonly inspect: (sample: Sample, examined: Examined) => SampleRecord;
  readonly tally: (records: readonly Pick<SampleRecord, 'asked'>[]) => Readonly<Record<string, Tally>>;
}

type MeasureValues = Readonly<Record<string, string | number | boolean>>;

const meets = (need: Need, role: Role, facets: Partial<Facets>): boolean =>
  (need.role === 'any' || need.role === role) && facets[need.facet] !== undefined;

const attempted = (need: Need, role: Role, facets: Partial<Facets>, faults: readonly Fault[]): boolean =>
  (need.role === 'any' || need.role === role) &&
  (facets[need.facet] !== undefined || faults.some((fault) => fault.facet === need.facet));

const runs = (check: AnyCheck, role: Role, { facets, faults }: Examined): boolean => {
  const needs = check.needs as readonly Need[];
  const attempts = check.attempts ?? [];
  if (!needs.every((need) => meets(need, role, facets))) return false;
  if (attempts.length > 0) return attempts.some((need) => attempted(need, role, facets, faults));
  return needs.length > 0;
};

/** Facets a check declared, as a list made once: it cannot lean on a facet that another check happens to need. */
const declared = (check: AnyCheck): readonly FacetName[] => [
  ...new Set([...(check.needs as readonly Need[]), ...(check.attempts ?? [])].map((need) => need.facet)),
];

const given = (names: readonly FacetName[], facets: Partial<Facets>): Partial<Facets> => {
  const picked: Record<string, unknown> = {};
  for (const name of names) if (facets[name] !== undefined) picked[name] = facets[name];
  return picked as Partial<Facets>;
};

const STATES = { r: 'ran', s: 'skipped', c: 'crashed' } as const;

const NO_FAULTS: readonly Fault[] = [];

const contextOf = (check: AnyCheck, role: Role, faults: readonly Fault[]): SampleContext => {
  if (faults.length === 0 || check.attempts === undefined) return { role, faults: NO_FAULTS };
  const subjects = new Set<FacetName>(check.attempts.map((need) => need.facet));
  return { role, faults: faults.filter((fault) => subjects.has(fault.facet)) };
};

/** SQL columns hold finite numbers or nothing: a NaN would compare as the largest value there. */
const finite = (row: MeasureValues): MeasureValues => {
  if (!Object.values(row).some((value) => typeof value === 'number' && !Number.isFinite(value))) return row;
  return Object.fromEntries(
    Object.entries(row).filter(([, value]) => typeof value !== 'number' || Number.isFinite(value)),
  );
};

/**
 * Asks all sample halves of the checks about one sample after another. Pure. A check that is off finds nothing, yet leaves its
 * measures: the dataset half of another may lean on them, and must say the same whichever other checks are on.
 */
export const createInspector = (
  checks: readonly AnyCheck[],
  options: Readonly<Record<string, unknown>>,
  isOn: (id: string) => boolean = () => true,
): SampleInspector => {
  const halves = checks.map((check) => ({ check, names: declared(check), on: isOn(check.id) }));
  const asking = halves.filter(({ check, on }) => (on && check.inspect !== undefined) || check.measure !== undefined);
  const asked = asking.filter(({ on }) => on).map(({ check }) => check);
  const inspect = (sample: Sample, examined: Examined): SampleRecord => {
    const { facets, faults } = examined;
    const role = sample.parts[0]?.role ?? 'text';
    const findings: Finding[] = [];
    const measures: Record<string, MeasureValues> = {};
    const crashed: string[] = [];
    let letters = '';
    for (const { check, names, on } of asking) {
      if (!runs(check, role, examined)) {
        if (on) letters += 's';
        continue;
      }
      const own = given(names, facets);
      const context = contextOf(check, role, faults);
      const before = findings.length;
      try {
        for (const draft of (on && check.inspect?.(own, options[check.id], context)) || []) {
          const subject = { sample: sample.id };
          const { severity, verdict } = check.codes[draft.code];
          const at: Locator | undefined = draft.at;
          const id = findingId(check.id, draft.code, subject, at);
          findings.push({ id, check: check.id, code: draft.code, severity, verdict, subject, at, data: draft.data });
        }
        const row = check.measure?.(own, options[check.id], context);
        if (row !== undefined) measures[check.id] = finite(row as MeasureValues);
        if (on) letters += 'r';
      } catch (error) {
        findings.length = before;
        crashed.push(`${check.id}: ${error instanceof Error ? error.message : String(error)}`);
        if (on) letters += 'c';
      }
    }
    return {
      ordinal: sample.ordinal,
      key: sample.key,
      id: sample.id,
      split: sample.split ?? null,
      label: sample.annotations.label ?? null,
      format: facets.header?.format ?? facets.signature?.format ?? null,
      width: facets.header?.width ?? null,
      height: facets.header?.height ?? null,
      bytes: facets.file?.size ?? null,
      sha256: examined.sha256 ?? null,
      identity: examined.identity ?? null,
      faults,
      findings,
      measures,
      asked: letters,
      crashed,
    };
  };
  return {
    inspect,
    tally: (records) =>
      Object.fromEntries(
        asked.map((check, at) => {
          const tally = { ran: 0, skipped: 0, crashed: 0 };
          for (const record of records) tally[STATES[record.asked[at] as keyof typeof STATES]] += 1;
          return [check.id, tally];
        }),
      ),
  };
};

/** JSON has no NaN: in a finding's data it is written as text. Measures hold none (see `finite`). */
const numbersAsText = (_: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;

/** A segment's line. The replacer costs ten times the plain call, and only findings can need it. */
export const recordLine = (record: SampleRecord): string =>
  `${record.findings.length === 0 ? JSON.stringify(record) : JSON.stringify(record, numbersAsText)}\n`;
