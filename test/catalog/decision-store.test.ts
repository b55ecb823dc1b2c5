import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { appendDecisions, readDecisions, standingDecisions } from '../../src/catalog/decision-store.ts';
import type { RecordedDecision } from '../../src/model/decision.ts';
import { scratch } from '../pipeline/small-dataset.ts';

const disposals: (() => void)[] = [];
const store = (): string => {
  const { path, dispose } = scratch();
  disposals.push(dispose);
  return join(path, 'deep', 'decisions.jsonl');
};
afterEach(() => {
  for (const dispose of disposals.splice(0)) dispose();
});

const on = (digit: string, decision: RecordedDecision['decision'], more: Partial<RecordedDecision> = {}) => ({
  kind: 'sample' as const,
  id: digit.repeat(32),
  sample: digit.repeat(32),
  key: `${digit}.jpg`,
  sha256: null,
  decision,
  reason: '',
  author: 'Li',
  time: '2026-01-01T00:00:00Z',
  root: '/data',
  ...more,
});

describe('the store of decisions', () => {
  it('answers what was appended, in order, and nothing where there is no file', () => {
    const path = store();
    expect(readDecisions(path)).toEqual([]);
    appendDecisions(path, [on('a', 'keep'), on('b', 'later')]);
    appendDecisions(path, [on('a', 'undo')]);
    expect(readDecisions(path).map(({ key, decision }) => [key, decision])).toEqual([
      ['a.jpg', 'keep'],
      ['b.jpg', 'later'],
      ['a.jpg', 'undo'],
    ]);
    expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(3);
  });

  it('ignores a torn last line and writes the next one in its place', () => {
    const path = store();
    appendDecisions(path, [on('a', 'keep')]);
    const whole = readFileSync(path, 'utf8');
    appendFileSync(path, whole.slice(0, whole.length >> 1));
    expect(readDecisions(path)).toHaveLength(1);
    appendDecisions(path, [on('b', 'note')]);
    expect(readDecisions(path).map(({ key }) => key)).toEqual(['a.jpg', 'b.jpg']);
  });

  it('names a line that is not as it was written', () => {
    const path = store();
    appendDecisions(path, [on('a', 'keep')]);
    const whole = readFileSync(path, 'utf8');
    writeFileSync(path, `${whole}{"format":1}\n${whole}`);
    expect(() => readDecisions(path)).toThrow(expect.objectContaining({ data: { path, line: 2 } }));
    writeFileSync(path, `not JSON\n${whole}`);
    expect(() => readDecisions(path)).toThrow(expect.objectContaining({ data: { path, line: 1 } }));
  });

  it('lets the last word on a target stand, and takes it back', () => {
    const said = [on('a', 'keep'), on('b', 'later'), on('a', 'quarantine'), on('b', 'undo'), on('c', 'note')];
    expect(standingDecisions(said, undefined).map(({ key, decision }) => [key, decision])).toEqual([
      ['a.jpg', 'quarantine'],
      ['c.jpg', 'note'],
    ]);
  });

  it('keeps the datasets of one working directory apart', () => {
    const said = [on('a', 'keep'), on('a', 'later', { root: '/other' })];
    expect(standingDecisions(said, '/data').map(({ decision }) => decision)).toEqual(['keep']);
    expect(standingDecisions(said, '/other').map(({ decision }) => decision)).toEqual(['later']);
  });
});
