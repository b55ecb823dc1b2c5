import { hash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runFolder } from '../../src/catalog/run-folder.ts';
import type { FeaturePartFacts } from '../../src/model/feature-part.ts';
import { openEarlierFeatures } from '../../src/pipeline/processes/earlier-features.ts';
import { line } from '../checks/array/feature-lines.ts';

const root = mkdtempSync(join(tmpdir(), 'prepass-earlier-'));
afterAll(() => rmSync(root, { recursive: true }));

const STARTED = '2026-01-01T00:00:00.000Z';
const LONG_BEFORE = String(BigInt(Date.parse(STARTED) - 60_000) * 1_000_000n + 1n);
const JUST_BEFORE = String(BigInt(Date.parse(STARTED) - 1) * 1_000_000n + 1n);

const partOf = (part: string, ctimeNs = LONG_BEFORE): FeaturePartFacts => ({
  part,
  kind: 'feature',
  shape: [2],
  identity: { dev: '1', ino: '2', size: 3, mtimeNs: '4', ctimeNs, mode: 0 },
  key: 'key',
  summed: 'with-rows',
});
const PARTS = [partOf('a.npy'), partOf('b.npy'), partOf('late.npy', JUST_BEFORE), partOf('lacking.npy')];
const LINES = PARTS.flatMap(({ part }) => [line(0, { part }), line(1, { part })]);
const TEXT = LINES.map((each) => `${JSON.stringify(each)}\n`).join('');

const earlier = (name: string, text: string, conclusion: object) => {
  const folder = runFolder(join(root, name));
  mkdirSync(folder.root);
  writeFileSync(folder.plan, JSON.stringify({ startedAt: STARTED, features: PARTS }));
  writeFileSync(folder.features, text);
  writeFileSync(folder.conclusion, JSON.stringify(conclusion));
  return openEarlierFeatures(folder.root);
};
const sealed = { features: { sha256: hash('sha256', TEXT, 'hex'), lacking: ['lacking.npy'] } };
const linesOf = ({ linesOf: of }: ReturnType<typeof earlier>, part: FeaturePartFacts) => {
  const lines = of(part);
  return lines && [...lines];
};

describe('what an earlier run knows of features', () => {
  const known = earlier('whole', TEXT, sealed);
  const [a, b, late, lacking] = PARTS as [FeaturePartFacts, FeaturePartFacts, FeaturePartFacts, FeaturePartFacts];

  it('are the lines of files that are as they were, in any order', () => {
    expect(linesOf(known, b)).toEqual([line(0, { part: 'b.npy' }), line(1, { part: 'b.npy' })]);
    expect(linesOf(known, a)).toEqual([line(0, { part: 'a.npy' }), line(1, { part: 'a.npy' })]);
  });

  it.each([
    ['another file of that name', { ...a, identity: { ...a.identity, ino: '9' } }],
    ['a file that is to be read otherwise', { ...a, key: 'other' }],
    ['a file it has not seen', partOf('new.npy')],
    ['a file that changed when it began, and may have changed again', late],
    ['a file of which rows could not be read', lacking],
  ])('is nothing of %s', (_, part) => {
    expect(linesOf(known, part)).toBeUndefined();
  });

  it('is nothing where it did not end, or its lines are not what it wrote', () => {
    expect(linesOf(earlier('partial', TEXT, {}), a)).toBeUndefined();
    expect(linesOf(earlier('edited', TEXT.replace('"n":20', '"n":21'), sealed), a)).toBeUndefined();
  });
});
