import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { diffRuns, exportDiff } from '../../src/api/diff.ts';
import { scratch } from '../pipeline/small-dataset.ts';
import { anyRun, type WrittenRun, writeRun } from './written-run.ts';

const { path: place, dispose } = scratch();
afterAll(dispose);
let written = 0;
const write = (run: WrittenRun): Promise<string> => {
  written += 1;
  return writeRun(join(place, `run-${written}`), run);
};

const wholeDiff = async (a: string, b: string) => {
  const pieces: string[] = [];
  for await (const piece of exportDiff(a, b)) pieces.push(piece);
  return JSON.parse(pieces.join(''));
};
const between = async (a: WrittenRun, b: WrittenRun) => wholeDiff(await write(a), await write(b));

const cut = (key: string, more = {}) => ({ check: 'image/truncated', key, ...more });
const twins = (members: readonly string[], more = {}) => ({
  check: 'dataset/exact-duplicate',
  verdict: 'ok' as const,
  severity: 'note' as const,
  members,
  ...more,
});

describe('diff', () => {
  it('tells new, fixed and removed findings apart', async () => {
    const diff = await between(
      { samples: { 'a.jpg': 'bad', 'b.jpg': 'bad', 'c.jpg': 'ok' }, findings: [cut('a.jpg'), cut('b.jpg')] },
      { samples: { 'a.jpg': 'ok', 'c.jpg': 'bad', 'd.jpg': 'bad' }, findings: [cut('c.jpg'), cut('d.jpg')] },
    );
    const said = (entries: { key: string; reason: string }[]) => entries.map(({ key, reason }) => [key, reason]);
    expect(said(diff.new)).toEqual([
      ['c.jpg', 'found'],
      ['d.jpg', 'sample'],
    ]);
    expect(said(diff.fixed)).toEqual([
      ['a.jpg', 'found'],
      ['b.jpg', 'sample'],
    ]);
    expect(diff.counts.samples).toEqual({ shared: 2, added: 1, removed: 1 });
    expect(diff.samplesChanged).toEqual([
      { key: 'a.jpg', before: 'bad', after: 'ok' },
      { key: 'c.jpg', before: 'ok', after: 'bad' },
    ]);
  });

  it('calls nothing fixed that was only not looked at', async () => {
    const samples = { 'a.jpg': 'bad', 'b.jpg': 'ok' } as const;
    const findings = [cut('a.jpg')];
    const off = await between({ samples, findings }, { samples, checks: ['image/blank'] });
    expect(off.fixed).toMatchObject([{ key: 'a.jpg', reason: 'check' }]);
    const unseen = await between({ samples, findings }, { samples: { ...samples, 'a.jpg': 'unexamined' } });
    expect(unseen.fixed).toMatchObject([{ key: 'a.jpg', reason: 'unexamined' }]);
  });

  it('counts the members that joined or left a group that both runs have', async () => {
    const samples = { 'a.jpg': 'ok', 'b.jpg': 'ok', 'c.jpg': 'ok', 'd.jpg': 'ok' } as const;
    const diff = await between(
      { samples, findings: [twins(['a.jpg', 'b.jpg'], { data: { files: 2 } })] },
      { samples, findings: [twins(['b.jpg', 'c.jpg', 'd.jpg'], { data: { files: 3 } })] },
    );
    expect(diff.new).toMatchObject([{ partial: true, samples: 2, key: null }]);
    expect(diff.fixed).toMatchObject([{ partial: true, samples: 1, key: null }]);
    expect(diff.changed).toEqual([]);
  });

  it('names other severity, verdict and data of the same finding as changed', async () => {
    const samples = { 'a.jpg': 'bad', 'b.jpg': 'bad', 'c.jpg': 'bad' } as const;
    const diff = await between(
      { samples, findings: [cut('a.jpg'), cut('b.jpg', { data: { value: 1 } }), cut('c.jpg')] },
      { samples, findings: [cut('a.jpg', { severity: 'note' }), cut('b.jpg', { data: { value: 2 } }), cut('c.jpg')] },
    );
    expect(diff.counts.findings).toEqual({ new: 0, fixed: 0, changed: 2 });
    expect(diff.changed).toMatchObject([
      { key: 'b.jpg', data: { value: 2 }, before: { data: { value: 1 } } },
      { key: 'a.jpg', severity: 'note', before: { severity: 'error' } },
    ]);
  });

  it('caps what it names and counts the rest', async () => {
    const keys = Array.from({ length: 30 }, (_, at) => `${String(at).padStart(2, '0')}.jpg`);
    const samples = Object.fromEntries(keys.map((key) => [key, 'bad' as const]));
    const a = await write({ samples: Object.fromEntries(keys.map((key) => [key, 'ok' as const])) });
    const b = await write({ samples, findings: keys.map((key) => cut(key)) });
    const diff = await diffRuns(a, b, { examples: 3 });
    expect(diff.codes.new).toMatchObject([{ findings: 30, samples: 30, reason: 'found' }]);
    expect(diff.codes.new[0]!.examples.map(({ key }) => key)).toEqual(['00.jpg', '01.jpg', '02.jpg']);
    expect(diff.verdictExamples).toHaveLength(3);
    expect(diff.verdicts).toEqual([{ before: 'ok', after: 'bad', samples: 30 }]);
  });

  it('refuses runs of other layouts, other datasets and newer formats, and warns of another root', async () => {
    const samples = { 'a.jpg': 'ok' } as const;
    const run = await write({ samples });
    await expect(diffRuns(run, await write({ samples, layout: 'npy' }))).rejects.toMatchObject({
      key: 'compare.other-layout',
    });
    await expect(diffRuns(run, await write({ samples: { 'z.jpg': 'ok' } }))).rejects.toMatchObject({
      key: 'compare.nothing-shared',
    });
    await expect(diffRuns(run, await write({ samples, format: 2 }))).rejects.toMatchObject({
      key: 'pipeline.newer-run',
    });
    const moved = await diffRuns(run, await write({ samples, dataset: '/mnt/data' }));
    expect(moved.warnings).toMatchObject([{ key: 'compare.other-root' }]);
  });

  it('of a run with itself is empty, and the same bytes twice', async () => {
    await fc.assert(
      fc.asyncProperty(anyRun, async (run) => {
        const a = await write(run);
        const diff = await wholeDiff(a, a);
        expect(diff).toMatchObject({ new: [], fixed: [], changed: [], samplesChanged: [], warnings: [] });
        const first = JSON.stringify(await diffRuns(a, a));
        expect(JSON.stringify(await diffRuns(a, a))).toBe(first);
      }),
      { numRuns: 12 },
    );
  });

  it('from B to A is that from A to B seen in a mirror', async () => {
    await fc.assert(
      fc.asyncProperty(anyRun, anyRun, async (one, other) => {
        const [a, b] = [await write(one), await write(other)];
        const [there, back] = [await wholeDiff(a, b), await wholeDiff(b, a)];
        expect(back.new).toEqual(there.fixed);
        expect(back.fixed).toEqual(there.new);
        const ids = (entries: { id: string }[]) => entries.map(({ id }) => id).sort();
        expect(ids(back.changed)).toEqual(ids(there.changed));
        expect(back.samplesChanged).toEqual(
          there.samplesChanged.map(({ key, before, after }: Record<string, string>) => ({
            key,
            before: after,
            after: before,
          })),
        );
      }),
      { numRuns: 15 },
    );
  });
});
