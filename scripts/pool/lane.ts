import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseConfig } from '../../src/api/config.ts';
import { version } from '../../src/api/version.ts';
import { runFolder } from '../../src/catalog/run-folder.ts';
import { checks } from '../../src/checks/index.ts';
import type { AnyCheck } from '../../src/model/check.ts';
import type { Fault } from '../../src/model/facets.ts';
import { sampleId } from '../../src/model/ids.ts';
import { ONE_PICTURE } from '../../src/model/listing.ts';
import { keyFromBytes } from '../../src/model/path-key.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { SampleRecord } from '../../src/model/record.ts';
import type { Role, Sample } from '../../src/model/sample.ts';
import { checkOptions } from '../../src/pipeline/check-options.ts';
import { examineSlice } from '../../src/pipeline/examine-slices.ts';
import { createPool, type Pool } from '../../src/pipeline/pool.ts';
import { roleOf } from '../../src/sources/file-kinds.ts';
import { childrenOf, commandOf, forgetPeak, peakBytes } from './process-memory.ts';

const LOOK_EVERY_MS = 25;

/** What a batch of files came to. */
export interface Passed {
  /** In the order of the batch. */
  readonly records: readonly SampleRecord[];
  /** Files that killed their worker or outran its time limit twice, the second time alone. */
  readonly culprits: readonly { readonly key: string; readonly fault: Fault }[];
  /** Largest resident set of any worker meanwhile, in bytes; 0 where the system does not tell. */
  readonly peakBytes: number;
  readonly milliseconds: number;
}

export interface Lane {
  /** Names of files in the lane's folder of files. */
  readonly examine: (names: readonly string[]) => Promise<Passed>;
  /** Resident bytes of the worker that stands ready now; 0 without one. */
  readonly restingBytes: () => number;
  /** The next batch goes to a process that has done nothing before. */
  readonly renew: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Of a name that promises nothing a picture is made: that is what hostile bytes are for. */
const partRole = (name: string): Role => (roleOf(name) === 'array' ? 'array' : 'image');

/** The array of a .npz that is looked into. */
const MEMBER = 'a.npy';

const sampleOf = (name: string, ordinal: number): Sample => {
  const role = partRole(name);
  const key = keyFromBytes(Buffer.from(name));
  const member = name.endsWith('.npz') ? { member: MEMBER } : {};
  const parts = [{ name: role, role, resource: key, ...member, ownership: 'exclusive' as const }];
  return { id: sampleId('flat', key), key, ordinal, parts, annotations: {} };
};

/**
 * One worker process of the real pool, as built, through which batches of files go: the same limits, time-outs and second tries as in a
 * run, all checks on. `files`: absolute folder of what is examined; `out`: scratch folder of the lane, made anew.
 */
export const openLane = (files: string, out: string, timeoutMs: number): Lane => {
  const folder = runFolder(out);
  rmSync(out, { recursive: true, force: true });
  mkdirSync(folder.work, { recursive: true });
  mkdirSync(folder.segments, { recursive: true });
  mkdirSync(join(out, 'listing'), { recursive: true });
  const config = parseConfig({ dataset: files, timeoutMs });
  const { enabled, options } = checkOptions(checks as readonly AnyCheck[], config);
  const plan: Plan = {
    format: 1,
    id: 'lane',
    version,
    startedAt: new Date(0).toISOString(),
    root: files,
    config,
    facts: ONE_PICTURE,
    listingSha256: '',
    sliceCount: 1,
    checks: Object.fromEntries(enabled.map((check) => [check.id, check.version])),
    options,
    reuseKeys: { bytes: '', annotations: '' },
  };
  writeFileSync(folder.plan, JSON.stringify(plan));

  const begin = (): Pool => createPool({ out, work: folder.work, workers: 1, timeoutMs });
  let pool = begin();
  /** The process whose arguments name this lane's folder. */
  const worker = (): number | undefined => childrenOf(process.pid).find((pid) => commandOf(pid).includes(`\0${out}\0`));

  const examine = async (names: readonly string[]): Promise<Passed> => {
    const listed = names.map((name, ordinal) => `${JSON.stringify(sampleOf(name, ordinal))}\n`).join('');
    writeFileSync(folder.listedSamples, listed);
    const slice = { slice: 0, first: 0, count: names.length, offset: 0, bytes: Buffer.byteLength(listed) };
    let peak = 0;
    const look = () => {
      const pid = worker();
      if (pid !== undefined) peak = Math.max(peak, peakBytes(pid));
    };
    const ready = worker();
    if (ready !== undefined) forgetPeak(ready);
    const looking = setInterval(look, LOOK_EVERY_MS);
    const start = performance.now();
    try {
      const seal = await examineSlice(slice, pool, folder);
      const milliseconds = performance.now() - start;
      look();
      const lines = readFileSync(folder.segment(0), 'utf8').trimEnd().split('\n');
      const records = lines.map((line) => JSON.parse(line) as SampleRecord);
      return { records, culprits: seal?.culprits ?? [], peakBytes: peak, milliseconds };
    } finally {
      clearInterval(looking);
    }
  };
  return {
    examine,
    restingBytes: () => {
      const pid = worker();
      if (pid === undefined) return 0;
      forgetPeak(pid);
      return peakBytes(pid);
    },
    renew: async () => {
      await pool.close();
      pool = begin();
    },
    close: async () => {
      await pool.close();
      rmSync(out, { recursive: true, force: true });
    },
  };
};
