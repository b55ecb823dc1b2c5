import type { AnyCheck, Need, SampleContext } from '../model/check.ts';
import type { AnnotationsFacet, FacetName, Facets, Fault } from '../model/facets.ts';
import type { Finding, Locator } from '../model/finding.ts';
import { findingId } from '../model/ids.ts';
import type { FileIdentity, SampleRecord, Tally } from '../model/record.ts';
import type { Role, Sample } from '../model/sample.ts';
import { extensionOf } from './extension.ts';

/** What reading and decoding made of a sample's part. */
export interface Examined {
  readonly facets: Partial<Facets>;
  readonly faults: readonly Fault[];
  readonly identity?: FileIdentity;
  /** Of the file that holds its label, where that is an array of its own. */
  readonly labelIdentity?: FileIdentity;
  readonly sha256?: string;
}

/** What the probe made of a sample: made later than its other facets, together with those of other samples. */
export type Probed = Pick<Facets, 'probe'> & Pick<Examined, 'faults'>;

export interface SampleInspector {
  readonly inspect: (sample: Sample, examined: Examined) => SampleRecord;
  /**
   * Asks now what needs no probe, and the rest when what is answered is called: meanwhile the sample's bytes need not be kept. The record
   * is the same as if all facets had been there at once.
   */
  readonly begin: (sample: Sample, examined: Examined) => (probed?: Partial<Probed>) => SampleRecord;
  /**
   * The record of a sample whose bytes are as they were: what its annotations say is asked again, the rest is taken over. `change`: at
   * most the place of its annotations differs, or what they say or mean. Undefined where only the bytes can tell.
   */
  readonly again: (
    sample: Sample,
    annotations: AnnotationsFacet,
    old: SampleRecord,
    change: 'place' | 'content',
  ) => SampleRecord | undefined;
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

/** Facets known without the bytes: a check that attempts only these wants to know whether there was a fault. */
const KNOWN_WITHOUT_BYTES: ReadonlySet<FacetName> = new Set<FacetName>(['annotations', 'file', 'bytes']);

/** What a check's sample half looks at. */
export const dependenceOf = (check: AnyCheck): 'bytes' | 'annotations' | 'both' => {
  const needs = (check.needs as readonly Need[]).map((need) => need.facet);
  const attempts = (check.attempts ?? []).map((need) => need.facet);
  if (!needs.includes('annotations') && !attempts.includes('annotations')) return 'bytes';
  const asksForFile = attempts.length === 0 || attempts.includes('file');
  const isKnown =
    needs.every((facet) => facet === 'annotations') && attempts.every((facet) => KNOWN_WITHOUT_BYTES.has(facet));
  return isKnown && asksForFile ? 'annotations' : 'both';
};

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
 *
 * @param optionsOf the options for one sample, where overrides set others than the run's.
 */
export const createInspector = (
  checks: readonly AnyCheck[],
  options: Readonly<Record<string, unknown>>,
  isOn: (id: string) => boolean = () => true,
  optionsOf: (key: string) => Readonly<Record<string, unknown>> = () => options,
): SampleInspector => {
  const halves = checks.map((check) => ({
    check,
    names: declared(check),
    on: isOn(check.id),
    dependence: dependenceOf(check),
    needsProbe: declared(check).includes('probe'),
  }));
  const asking = halves.filter(({ check, on }) => (on && check.inspect !== undefined) || check.measure !== undefined);
  const asked = asking.filter(({ on }) => on).map(({ check }) => check);
  /** Without any check of it on, nothing is probed, and those that are off have no more to say than those that were skipped. */
  const isProbed = halves.some(({ needsProbe, on }) => needsProbe && on);
  /** What the checks say, gathered in their order. */
  const openAnswers = () => ({
    findings: [] as Finding[],
    measures: {} as Record<string, MeasureValues>,
    letters: '',
    crashed: [] as string[],
  });
  type Answers = ReturnType<typeof openAnswers>;

  const join = (into: Answers, more: Answers): void => {
    into.findings.push(...more.findings);
    Object.assign(into.measures, more.measures);
    into.letters += more.letters;
    into.crashed.push(...more.crashed);
  };

  const ask = (half: (typeof asking)[number], sample: Sample, examined: Examined, answers: Answers): void => {
    const { check, names, on } = half;
    const role = sample.parts[0]?.role ?? 'text';
    if (!runs(check, role, examined)) {
      if (on) answers.letters += 's';
      return;
    }
    const own = given(names, examined.facets);
    const chosen = optionsOf(sample.key);
    const context = contextOf(check, role, examined.faults);
    const before = answers.findings.length;
    try {
      for (const draft of (on && check.inspect?.(own, chosen[check.id], context)) || []) {
        const subject = { sample: sample.id };
        const { severity, verdict } = check.codes[draft.code];
        const at: Locator | undefined = draft.at;
        const id = findingId(check.id, draft.code, subject, at);
        answers.findings.push({
          id,
          check: check.id,
          code: draft.code,
          severity,
          verdict,
          subject,
          at,
          data: draft.data,
        });
      }
      const row = check.measure?.(own, chosen[check.id], context);
      if (row !== undefined) answers.measures[check.id] = finite(row as MeasureValues);
      if (on) answers.letters += 'r';
    } catch (error) {
      answers.findings.length = before;
      // A check on trial weighs nothing, its bugs neither: they are counted.
      if (check.stage !== 'trial')
        answers.crashed.push(`${check.id}: ${error instanceof Error ? error.message : String(error)}`);
      if (on) answers.letters += 'c';
    }
  };

  const recordOf = (sample: Sample, examined: Examined, answers: Answers): SampleRecord => {
    const { facets, faults } = examined;
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
      ...(examined.labelIdentity && { labelIdentity: examined.labelIdentity }),
      identity: examined.identity ?? null,
      faults,
      findings: answers.findings,
      measures: answers.measures,
      asked: answers.letters,
      crashed: answers.crashed,
    };
  };

  const inspect = (sample: Sample, examined: Examined): SampleRecord => {
    const answers = openAnswers();
    for (const half of asking) ask(half, sample, examined, answers);
    return recordOf(sample, examined, answers);
  };

  const begin: SampleInspector['begin'] = (sample, examined) => {
    const { bytes: _, preview: __, ...facets } = examined.facets;
    const kept: Examined = { ...examined, facets };
    const early = asking.map((half) => {
      if (half.needsProbe) return undefined;
      const answers = openAnswers();
      ask(half, sample, examined, answers);
      return answers;
    });
    return ({ probe, faults = [] } = {}) => {
      const whole: Examined = {
        ...kept,
        facets: { ...facets, ...(probe && { probe }) },
        faults: faults.length === 0 ? kept.faults : [...kept.faults, ...faults],
      };
      const answers = openAnswers();
      asking.forEach((half, at) => {
        const known = early[at];
        if (known === undefined) ask(half, sample, whole, answers);
        else join(answers, known);
      });
      return recordOf(sample, whole, answers);
    };
  };

  const again: SampleInspector['again'] = (sample, annotations, old, change) => {
    const part = sample.parts[0];
    const file = { size: old.bytes ?? 0, extension: part === undefined ? '' : extensionOf(part) };
    const known: Examined = { facets: { annotations, file }, faults: old.faults };
    const answers = openAnswers();
    let place = 0;
    for (const half of asking) {
      const { check, on, dependence, needsProbe } = half;
      if (needsProbe && !isProbed) continue;
      const letter = on ? old.asked[place] : undefined;
      if (on) place += 1;
      if (dependence === 'annotations') {
        ask(half, sample, known, answers);
        continue;
      }
      const findings = old.findings.filter((finding) => finding.check === check.id);
      const row = old.measures[check.id];
      if (dependence === 'both' && letter !== 's') {
        if (findings.length > 0 || row !== undefined) return undefined;
        if (change === 'content' && check.annotationsFor !== 'place') return undefined;
      }
      answers.findings.push(...findings);
      if (row !== undefined) answers.measures[check.id] = row;
      answers.letters += letter ?? '';
    }
    return {
      ...old,
      ordinal: sample.ordinal,
      split: sample.split ?? null,
      label: sample.annotations.label ?? null,
      findings: answers.findings,
      measures: answers.measures,
      asked: answers.letters,
      crashed: answers.crashed,
    };
  };
  return {
    inspect,
    begin,
    again,
    tally: (records) => {
      // Most samples of a slice were asked the same.
      const counts = new Map<string, number>();
      for (const { asked: letters } of records) counts.set(letters, (counts.get(letters) ?? 0) + 1);
      return Object.fromEntries(
        asked.map((check, at) => {
          const tally = { ran: 0, skipped: 0, crashed: 0 };
          for (const [letters, count] of counts) tally[STATES[letters[at] as keyof typeof STATES]] += count;
          return [check.id, tally];
        }),
      );
    },
  };
};

/** JSON has no NaN: in a finding's data it is written as text. Measures hold none (see `finite`). */
const numbersAsText = (_: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;

/** A segment's line. The replacer costs ten times the plain call, and only findings can need it. */
export const recordLine = (record: SampleRecord): string =>
  `${record.findings.length === 0 ? JSON.stringify(record) : JSON.stringify(record, numbersAsText)}\n`;
