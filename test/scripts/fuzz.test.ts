import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { troubleIn } from '../../scripts/fuzz/judge.ts';
import { keptIn } from '../../scripts/fuzz/keep.ts';
import { type FuzzOptions, fuzz, mutantOf } from '../../scripts/fuzz/run.ts';
import { gatherSeeds } from '../../scripts/fuzz/seeds.ts';
import { openLane } from '../../scripts/pool/lane.ts';
import type { SampleRecord } from '../../src/model/record.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
const KEPT = join(ROOT, 'fixtures/fuzz');

let place: string;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'prepass-fuzz-'));
});
afterEach(() => {
  delete process.env.PREPASS_TEST_CODEC;
  rmSync(place, { recursive: true, force: true });
});

const seeds = await gatherSeeds(join(ROOT, 'fixtures/corrupt'));
const options = (more: Partial<FuzzOptions> = {}): FuzzOptions => ({
  mutations: 300,
  seed: 7,
  seeds,
  lanes: 2,
  timeoutMs: 20_000,
  scratch: place,
  state: join(place, 'state.json'),
  keepIn: join(place, 'kept'),
  ...more,
});

describe('fuzzing', () => {
  it('finds nothing in 300 mutants, and goes on where it was', async () => {
    const { reasons, resumed } = await fuzz(options({ mutations: 200 }));
    expect([reasons, resumed]).toEqual([{}, 0]);
    expect(await fuzz(options())).toMatchObject({ mutations: 300, resumed: 200, reasons: {} });
    expect(existsSync(join(place, 'kept'))).toBe(false);
    expect((await fuzz(options({ seed: 8, mutations: 1 }))).resumed).toBe(0);
  });

  it('keeps a mutant on which a decoder crashes as a fixture, with a reason of one line', async () => {
    const codec = join(place, 'codec.mjs');
    writeFileSync(
      codec,
      "export const before = (bytes) => { if (bytes.length % 11 === 5) process.kill(process.pid, 'SIGSEGV'); };",
    );
    process.env.PREPASS_TEST_CODEC = codec;
    const { reasons } = await fuzz(options({ mutations: 60, lanes: 1 }));
    expect(Object.keys(reasons)).toEqual(["crash: the decoder's process ended with SIGSEGV"]);
    const kept = keptIn(join(place, 'kept'));
    expect(kept.size).toBeGreaterThan(0);
    for (const [name, reason] of kept) {
      const bytes = readFileSync(join(place, 'kept', name));
      expect([bytes.length % 11, reason]).toEqual([5, Object.keys(reasons)[0]]);
      const number = Number(/-(\d+)\./.exec(name)![1]);
      expect(bytes.equals(mutantOf(seeds, 7, number).bytes)).toBe(true);
    }
  });

  it('takes two answers to the same bytes, a check that throws and a fault of the machine for trouble', () => {
    const record = (key: string, more: Partial<SampleRecord>) =>
      ({ key, sha256: 'a', format: 'png', faults: [], findings: [], crashed: [], ...more }) as unknown as SampleRecord;
    const reasonsOf = (...records: SampleRecord[]) =>
      troubleIn({ records, culprits: [], peakBytes: 0, milliseconds: 0 }).map(({ reason }) => reason);
    expect(reasonsOf(record('1.png', {}), record('2.png', {}))).toEqual([]);
    expect(reasonsOf(record('1.png', { width: 8 }), record('2.png', { width: 9 }))).toEqual([
      'png: the same bytes twice, two answers',
    ]);
    expect(reasonsOf(record('1.png', { crashed: ['image/blank: no row 17'] }))).toEqual([
      'check threw: image/blank: no row #',
    ]);
    const fault = { facet: 'decoding', kind: 'io', detail: 'out of memory: 12 MB' } as const;
    expect(reasonsOf(record('1.png', { faults: [fault] }))).toEqual(['png: io: out of memory: # MB']);
  });
});

describe('what fuzzing found', () => {
  it('is examined without trouble now', async () => {
    const names = readdirSync(KEPT).filter((name) => name !== 'reasons.txt');
    expect([...keptIn(KEPT).keys()].sort()).toEqual(names.sort());
    const lane = openLane(KEPT, join(place, 'lane'), 20_000);
    try {
      expect(troubleIn(await lane.examine(names))).toEqual([]);
    } finally {
      await lane.close();
    }
  });
});
