import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Part } from '../../src/model/sample.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { dispositionOf, holdBack, ownFiles } from '../../src/policy/disposition.ts';
import { exitCodeOf, type GateInput } from '../../src/policy/gate.ts';
import { refusalOf } from '../../src/policy/limits.ts';
import { verdictOf, type Weighed } from '../../src/policy/verdict.ts';

const says = (verdict: Verdict, more: Partial<Weighed> = {}): Weighed => ({ verdict, scope: 'content', ...more });
const verdict = (findings: readonly Weighed[], ...kinds: Parameters<typeof verdictOf>[0]['faults'][number]['kind'][]) =>
  verdictOf({ findings, faults: kinds.map((kind) => ({ kind })), crashed: [] });

describe('verdictOf', () => {
  it('is ok only when nothing speaks against it', () => {
    expect(verdict([])).toBe('ok');
    expect(verdict([says('ok'), says('suspect')])).toBe('suspect');
  });

  it('orders unexamined > over-limit > bad > suspect', () => {
    expect(verdict([says('suspect'), says('bad')])).toBe('bad');
    expect(verdict([says('bad'), says('over-limit')])).toBe('over-limit');
    expect(verdict([says('over-limit'), says('unexamined')])).toBe('unexamined');
    expect(verdict([says('bad')], 'limit')).toBe('over-limit');
  });

  it.each(['io', 'crash', 'timeout', 'unsupported'] as const)('never calls a sample bad for %s', (kind) => {
    expect(verdict([], kind)).toBe('unexamined');
    expect(verdict([says('bad')], kind)).toBe('unexamined');
  });

  it('keeps a proven bad although another facet failed', () => {
    for (const kind of ['io', 'timeout', 'limit'] as const) {
      expect(verdict([says('bad', { proven: true })], kind)).toBe('bad');
    }
  });

  it('does not call ok what no check that is on accounts for', () => {
    expect(verdict([], 'malformed')).toBe('unexamined');
    expect(verdict([says('suspect', { scope: 'annotation' })], 'truncated')).toBe('unexamined');
    expect(verdict([says('bad')], 'truncated')).toBe('bad');
    expect(verdict([says('suspect')], 'malformed')).toBe('suspect');
  });

  it('is unexamined when a check threw', () => {
    expect(verdictOf({ findings: [says('bad')], faults: [], crashed: ['image/blank'] })).toBe('unexamined');
  });
});

const part = (resource: string, ownership: Part['ownership'] = 'exclusive'): Part => ({
  name: 'image',
  role: 'image',
  resource,
  ownership,
});
const judged = (of: Verdict, check: string, scope: 'content' | 'annotation', parts = [part('a.jpg')]) => ({
  verdict: of,
  findings: [{ check, verdict: of, scope }],
  parts,
});

describe('dispositionOf', () => {
  it('moves bad content, and filters bad annotations unless they are in scope', () => {
    expect(dispositionOf(judged('bad', 'image/truncated', 'content'), ['content'])).toBe('move');
    expect(dispositionOf(judged('bad', 'label/negative', 'annotation'), ['content'])).toBe('filter-row');
    expect(dispositionOf(judged('bad', 'label/negative', 'annotation'), ['content', 'annotation'])).toBe('move');
    expect(dispositionOf(judged('bad', 'image/truncated', 'content'), ['annotation'])).toBe('filter-row');
  });

  it('never moves what is not proven bad, and does not call it clean either', () => {
    expect(dispositionOf(judged('over-limit', 'image/over-limit', 'content'), ['content'])).toBe('filter-row');
    expect(dispositionOf(judged('unexamined', 'file/unreadable', 'content'), ['content'])).toBe('filter-row');
    expect(dispositionOf(judged('suspect', 'image/blank', 'content'), ['content'])).toBe('none');
    expect(dispositionOf({ verdict: 'ok', findings: [], parts: [part('a')] }, ['content'])).toBe('none');
  });

  it('never moves what lies beside an image without the image', () => {
    const beside: Part = { ...part('a.xml'), name: 'sidecar', role: 'text' };
    expect(ownFiles([part('a.jpg'), beside])).toEqual(['a.jpg', 'a.xml']);
    expect(ownFiles([part('a.jpg', 'shared'), beside])).toEqual([]);
    const both = judged('bad', 'image/corrupt', 'content', [part('a.jpg', 'shared'), beside]);
    expect(dispositionOf(both, ['content'])).toBe('filter-row');
  });

  it('never moves a file that is not there, nor a shared one', () => {
    expect(dispositionOf(judged('bad', 'file/missing', 'content'), ['content'])).toBe('filter-row');
    const shared = judged('bad', 'array/nan', 'content', [part('x.npy', 'shared')]);
    expect(dispositionOf(shared, ['content', 'annotation'])).toBe('filter-row');
  });

  it('moves the exclusive parts of a sample, each file once', () => {
    expect(ownFiles([part('a.jpg'), part('a.jpg'), part('all.csv', 'shared'), part('a.png')])).toEqual([
      'a.jpg',
      'a.png',
    ]);
  });
});

describe('holdBack', () => {
  it('keeps a file that another, good sample owns too, and whatever hangs on it', () => {
    const movers = [
      { id: 'one', files: ['a', 'b'] },
      { id: 'two', files: ['b', 'c'] },
      { id: 'three', files: ['d'] },
    ];
    const owners: Record<string, number> = { a: 2, b: 2, c: 1, d: 1 };
    expect([...holdBack(movers, (file) => owners[file]!)].sort()).toEqual(['one', 'two']);
  });

  it('moves a file that all its owners leave', () => {
    const movers = [
      { id: 'one', files: ['a'] },
      { id: 'two', files: ['a'] },
    ];
    expect(holdBack(movers, () => 2).size).toBe(0);
    expect(holdBack(movers.slice(0, 1), () => 2).size).toBe(1);
  });

  it('never lets a file go that a staying sample owns', () => {
    const samples = fc.array(
      fc.tuple(fc.boolean(), fc.uniqueArray(fc.nat({ max: 6 }), { minLength: 1, maxLength: 3 })),
      {
        maxLength: 8,
      },
    );
    fc.assert(
      fc.property(samples, (drawn) => {
        const all = drawn.map(([moving, files], index) => ({ id: `${index}`, moving, files: files.map(String) }));
        const movers = all.filter(({ moving }) => moving);
        const held = holdBack(movers, (file) => all.filter(({ files }) => files.includes(file)).length);
        const going = new Set(movers.filter(({ id }) => !held.has(id)).map(({ id }) => id));
        const files = new Set(all.filter(({ id }) => going.has(id)).flatMap((one) => one.files));
        const staying = all.filter(({ id }) => !going.has(id)).flatMap((one) => one.files);
        expect(staying.filter((file) => files.has(file))).toEqual([]);
      }),
    );
  });
});

describe('refusalOf', () => {
  const shares = (samples: number, moving: number, ...classes: [string, number, number][]) => ({
    samples,
    moving,
    classes: classes.map(([label, all, bad]) => [label, { samples: all, moving: bad }] as const),
  });

  it('lets 20 samples or 2 % go, and not one more', () => {
    expect(refusalOf(shares(100, 20), undefined)).toBeUndefined();
    expect(refusalOf(shares(100, 21), undefined)).toMatchObject({ limit: 'samples', would: 21, of: 100, allowed: 20 });
    expect(refusalOf(shares(10_000, 200), undefined)).toBeUndefined();
    expect(refusalOf(shares(10_000, 201), undefined)).toMatchObject({ limit: 'samples', allowed: 200 });
  });

  it('lets 5 samples or 20 % of a class go, and names the worst', () => {
    expect(refusalOf(shares(1000, 10, ['a', 6, 5], ['b', 25, 5]), undefined)).toBeUndefined();
    expect(refusalOf(shares(1000, 14, ['a', 6, 6], ['b', 30, 8]), undefined)).toEqual({
      limit: 'class',
      class: 'b',
      would: 8,
      of: 30,
      allowed: 6,
      allow: '--max-move 14',
    });
  });

  it('lets half of all go, and not one more', () => {
    expect(refusalOf(shares(10, 5), undefined)).toBeUndefined();
    expect(refusalOf(shares(10, 6), undefined)).toMatchObject({ limit: 'half', allow: '--max-move 6' });
  });

  it('is lifted by --max-move, as far as that goes', () => {
    expect(refusalOf(shares(10, 6, ['a', 6, 6]), 6)).toBeUndefined();
    expect(refusalOf(shares(10, 7), 6)).toMatchObject({ limit: 'samples', would: 7, allowed: 6 });
    expect(refusalOf(shares(10, 10), 'unlimited')).toBeUndefined();
    expect(refusalOf(shares(100, 1), 0)).toMatchObject({ allowed: 0 });
    expect(refusalOf(shares(0, 0), undefined)).toBeUndefined();
  });
});

describe('exitCodeOf', () => {
  const config: GateInput['config'] = {
    failOn: 'error',
    exitZero: false,
    allowIncomplete: false,
    ignoreUnsupported: false,
    quarantine: false,
  };
  const group = (check: string, severity: 'note' | 'warning' | 'error', of: Verdict = 'bad') => ({
    check,
    severity,
    verdict: of,
    findings: 1,
  });
  const gate = (more: Partial<GateInput> = {}, options: Partial<GateInput['config']> = {}) =>
    exitCodeOf({ groups: [], incomplete: 0, ...more, config: { ...config, ...options } }).code;
  const refusal = { limit: 'half', would: 6, of: 10, allowed: 5, allow: '--max-move 6' } as const;
  const failed = { failed: [{ key: 'a', reason: 'changed' }] };

  it('is 0 without findings and 1 from --fail-on up', () => {
    expect(gate()).toBe(0);
    expect(gate({ groups: [group('image/blank', 'warning', 'suspect')] })).toBe(0);
    expect(gate({ groups: [group('image/blank', 'warning', 'suspect')] }, { failOn: 'warning' })).toBe(1);
    expect(gate({ groups: [group('image/corrupt', 'error')] })).toBe(1);
    expect(gate({ groups: [group('image/corrupt', 'error')] }, { failOn: 'never' })).toBe(0);
    expect(gate({ groups: [group('image/over-limit', 'error', 'over-limit')] })).toBe(1);
  });

  it('counts nothing that a check on trial found', () => {
    const groups = [group('image/young', 'note', 'ok')];
    expect(gate({ groups }, { failOn: 'note' })).toBe(1);
    expect(gate({ groups, trials: ['image/young'] }, { failOn: 'note' })).toBe(0);
  });

  it('takes image/unsupported for a finding, accepted by --ignore-unsupported', () => {
    const groups = [group('image/unsupported', 'error', 'unexamined')];
    expect(gate({ groups })).toBe(1);
    expect(gate({ groups }, { ignoreUnsupported: true })).toBe(0);
    expect(gate({ groups }, { allowIncomplete: true })).toBe(1);
  });

  it('is 3 when samples were not examined, unless that is accepted with its findings', () => {
    const groups = [group('file/unreadable', 'error', 'unexamined')];
    expect(gate({ groups, incomplete: 1 })).toBe(3);
    expect(gate({ groups, incomplete: 1 }, { allowIncomplete: true })).toBe(0);
    expect(gate({ groups, incomplete: 1 }, { exitZero: true })).toBe(3);
    expect(gate({ groups, incomplete: 1 }, { ignoreUnsupported: true })).toBe(3);
  });

  it('lets --exit-zero change only 1', () => {
    const groups = [group('image/corrupt', 'error')];
    expect(gate({ groups }, { exitZero: true })).toBe(0);
    expect(gate({ groups, quarantine: failed }, { exitZero: true, quarantine: true })).toBe(4);
  });

  it('is 5 when a move was refused, not when nothing was to be moved', () => {
    expect(gate({ refusal }, { quarantine: true })).toBe(5);
    expect(gate({ refusal })).toBe(0);
  });

  it('keeps the precedence 130/143 > 5 > 4 > 3 > 1 and names all reasons', () => {
    const all = { groups: [group('image/corrupt', 'error')], incomplete: 1, quarantine: failed, refusal };
    const quarantine = { quarantine: true };
    expect(gate({ ...all, interrupted: 'SIGINT' }, quarantine)).toBe(130);
    expect(gate({ ...all, interrupted: 'SIGTERM' }, quarantine)).toBe(143);
    expect(gate(all, quarantine)).toBe(5);
    expect(gate({ ...all, refusal: undefined }, quarantine)).toBe(4);
    expect(gate({ groups: all.groups, incomplete: 1 })).toBe(3);
    expect(exitCodeOf({ ...all, config: { ...config, ...quarantine } }).reasons).toEqual([
      'safety-limit',
      'quarantine-failed',
      'incomplete',
      'findings',
    ]);
  });
});
