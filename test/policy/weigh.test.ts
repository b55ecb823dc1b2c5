import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { configSchema } from '../../src/model/config.ts';
import { SEVERITIES, VERDICTS } from '../../src/model/verdict.ts';
import type { Weighable, Weight } from '../../src/model/weight.ts';
import { verdictOf } from '../../src/policy/verdict.ts';
import { acceptanceOutcomes, reachOf, readyRules, weigh, weighsAsBuilt } from '../../src/policy/weigh.ts';

const SHA = 'a'.repeat(64);
const OTHER = 'b'.repeat(64);
const TODAY = '2026-11-28';

const configOf = (written: object) => configSchema.parse({ dataset: 'd', ...written });
const rulesOf = (written: object, trials: readonly string[] = []) => readyRules(configOf(written), TODAY, trials);
const accepting = (more: object = {}) => ({ accept: [{ sha256: SHA, reason: 'a star map', author: 'Ada', ...more }] });

const TRUNCATED: Weighable = { check: 'image/truncated', scope: 'content', severity: 'error', verdict: 'bad' };
const BLANK: Weighable = { check: 'image/blank', scope: 'content', severity: 'warning', verdict: 'suspect' };
const LABEL: Weighable = { check: 'label/negative', scope: 'annotation', severity: 'error', verdict: 'bad' };
const UNREADABLE: Weighable = { check: 'file/unreadable', scope: 'content', severity: 'error', verdict: 'unexamined' };

const weightOf = (finding: Weighable, written: object, key: string | null = 'train/a.jpg', sha256 = SHA): Weight =>
  weigh(finding, rulesOf(written), key, sha256);
const severity = (check: string, value: string) => ({ checks: { [check]: { severity: value } } });

const finding = fc.record({
  check: fc.constantFrom('image/truncated', 'label/negative', 'image/blank'),
  scope: fc.constantFrom('content' as const, 'annotation' as const),
  severity: fc.constantFrom(...SEVERITIES),
  verdict: fc.constantFrom(...VERDICTS),
});
const setting = fc.constantFrom(...SEVERITIES, 'off');
const settings = fc.dictionary(
  fc.constantFrom('image/truncated', 'label/negative', 'image/blank'),
  fc.record({ severity: setting }),
  { noNullPrototype: true },
);
const written = fc.record({
  profile: fc.constantFrom('default', 'trial', 'strict'),
  checks: settings,
  overrides: fc.array(fc.record({ files: fc.constantFrom(['**'], ['train/**'], ['val/**']), checks: settings }), {
    maxLength: 3,
  }),
  accept: fc.array(
    fc.record(
      {
        sha256: fc.constantFrom(SHA, OTHER),
        reason: fc.constant('r'),
        author: fc.constant('a'),
        checks: fc.constant(['label/negative']),
        expires: fc.constantFrom('2026-11-28', '2026-11-29'),
      },
      { requiredKeys: ['sha256', 'reason', 'author'] },
    ),
    { maxLength: 2 },
  ),
});

describe('a finding under rules', () => {
  it('is what its check made it where no rule is written', () => {
    fc.assert(
      fc.property(finding, (one) => {
        expect(weightOf(one, {})).toEqual({ kind: 'counts', severity: one.severity, verdict: one.verdict });
      }),
    );
    expect(weighsAsBuilt(configOf({}))).toBe(true);
    expect(weighsAsBuilt(configOf({ checks: { 'target/not-finite': { missing: 'mask' } } }))).toBe(true);
    expect(weighsAsBuilt(configOf(severity('image/blank', 'note')))).toBe(false);
  });

  it('that no rule reaches is what its check made it', () => {
    fc.assert(
      fc.property(finding, written, fc.constantFrom('train/a', 'val/b', null), (one, rules, key) => {
        const ready = rulesOf(rules);
        const { checks, contents } = reachOf(ready, [one.check]);
        if (checks.length > 0 || contents.includes(SHA)) return;
        expect(weigh(one, ready, key, SHA)).toEqual({ kind: 'counts', severity: one.severity, verdict: one.verdict });
      }),
    );
  });

  it('never proves more than its check did, whatever is written', () => {
    fc.assert(
      fc.property(finding, written, fc.constantFrom('train/a', 'val/b', null), (one, rules, key) => {
        const weight = weightOf(one, rules, key);
        if (weight.kind === 'off') return;
        expect(VERDICTS.indexOf(weight.verdict)).toBeLessThanOrEqual(VERDICTS.indexOf(one.verdict));
      }),
    );
  });

  it('of a sample that was not looked at stays that, however mild it is called', () => {
    fc.assert(
      fc.property(
        finding,
        written,
        fc.constantFrom('unexamined' as const, 'over-limit' as const),
        (one, rules, verdict) => {
          const weight = weightOf({ ...one, verdict }, rules);
          if (weight.kind === 'counts') expect(weight.verdict).toBe(verdict);
        },
      ),
    );
  });

  it('caps the verdict when it is made milder: a warning is at most suspect, a note is ok', () => {
    const capped = (value: string) => weightOf(TRUNCATED, severity('image/truncated', value));
    expect(capped('warning')).toEqual({ kind: 'counts', severity: 'warning', verdict: 'suspect' });
    expect(capped('note')).toEqual({ kind: 'counts', severity: 'note', verdict: 'ok' });
    expect(capped('off')).toEqual({ kind: 'off' });
  });

  it('keeps its verdict when it is made graver', () => {
    expect(weightOf(BLANK, severity('image/blank', 'error'))).toMatchObject({ severity: 'error', verdict: 'suspect' });
  });

  it('follows the last override that matches and names its check, then the setting of the check', () => {
    const rules = {
      ...severity('image/blank', 'note'),
      overrides: [
        { files: ['**'], checks: { 'image/blank': { severity: 'error' } } },
        { files: ['train/**'], checks: { 'image/blank': { severity: 'off' } } },
        { files: ['train/**'], checks: { 'image/truncated': { severity: 'note' } } },
      ],
    };
    expect(weightOf(BLANK, rules, 'train/a.jpg')).toEqual({ kind: 'off' });
    expect(weightOf(BLANK, rules, 'val/a.jpg')).toMatchObject({ severity: 'error' });
    expect(weightOf(BLANK, rules, null)).toMatchObject({ severity: 'note' });
  });

  it('is an error under the strict profile when it was a warning, unless somebody wrote what it is', () => {
    expect(weightOf(BLANK, { profile: 'strict' })).toMatchObject({ severity: 'error', verdict: 'suspect' });
    expect(weightOf(BLANK, { profile: 'strict', ...severity('image/blank', 'warning') })).toMatchObject({
      severity: 'warning',
    });
  });

  it('of a check on trial weighs nothing, even when it is called an error', () => {
    const rules = rulesOf({ profile: 'trial', ...severity('image/blank', 'error') }, ['image/blank']);
    expect(weigh(BLANK, rules, 'a', SHA)).toEqual({ kind: 'counts', severity: 'note', verdict: 'ok' });
  });
});

describe('an accepted content', () => {
  it('has notes instead of findings, before every other rule', () => {
    const weight = { kind: 'counts', severity: 'note', verdict: 'ok', accepted: 0 };
    expect(weightOf(TRUNCATED, accepting())).toEqual(weight);
    expect(weightOf(TRUNCATED, { ...accepting(), profile: 'strict', ...severity('image/truncated', 'error') })).toEqual(
      weight,
    );
    expect(weightOf(TRUNCATED, accepting(), 'a', OTHER)).toMatchObject({ severity: 'error' });
  });

  it('may still bear a wrong label: what is said of it is accepted only by name', () => {
    expect(weightOf(LABEL, accepting())).toMatchObject({ severity: 'error', verdict: 'bad' });
    expect(weightOf(LABEL, accepting({ checks: ['label/negative'] }))).toMatchObject({ accepted: 0 });
    expect(weightOf(TRUNCATED, accepting({ checks: ['label/negative'] }))).toMatchObject({ verdict: 'bad' });
  });

  it('counts again from the day on which its acceptance expires', () => {
    expect(weightOf(TRUNCATED, accepting({ expires: '2026-11-29' }))).toMatchObject({ accepted: 0 });
    expect(weightOf(TRUNCATED, accepting({ expires: '2026-11-28' }))).toMatchObject({ verdict: 'bad' });
  });

  it('is told of when its acceptance does nothing: expired, or on no content with a finding', () => {
    const { accept } = configOf({
      accept: [
        { sha256: SHA, reason: 'r', author: 'a' },
        { sha256: SHA, reason: 'r', author: 'a', expires: '2026-01-01' },
        { sha256: OTHER, reason: 'r', author: 'a' },
      ],
    });
    const outcomes = acceptanceOutcomes(accept, TODAY, new Map([[0, 3]]));
    expect(outcomes.map(({ findings, stale }) => [findings, stale])).toEqual([
      [3, undefined],
      [0, 'expired'],
      [0, 'unmatched'],
    ]);
  });
});

describe('a sample that could not be examined', () => {
  const verdictUnder = (
    one: Weighable,
    rules: object,
    kind: 'io' | 'truncated' | 'limit' | 'crash' | 'unsupported',
  ) => {
    const weight = weightOf(one, rules);
    const settled = weight.kind === 'counts' && weight.accepted !== undefined && one.verdict !== 'ok';
    const findings = weight.kind === 'off' ? [] : [{ scope: one.scope, verdict: weight.verdict, settled }];
    return verdictOf({ findings, faults: [{ kind }], crashed: [] });
  };

  it('is never clean, whatever rules say of the finding that tells of it', () => {
    fc.assert(
      fc.property(written, fc.constantFrom('io' as const, 'crash' as const, 'unsupported' as const), (rules, kind) => {
        expect(verdictUnder(UNREADABLE, rules, kind)).toBe('unexamined');
      }),
    );
    expect(verdictUnder({ ...UNREADABLE, verdict: 'over-limit' }, accepting(), 'limit')).toBe('over-limit');
  });

  it('of which a part is missing is unexamined as a note, suspect as a warning, and clean only where a person looked', () => {
    const as = (value: string) => verdictUnder(TRUNCATED, severity('image/truncated', value), 'truncated');
    expect(as('note')).toBe('unexamined');
    expect(as('off')).toBe('unexamined');
    expect(as('warning')).toBe('suspect');
    expect(verdictUnder(TRUNCATED, accepting(), 'truncated')).toBe('ok');
  });
});
