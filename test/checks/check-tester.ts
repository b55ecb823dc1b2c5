/**
 * How checks are tested. A check's test is one call:
 *
 *   testCheck(blank, {
 *     cases: [
 *       { name: 'flags a gray card', facets: { preview: flat(128) }, finds: ['blank'] },
 *       { name: 'is silent on noise', facets: { preview: noise }, finds: [] },
 *       { name: 'says how flat', facets: {…}, finds: [{ code: 'blank', data: { deviation: 0 } }], leaves: { value: 128 } },
 *     ],
 *     dataset: [{ name: 'counts them', samples: [{ label: '3' }], measures: { 'image/blank': [{ ordinal: 0, value: 1 }] },
 *                 finds: [{ code: 'many', group: 'all', members: [0], data: { count: 1 } }] }],
 *     thresholds: { maxDeviation: { facets: {…}, silent: 1.4, flagged: 1.6 } },   // or { dataset: {…}, silent, flagged }
 *   });
 *
 * `finds` lists the drafts in order; `data` and `at` need hold only what matters. `faults` of a case are the context's.
 * In `thresholds` `silent` and `flagged` are two values of that option, as close to each other as the input allows, of which the
 * second makes the check say more (other codes, or more drafts) than the first. Every numeric option needs an entry.
 *
 * Unasked it asserts the laws: words in both languages with the same blanks · options with default, English and Chinese
 * description (`.meta({ description, zh })`) · the id is the file's path, page and fixtures are generated · same drafts twice ·
 * facets unchanged, only declared ones read, every declared need read by some case · every code provoked · every blank filled ·
 * data survives JSON · measures fit the columns · the dataset half does not depend on the order of its rows.
 *
 * `concludeOver(check, input, options)` runs a dataset half alone, `factsOf(partial)` makes listing facts (dataset-harness.ts).
 */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { optionSchemas } from '../../scripts/generate/check-pages.ts';
import type { FixtureEntry } from '../../scripts/generate/fixture-files.ts';
import { blanks, fill } from '../../src/messages/fill.ts';
import type { AnyCheck, Code, DatasetDraft, Need, Words } from '../../src/model/check.ts';
import type { Facets, Fault } from '../../src/model/facets.ts';
import type { Locator } from '../../src/model/finding.ts';
import type { Json } from '../../src/model/json.ts';
import type { Role } from '../../src/model/sample.ts';
import { concludeOver, type DatasetInput } from './dataset-harness.ts';

export { concludeOver, type DatasetInput, factsOf } from './dataset-harness.ts';

type Options = Readonly<Record<string, unknown>>;
type AnyDraft = { readonly code: string; readonly at?: Locator; readonly data: Readonly<Record<string, Json>> };

export type Expected =
  | string
  | {
      readonly code: string;
      readonly data?: Readonly<Record<string, unknown>>;
      readonly at?: Locator;
      readonly ordinal?: number;
      readonly group?: string;
      readonly members?: readonly number[];
    };

export interface SampleCase {
  /** 'flags …', 'is silent on …' */
  readonly name: string;
  readonly facets: Partial<Facets>;
  readonly options?: Options;
  readonly faults?: readonly Fault[];
  /** Default: the role of the first need, 'image' for 'any'. */
  readonly role?: Role;
  readonly finds: readonly Expected[];
  /** The measured row; `null`: none. Not compared when absent. */
  readonly leaves?: Readonly<Record<string, unknown>> | null;
}

export interface DatasetCase extends DatasetInput {
  readonly name: string;
  readonly options?: Options;
  readonly finds: readonly Expected[];
}

type Input = Pick<SampleCase, 'facets' | 'faults' | 'role'> | { readonly dataset: DatasetInput };
export type Threshold = Input & { readonly options?: Options; readonly silent: number; readonly flagged: number };

export interface CheckTest {
  readonly cases?: readonly SampleCase[];
  readonly dataset?: readonly DatasetCase[];
  readonly thresholds?: Readonly<Record<string, Threshold>>;
}

const freeze = <T>(value: T): T => {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  for (const inner of Object.values(value)) freeze(inner);
  return Object.freeze(value);
};

const declared = (check: AnyCheck): readonly Need[] => [...check.needs, ...(check.attempts ?? [])];

const inspectOnce = (check: AnyCheck, given: Pick<SampleCase, 'facets' | 'faults' | 'role'>, options: Options) => {
  const read = new Set<string>();
  // The copy shows writes into typed arrays, which cannot be frozen.
  const untouched = structuredClone(given.facets);
  const facets = new Proxy(freeze({ ...given.facets }), {
    get: (target, name) => {
      read.add(String(name));
      return Reflect.get(target, name);
    },
  });
  const asked = declared(check)[0]?.role ?? 'any';
  const role = given.role ?? (asked === 'any' ? 'image' : asked);
  const context = freeze({ faults: given.faults ?? [], role });
  const parsed = freeze(check.options.parse(options));
  const drafts = [...(check.inspect?.(facets, parsed, context) ?? [])] as readonly AnyDraft[];
  const row = check.measure?.(facets, parsed, context);
  expect(structuredClone(given.facets), 'facets are read-only').toEqual(untouched);
  return { drafts, row, read };
};

const shape = (drafts: readonly (AnyDraft | DatasetDraft<AnyCheck['codes']>)[], expected: readonly Expected[]) => {
  expect(
    drafts.map(({ code }) => code),
    JSON.stringify(drafts),
  ).toEqual(expected.map((item) => (typeof item === 'string' ? item : item.code)));
  expected.forEach((item, at) => {
    if (typeof item === 'string') return;
    const draft = drafts[at]!;
    const members = 'members' in draft ? { members: [...(draft as { members: Iterable<number> }).members] } : {};
    expect({ ...draft, ...members }).toMatchObject(item);
  });
};

const assertSpeaks = (check: AnyCheck, draft: AnyDraft): void => {
  const code: Code | undefined = check.codes[draft.code];
  expect(code, `${check.id} has no code ${draft.code}`).toBeDefined();
  expect(JSON.parse(JSON.stringify(draft.data)), 'data survives JSON').toEqual(draft.data);
  for (const language of ['en', 'zh'] as const) {
    for (const blank of blanks(code![language])) {
      expect(draft.data[blank] ?? undefined, `{${blank}} of ${draft.code} in ${language}`).toBeDefined();
    }
    const text = fill(code![language], draft.data);
    expect(text).not.toMatch(/undefined|\[object|\bNaN\b.*\bNaN\b/);
  }
};

const assertWords = (words: Words, name: string): void => {
  expect(words.en.trim(), `${name} in English`).not.toBe('');
  expect(words.zh, `${name} in Chinese`).toMatch(/\p{Script=Han}/u);
  expect(new Set(blanks(words.zh)), `blanks of ${name}`).toEqual(new Set(blanks(words.en)));
};

const readFixtures = (): readonly FixtureEntry[] => JSON.parse(readFileSync('fixtures/corrupt/manifest.json', 'utf8'));

const testDeclaration = (check: AnyCheck): void => {
  it('says title, why, remedy and every code in both languages', () => {
    for (const name of ['title', 'why', 'remedy'] as const) assertWords(check[name], name);
    for (const [name, code] of Object.entries<Code>(check.codes)) assertWords(code, name);
  });

  it('has options with defaults, described in both languages', () => {
    check.options.parse({});
    for (const [name, option] of Object.entries(optionSchemas(check))) {
      expect(option, name).toHaveProperty('default');
      assertWords({ en: option.description ?? '', zh: option.zh ?? '' }, `option ${name}`);
    }
  });

  it('is the default export of the file its id names', async () => {
    const [group, name] = check.id.split('/');
    const module = await import(`../../src/checks/${group}/${name}.ts`);
    expect(module.default).toBe(check);
  });

  it('has a generated page, and flagged and clean fixtures', () => {
    expect(existsSync(`docs/checks/${check.id.replace('/', '-')}.md`), 'run npm run generate').toBe(true);
    const own = readFixtures().filter((entry) => entry.check === check.id);
    expect(own.filter(({ code }) => code !== null).length, 'flagged fixtures').toBeGreaterThan(0);
    expect(own.filter(({ code }) => code === null).length, 'clean fixtures').toBeGreaterThan(0);
  });
};

const assertRow = (check: AnyCheck, row: Readonly<Record<string, unknown>>): void => {
  const types = { BIGINT: 'number', DOUBLE: 'number', VARCHAR: 'string', BOOLEAN: 'boolean' } as const;
  for (const [name, value] of Object.entries(row)) {
    const type = check.columns?.[name] as keyof typeof types | undefined;
    expect(type, `column ${name}`).toBeDefined();
    if (value === undefined) continue;
    expect(typeof value, `column ${name}`).toBe(types[type!]);
    if (type === 'BIGINT') expect(Number.isSafeInteger(value), `column ${name}`).toBe(true);
    if (type === 'DOUBLE') expect(Number.isFinite(value), `column ${name}`).toBe(true);
  }
};

const testCase = (check: AnyCheck, given: SampleCase): void => {
  const { name, facets, faults = [], options = {}, finds, leaves } = given;
  it(name, () => {
    for (const { facet } of check.needs) expect(facets, 'a need is missing: never asked').toHaveProperty(facet);
    for (const { facet } of faults) {
      expect(check.attempts?.map((need: Need) => need.facet) ?? [], 'faults of attempts only').toContain(facet);
    }
    const first = inspectOnce(check, given, options);
    expect(inspectOnce(check, given, options), 'the same twice').toEqual(first);
    const allowed = declared(check).map(({ facet }) => facet as string);
    for (const facet of first.read) expect(allowed, 'reads a facet it did not declare').toContain(facet);
    for (const draft of first.drafts) assertSpeaks(check, draft);
    shape(first.drafts, finds);
    if (first.row !== undefined) assertRow(check, first.row);
    if (leaves === null) expect(first.row).toBeUndefined();
    if (leaves !== null && leaves !== undefined) expect(first.row).toMatchObject(leaves);
  });
};

const assertSubjects = (drafts: readonly DatasetDraft<AnyCheck['codes']>[], samples: number): void => {
  const groups = new Set<string>();
  for (const draft of drafts) {
    if ('ordinal' in draft) {
      expect('group' in draft, 'a sample or a group').toBe(false);
      continue;
    }
    const members = [...draft.members];
    expect(members, 'members ascend').toEqual([...new Set(members)].sort((a, b) => a - b));
    for (const member of members) expect(member < samples, 'members are samples').toBe(true);
    const group = JSON.stringify([draft.code, draft.group, draft.at ?? null]);
    expect(groups, 'one finding per code, group and place').not.toContain(group);
    groups.add(group);
  }
};

const testDataset = (check: AnyCheck, given: DatasetCase): void => {
  it(given.name, async () => {
    const drafts = await concludeOver(check, given, given.options);
    expect(await concludeOver(check, given, given.options, 'reversed'), 'whatever order rows come in').toEqual(drafts);
    for (const draft of drafts) assertSpeaks(check, draft);
    const last = Math.max(-1, ...(given.samples ?? []).map(({ ordinal }, at) => ordinal ?? at));
    assertSubjects(drafts, Math.max(last + 1, given.facts?.samples ?? 0));
    shape(drafts, given.finds);
  });
};

const draftsOf = async (check: AnyCheck, input: Input, options: Options): Promise<readonly unknown[]> =>
  'dataset' in input ? concludeOver(check, input.dataset, options) : inspectOnce(check, input, options).drafts;

const testThreshold = (check: AnyCheck, name: string, threshold: Threshold): void => {
  it(`flips at ${name} ${threshold.silent} → ${threshold.flagged}`, async () => {
    const at = (value: number) => draftsOf(check, threshold, { ...threshold.options, [name]: value });
    const silent = (await at(threshold.silent)) as readonly AnyDraft[];
    const flagged = (await at(threshold.flagged)) as readonly AnyDraft[];
    expect(flagged.length).toBeGreaterThanOrEqual(silent.length);
    expect(flagged.map(({ code }) => code)).not.toEqual(silent.map(({ code }) => code));
  });
};

const testCoverage = (check: AnyCheck, { cases = [], dataset = [], thresholds = {} }: CheckTest): void => {
  it('has every code provoked by some case', () => {
    const provoked = [...cases, ...dataset].flatMap(({ finds }) =>
      finds.map((item) => (typeof item === 'string' ? item : item.code)),
    );
    expect(Object.keys(check.codes).filter((code) => !provoked.includes(code))).toEqual([]);
  });

  it('reads every facet it needs', () => {
    const read = new Set(cases.flatMap((given) => [...inspectOnce(check, given, given.options ?? {}).read]));
    const needs = check.needs.map((need: Need) => need.facet) as readonly string[];
    expect(needs.filter((facet) => !read.has(facet))).toEqual([]);
  });

  it('has every numeric option tested from both sides', () => {
    const numeric = Object.entries(optionSchemas(check)).filter(
      ([, { type }]) => type === 'number' || type === 'integer',
    );
    expect(numeric.map(([name]) => name).filter((name) => !(name in thresholds))).toEqual([]);
  });
};

export const testCheck = (check: AnyCheck, test: CheckTest): void => {
  describe(check.id, () => {
    testDeclaration(check);
    for (const given of test.cases ?? []) testCase(check, given);
    for (const given of test.dataset ?? []) testDataset(check, given);
    for (const [name, threshold] of Object.entries(test.thresholds ?? {})) testThreshold(check, name, threshold);
    testCoverage(check, test);
  });
};
