import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { gateRun } from '../../src/api/gate.ts';
import { scratch } from '../pipeline/small-dataset.ts';
import { anyRun, type WrittenRun, writeRun } from './written-run.ts';

const { path: place, dispose } = scratch();
afterAll(dispose);
let written = 0;
const write = (run: WrittenRun): Promise<string> => {
  written += 1;
  return writeRun(join(place, `run-${written}`), run);
};

const cut = (key: string, more = {}) => ({ check: 'image/truncated', key, ...more });
const twins = (members: readonly string[]) => ({
  check: 'dataset/exact-duplicate',
  verdict: 'suspect' as const,
  severity: 'warning' as const,
  members,
});
const SAMPLES = { 'a.jpg': 'bad', 'b.jpg': 'ok', 'c.jpg': 'ok' } as const;
const foundBy = async (run: string, options: Parameters<typeof gateRun>[1]) => {
  const { rules, exit } = await gateRun(run, options);
  return { exit: exit.code, found: Object.fromEntries(rules.map(({ rule, found }) => [rule, found])) };
};

describe('gate', () => {
  it('counts only what the baseline has not', async () => {
    const before = await write({ samples: SAMPLES, findings: [cut('a.jpg')] });
    const after = await write({ samples: { ...SAMPLES, 'b.jpg': 'bad' }, findings: [cut('a.jpg'), cut('b.jpg')] });
    expect(await foundBy(after, {})).toMatchObject({ exit: 1, found: { 'fail-on': 2 } });
    expect(await foundBy(after, { baseline: before, maxBad: '5' })).toMatchObject({
      exit: 0,
      found: { 'fail-on': 0, 'max-bad': 1 },
    });
    expect(await foundBy(after, { baseline: before })).toMatchObject({ exit: 1, found: { 'fail-on': 1 } });
  });

  it('takes a finding that became graver for a new one', async () => {
    const note = await write({ samples: SAMPLES, findings: [cut('a.jpg', { severity: 'note' })] });
    const error = await write({ samples: SAMPLES, findings: [cut('a.jpg')] });
    expect((await gateRun(error, { baseline: note })).exit.code).toBe(1);
    expect((await gateRun(note, { baseline: error, failOn: 'note' })).exit.code).toBe(0);
  });

  it('counts an old group again once it gained a member, and not when it lost one', async () => {
    const two = await write({ samples: SAMPLES, findings: [twins(['a.jpg', 'b.jpg'])] });
    const three = await write({ samples: SAMPLES, findings: [twins(['a.jpg', 'b.jpg', 'c.jpg'])] });
    expect((await gateRun(three, { baseline: two, failOn: 'warning' })).exit.code).toBe(1);
    expect((await gateRun(two, { baseline: three, failOn: 'warning' })).exit.code).toBe(0);
  });

  it('leaves out what was moved, a group only with its last member', async () => {
    const findings = [cut('a.jpg'), twins(['a.jpg', 'b.jpg'])];
    const moved = await write({ samples: SAMPLES, findings, moved: ['a.jpg'] });
    expect(await foundBy(moved, { failOn: 'note', maxBad: '0' })).toMatchObject({
      exit: 1,
      found: { 'fail-on': 1, 'max-bad': 0 },
    });
    const both = await write({ samples: SAMPLES, findings, moved: ['a.jpg', 'b.jpg'] });
    expect((await gateRun(both, { failOn: 'note' })).exit.code).toBe(0);
  });

  it('answers 3 for samples that were not examined, whatever the baseline knew', async () => {
    const run = await write({ samples: SAMPLES, incomplete: 1 });
    expect((await gateRun(run, { baseline: run })).exit).toEqual({ code: 3, reasons: ['incomplete'] });
    expect((await gateRun(run, { allowIncomplete: true })).exit.code).toBe(0);
  });

  it('with itself as the baseline finds nothing, whatever fails', async () => {
    await fc.assert(
      fc.asyncProperty(anyRun, async (any) => {
        const run = await write(any);
        const report = await gateRun(run, { baseline: run, failOn: 'note', maxBad: '0%', maxWarnings: 0 });
        expect(report.exit).toEqual({ code: 0, reasons: [] });
        expect((await gateRun(run, { baseline: run, failOn: 'note' })).exit.code).toBe(0);
      }),
      { numRuns: 15 },
    );
  });
});
