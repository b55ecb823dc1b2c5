import { mkdirSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { openDatabase } from '../../src/catalog/database.ts';
import { runFolder } from '../../src/catalog/run-folder.ts';
import { writeTables } from '../../src/catalog/tables.ts';
import { configSchema } from '../../src/model/config.ts';
import { findingId, groupId, sampleId } from '../../src/model/ids.ts';
import type { Severity, Verdict } from '../../src/model/verdict.ts';

export interface WrittenFinding {
  readonly check: string;
  readonly code?: string;
  readonly severity?: Severity;
  readonly verdict?: Verdict;
  /** Key of the sample; absent: a group's. */
  readonly key?: string;
  readonly group?: string;
  readonly members?: readonly string[];
  readonly data?: Readonly<Record<string, string | number>>;
}

export interface WrittenRun {
  /** Verdict by key. */
  readonly samples: Readonly<Record<string, Verdict>>;
  readonly findings?: readonly WrittenFinding[];
  readonly checks?: readonly string[];
  readonly layout?: string;
  readonly dataset?: string;
  readonly format?: number;
  readonly incomplete?: number;
  readonly moved?: readonly string[];
}

const CHECKS = ['image/truncated', 'image/blank', 'dataset/exact-duplicate', 'target/unnormalized'];

const rowsOf = (run: WrittenRun, keys: readonly string[]) => {
  const findings: (string | number | boolean | null)[][] = [];
  const members: (string | number | boolean | null)[][] = [];
  for (const {
    check,
    code = 'found',
    severity = 'error',
    verdict = 'bad',
    key,
    group = 'g',
    ...rest
  } of run.findings ?? []) {
    const subject = key === undefined ? groupId(check, code, group) : sampleId('flat', key);
    const id = findingId(check, code, key === undefined ? { group: subject } : { sample: subject });
    const inside = rest.members ?? [];
    for (const member of inside) members.push([id, subject, keys.indexOf(member), null, null, false]);
    const ordinal = key === undefined ? null : keys.indexOf(key);
    const count = key === undefined ? inside.length : 1;
    const data = JSON.stringify(rest.data ?? {});
    findings.push([id, check, code, severity, verdict, 'content', false, ordinal, subject, count, null, data, false]);
  }
  return { findings, members };
};

/** A finished run as prepass leaves it, as far as gate, diff and decide read it. */
export const writeRun = async (out: string, run: WrittenRun): Promise<string> => {
  const folder = runFolder(out);
  mkdirSync(out, { recursive: true });
  const keys = Object.keys(run.samples).sort();
  const { layout = 'flat', dataset = '/data', format = 1, checks = CHECKS } = run;
  const counts = { ok: 0, suspect: 0, bad: 0, 'over-limit': 0, unexamined: 0 };
  for (const key of keys) counts[run.samples[key]!] += 1;
  const config = configSchema.parse({ dataset, out });
  const versions = Object.fromEntries(checks.map((check) => [check, 1]));
  const head = { format, id: out.split('/').at(-1), version: '0.0.0', startedAt: '2026-01-01T00:00:00.000Z' };
  const plan = { ...head, root: dataset, config, facts: { layout }, checks: versions };
  const quarantine =
    run.moved === undefined ? {} : { quarantine: { place: '/q', moved: run.moved.length, failed: [] } };
  const summary = { ...head, dataset, out, samples: keys.length, counts, ...quarantine };
  writeFileSync(folder.plan, JSON.stringify(plan));
  writeFileSync(folder.run, JSON.stringify(summary));
  writeFileSync(folder.conclusion, JSON.stringify({ incomplete: run.incomplete ?? 0 }));
  if (run.moved !== undefined) writeFileSync(folder.moved, run.moved.map((key) => `${JSON.stringify(key)}\n`).join(''));

  const database = await openDatabase(':memory:');
  await database.run(`
    CREATE TABLE samples(ordinal BIGINT, key VARCHAR, id VARCHAR, split VARCHAR, label VARCHAR, format VARCHAR, width BIGINT,
      height BIGINT, bytes BIGINT, sha256 VARCHAR);
    CREATE TABLE verdicts(ordinal BIGINT, verdict VARCHAR);
    CREATE TABLE named(ordinal BIGINT, checks VARCHAR);
    CREATE TABLE findings(id VARCHAR, "check" VARCHAR, code VARCHAR, severity VARCHAR, verdict VARCHAR, scope VARCHAR,
      proven BOOLEAN, ordinal BIGINT, subject VARCHAR, members BIGINT, "at" VARCHAR, "data" VARCHAR, settled BOOLEAN);
    CREATE TABLE members(finding VARCHAR, subject VARCHAR, ordinal BIGINT, severity VARCHAR, verdict VARCHAR, settled BOOLEAN)`);
  const content = (key: string) => sampleId('content', key).repeat(2);
  await database.append(
    'samples',
    keys.map((key, at) => [at, key, sampleId('flat', key), null, null, 'jpeg', 1, 1, 1, content(key)]),
  );
  await database.append(
    'verdicts',
    keys.map((key, at) => [at, run.samples[key]!]),
  );
  const { findings, members } = rowsOf(run, keys);
  await database.append('findings', findings);
  await database.append('members', members);
  await writeTables(database, folder);
  database.close();
  return out;
};

const KEYS = ['a.jpg', 'b.jpg', 'c.jpg', 'd`|@x.jpg', '文.jpg'];
const severity = fc.constantFrom<Severity>('note', 'warning', 'error');
const verdict = fc.constantFrom<Verdict>('ok', 'suspect', 'bad', 'over-limit', 'unexamined');

/** Small runs of one dataset, the first sample in all of them; findings, groups and verdicts as they come. */
export const anyRun: fc.Arbitrary<WrittenRun> = fc
  .record({
    keys: fc.subarray(KEYS.slice(1)),
    verdicts: fc.array(verdict, { minLength: KEYS.length, maxLength: KEYS.length }),
    own: fc.uniqueArray(
      fc.record({
        check: fc.constantFrom(...CHECKS.slice(0, 2)),
        key: fc.constantFrom(...KEYS),
        severity,
        verdict,
        value: fc.nat(1),
      }),
      { selector: ({ check, key }) => `${check} ${key}`, maxLength: 6 },
    ),
    groups: fc.uniqueArray(
      fc.record({ group: fc.constantFrom('g', 'h'), members: fc.subarray(KEYS), severity, verdict }),
      { selector: ({ group }) => group, maxLength: 2 },
    ),
    checks: fc.subarray(CHECKS, { minLength: 3 }),
  })
  .map(({ keys, verdicts, own, groups, checks }) => {
    const all = [KEYS[0]!, ...keys];
    const findings: WrittenFinding[] = [
      ...own
        .filter(({ check, key }) => all.includes(key) && checks.includes(check))
        .map(({ value, ...finding }) => ({ ...finding, data: { value } })),
      ...groups
        .filter(() => checks.includes('dataset/exact-duplicate'))
        .map(({ members, ...group }) => ({
          ...group,
          check: 'dataset/exact-duplicate',
          members: members.filter((key) => all.includes(key)),
        })),
    ];
    return { samples: Object.fromEntries(all.map((key, at) => [key, verdicts[at]!])), findings, checks };
  });
