import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { readLines } from '../catalog/read-lines.ts';
import {
  FINDINGS_IN_ORDER,
  type FindingRow,
  openTables,
  SAMPLES_IN_ORDER,
  type SampleRow,
} from '../catalog/read-tables.ts';
import { runFolder } from '../catalog/run-folder.ts';
import { sealFile } from '../catalog/sealed-file.ts';
import { checks } from '../checks/index.ts';
import type { AnyCheck } from '../model/check.ts';
import { type Config, type ConfigInput, isProbed } from '../model/config.ts';
import type { Finding } from '../model/finding.ts';
import { sampleId } from '../model/ids.ts';
import { type ListingFacts, ONE_PICTURE } from '../model/listing.ts';
import { parseNumber } from '../model/number-cell.ts';
import { keyFromBytes } from '../model/path-key.ts';
import type { Plan, Slice } from '../model/plan.ts';
import type { ProbeFacts } from '../model/probe.ts';
import type { SampleRecord } from '../model/record.ts';
import type { Sample } from '../model/sample.ts';
import type { Verdict } from '../model/verdict.ts';
import { checkOptions } from '../pipeline/check-options.ts';
import { examineSlice } from '../pipeline/examine-slices.ts';
import { createPool } from '../pipeline/pool.ts';
import { runStage } from '../pipeline/stage.ts';
import { readDeclaredClasses } from '../sources/declared-classes.ts';
import { locate } from '../storage/roots.ts';
import { parseConfig } from './config.ts';
import { inspected } from './inspect-row.ts';
import { version } from './version.ts';

/** All that can be said of one file. */
export interface Inspection {
  /** With the findings of the dataset halves too, over a dataset of this one file. */
  readonly record: SampleRecord;
  /** Facet name to a JSON-safe summary of it: no bytes, no pixels. */
  readonly facets: Readonly<Record<string, unknown>>;
  readonly verdict: Verdict;
}

const findingOf = (row: FindingRow): Finding => ({
  id: row.id,
  check: row.check,
  code: row.code,
  severity: row.severity as Finding['severity'],
  verdict: row.verdict as Finding['verdict'],
  subject: { sample: row.subject },
  ...(row.at !== null && { at: JSON.parse(row.at) }),
  data: JSON.parse(row.data),
});

/** What a person says of the file, as a dataset would: cells as text. */
export interface Said {
  /** A number, or with declared names one of them. */
  readonly label?: string;
  /** Numbers to predict. */
  readonly targets?: readonly string[];
  /** Which sample of a file that holds many, from 0. */
  readonly row?: number;
}

/** Of one sample all classes but its own are without samples, and no numbering begins anywhere. */
const OF_ALL_CLASSES = ['label/unused-class', 'label/not-zero-indexed'];

/** Named so that their order is that of the numbers. */
const targetCells = (targets: readonly string[]): Readonly<Record<string, string>> => {
  const digits = String(targets.length).length;
  return Object.fromEntries(targets.map((cell, at) => [`target ${String(at + 1).padStart(digits, '0')}`, cell]));
};

const factsOf = (config: Config, { label, targets = [] }: Said): ListingFacts => {
  const declared = readDeclaredClasses(config.classes);
  const isNumber = label === undefined || parseNumber(label).kind !== 'text';
  const names = declared.declaredNames ?? (isNumber ? [] : [label]);
  const labels = {
    kind: isNumber ? ('integers' as const) : ('names' as const),
    classes: isNumber ? [] : [...names].sort(),
    ...declared,
    ignored: config.ignoreLabels,
  };
  return {
    ...ONE_PICTURE,
    ...(label !== undefined && { labels }),
    targets: Object.keys(targetCells(targets)),
  };
};

/** What makes it is loaded where it is asked for: it holds decoders of models. */
const probeOf = async (config: Config, facts: ListingFacts, listing: string): Promise<ProbeFacts> => {
  const { probeFacts } = await import('../pipeline/processes/probe-facts.ts');
  return probeFacts(config, facts, listing);
};

/**
 * One file through everything: a run over a dataset of one, in a scratch folder that is gone afterwards. The file's own worker
 * process bears its crashes, hangs and appetite. `said`: met by the loss of the probe, and judged like a dataset's. Throws UserError when there is no such file.
 */
export const inspectFile = async (
  path: string,
  input: Partial<ConfigInput> = {},
  said: Said = {},
): Promise<Inspection> => {
  const disable = [...(input.disable ?? []), ...OF_ALL_CLASSES];
  const config = parseConfig({ ...input, disable, dataset: path });
  const { roots } = locate(path, config.followRoots);
  const ref = keyFromBytes(Buffer.from(basename(resolve(path))));
  const { key, part, label: recorded, facts: ofFile } = inspected(roots, ref, { row: said.row, limits: config.limits });
  const label = said.label ?? recorded;
  const facts = { ...factsOf(config, { ...said, ...(label !== undefined && { label }) }), ...ofFile };
  const out = mkdtempSync(join(tmpdir(), 'prepass-inspect-'));
  const folder = runFolder(out);
  try {
    mkdirSync(folder.work, { recursive: true });
    const sample: Sample = {
      id: sampleId('flat', key),
      key,
      ordinal: 0,
      parts: [part],
      annotations: {
        ...(label !== undefined && { label }),
        ...(said.targets !== undefined && { targets: targetCells(said.targets) }),
      },
    };
    const { bytes } = sealFile(folder.listedSamples, `${JSON.stringify(sample)}\n`);
    const { enabled, options } = checkOptions(checks as readonly AnyCheck[], config);
    const plan: Plan = {
      format: 1,
      id: 'inspect',
      version,
      startedAt: new Date().toISOString(),
      root: roots.root,
      config,
      facts: isProbed(config) ? { ...facts, probe: await probeOf(config, facts, folder.listedSamples) } : facts,
      listingSha256: '',
      sliceCount: 1,
      checks: Object.fromEntries(enabled.map((check) => [check.id, check.version])),
      options,
      reuseKeys: { bytes: '', annotations: '' },
    };
    sealFile(folder.plan, JSON.stringify(plan));
    const slice: Slice = { slice: 0, first: 0, count: 1, offset: 0, bytes };
    sealFile(folder.slices, `${JSON.stringify(slice)}\n`);
    const pool = createPool({ out, work: folder.work, workers: 1, timeoutMs: config.timeoutMs });
    try {
      return await inspectSlice(pool, slice, out);
    } finally {
      await pool.close();
    }
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
};

const inspectSlice = async (pool: ReturnType<typeof createPool>, slice: Slice, out: string): Promise<Inspection> => {
  const folder = runFolder(out);
  const alone = await pool.run({ kind: 'solo', slice, ordinal: 0 });
  if (alone.kind === 'failed') throw new Error(alone.message);
  await examineSlice(slice, pool, folder);
  await runStage('conclude', { out });
  const tables = await openTables(folder);
  try {
    const findings: Finding[] = [];
    for await (const row of tables.rows<FindingRow>(FINDINGS_IN_ORDER)) findings.push(findingOf(row));
    let verdict: Verdict = 'unexamined';
    for await (const row of tables.rows<SampleRow>(SAMPLES_IN_ORDER)) verdict = row.verdict as Verdict;
    const [line] = readLines(folder.segment(0));
    const record = JSON.parse(line!) as SampleRecord;
    return { record: { ...record, findings }, facets: alone.kind === 'solo' ? alone.facets : {}, verdict };
  } finally {
    tables.close();
  }
};
