import { describe, expect, it } from 'vitest';
import type { DiffEntry, RunDiff } from '../../src/model/diff.ts';
import { renderDiff } from '../../src/report/diff.ts';
import { codeSpan, renderDiffMarkdown } from '../../src/report/diff-markdown.ts';
import { columnsOf } from '../../src/report/text-columns.ts';

const HOSTILE = '`](http://evil) @all <script>alert(1)</script> | \u001b[31m\u202e\n# heading ![x](y)';

const entry = (key: string | null, more: Partial<DiffEntry> = {}): DiffEntry => ({
  id: '0'.repeat(32),
  check: 'image/later-version',
  code: 'payload',
  severity: 'error',
  verdict: 'bad',
  scope: 'content',
  key,
  samples: 1,
  partial: false,
  reason: 'found',
  data: { payload: HOSTILE },
  ...more,
});

const counts = { ok: 1, suspect: 0, bad: 1, 'over-limit': 0, unexamined: 0 };
const run = { id: 'a', version: '1', startedAt: '', dataset: HOSTILE, samples: 2, counts };
const DIFF: RunDiff = {
  format: 1,
  before: run,
  after: { ...run, id: HOSTILE },
  warnings: [{ key: 'compare.other-root', data: { before: HOSTILE, after: '/data' } }],
  samples: { shared: 2, added: 0, removed: 0 },
  findings: { new: 1_237, fixed: 0, changed: 0 },
  verdicts: [{ before: 'ok', after: 'bad', samples: 1 }],
  verdictExamples: [{ key: HOSTILE, before: 'ok', after: 'bad' }],
  codes: {
    new: [
      {
        check: 'image/later-version',
        code: 'payload',
        severity: 'error',
        reason: 'sample',
        findings: 1_237,
        samples: 1_237,
        examples: [entry(HOSTILE), entry('x'.repeat(5_000)), entry('b.jpg')],
      },
    ],
    fixed: [],
    changed: [],
  },
};

/** What GitHub would render of a line once its code spans, fences of any length, are taken out. */
const outsideSpans = (text: string): string => text.replace(/(?<!`)(`+)(?!`)(.*?[^`])\1(?!`)/g, '');

describe('a diff for a terminal', () => {
  const text = renderDiff(DIFF, {}, 'en', { color: false });

  it('shows nothing that moves a cursor, and no line wider than 100 columns', () => {
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    const lines = text.split('\n').filter((line) => !line.startsWith('The runs looked at'));
    expect(Math.max(...lines.map(columnsOf))).toBeLessThanOrEqual(100);
  });

  it('counts what it does not name, and says why a finding is new', () => {
    expect(text).toContain('and 1,234 more');
    expect(text).toContain('sample added');
  });

  it('speaks Chinese', () => {
    expect(renderDiff(DIFF, {}, 'zh', { color: false })).toContain('新增 1,237，消失 0，变化 0');
  });
});

describe('a diff for a pull request', () => {
  const text = renderDiffMarkdown(DIFF, {}, 'en');

  it('keeps hostile names inside code spans, where nothing is a link, a mention or markup', () => {
    const outside = text.split('\n').map(outsideSpans).join('\n');
    expect(outside).not.toMatch(/evil|script|@all|alert|!\[/);
    expect(text.split('\n').filter((line) => line.startsWith('#'))).toEqual([
      '### prepass: 1,237 new, 0 fixed, 0 changed',
    ]);
  });

  it('is short whatever names and counts are', () => {
    expect(text.length).toBeLessThan(3_000);
    expect(text).toContain('  - and 1,234 more');
  });

  it.each([
    ['a', '`a`'],
    ['`', '`` ` ``'],
    ['a``b', '```a``b```'],
    ['', '`  `'],
    [' a', '`  a `'],
  ])('fences %j as %s', (given, fenced) => {
    expect(codeSpan(given)).toBe(fenced);
  });
});
