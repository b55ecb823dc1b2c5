import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SEVERITIES, VERDICTS } from '../../src/model/verdict.ts';
import { allowedSamples, parseAllowance } from '../../src/policy/allowance.ts';
import { exitCodeOf } from '../../src/policy/gate.ts';
import { type GateFacts, judgeGate } from '../../src/policy/gate-rules.ts';

const RULES = { failOn: 'error', exitZero: false, allowIncomplete: false, ignoreUnsupported: false } as const;
const group = (severity: (typeof SEVERITIES)[number], verdict: (typeof VERDICTS)[number], findings = 1) => ({
  check: 'image/x',
  code: 'x',
  severity,
  verdict,
  findings,
});
const facts = (more: Partial<GateFacts>): GateFacts => ({ groups: [], bad: 0, samples: 1000, incomplete: 0, ...more });

describe('an allowance', () => {
  it('is a share of all samples, rounded down, or a number of them', () => {
    expect(allowedSamples(parseAllowance('0.1%'), 1_999)).toBe(1);
    expect(allowedSamples(parseAllowance('0.1%'), 2_000)).toBe(2);
    expect(allowedSamples(parseAllowance('0.1 %'), 999)).toBe(0);
    expect(allowedSamples(parseAllowance('100%'), 7)).toBe(7);
    expect(allowedSamples(parseAllowance('25'), 3)).toBe(25);
    // 0.07 * 100 is 7.000000000000001 in doubles: no float decides.
    expect(allowedSamples(parseAllowance('7%'), 100)).toBe(7);
  });

  it.each(['0.1', '-1', '101%', '1e3', '%', '', '0.1%%', '1,000', '٣'])('is not %j', (text) => {
    expect(() => parseAllowance(text)).toThrow('gate.bad-allowance');
  });
});

describe('judgeGate', () => {
  it('answers as a run would where no limit is stated', () => {
    const groups = fc.array(
      fc.record({
        check: fc.constantFrom('image/unsupported', 'image/x'),
        code: fc.constant('x'),
        severity: fc.constantFrom(...SEVERITIES),
        verdict: fc.constantFrom(...VERDICTS),
        findings: fc.nat(2),
      }),
    );
    const rules = fc.record({
      failOn: fc.constantFrom('error', 'warning', 'note', 'never' as const),
      exitZero: fc.boolean(),
      allowIncomplete: fc.boolean(),
      ignoreUnsupported: fc.boolean(),
    });
    fc.assert(
      fc.property(groups, fc.nat(2), rules, (some, incomplete, given) => {
        const asked = given as typeof RULES;
        const run = exitCodeOf({ groups: some, incomplete, config: { ...asked, quarantine: false } });
        expect(judgeGate(facts({ groups: some, incomplete }), asked).exit).toEqual(run);
      }),
    );
  });

  it('passes as many bad samples as are allowed, and one more not', () => {
    const maxBad = parseAllowance('0.3%');
    const groups = [group('error', 'bad', 4)];
    expect(judgeGate(facts({ groups, bad: 3 }), { ...RULES, maxBad }).exit.code).toBe(0);
    expect(judgeGate(facts({ groups, bad: 4 }), { ...RULES, maxBad }).exit).toEqual({ code: 1, reasons: ['findings'] });
  });

  it('leaves errors that make no sample bad to --fail-on, whatever is allowed', () => {
    const groups = [group('error', 'ok')];
    expect(judgeGate(facts({ groups }), { ...RULES, maxBad: parseAllowance('50%') }).exit.code).toBe(1);
  });

  it('counts warnings against their own limit from both sides', () => {
    const groups = [group('warning', 'suspect', 10)];
    const rules = { ...RULES, failOn: 'warning' as const };
    expect(judgeGate(facts({ groups }), { ...rules, maxWarnings: 10 }).exit.code).toBe(0);
    expect(judgeGate(facts({ groups }), { ...rules, maxWarnings: 9 }).exit.code).toBe(1);
    expect(judgeGate(facts({ groups }), { ...rules, maxWarnings: 9, exitZero: true }).exit.code).toBe(0);
  });
});
