import { book } from '../../src/api/book.ts';
import type { SampleRecord } from '../../src/model/record.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { verdictOf } from '../../src/policy/verdict.ts';

/** What a run would say of a sample by itself: dataset halves, rules and decisions are not asked. */
export const verdictOfRecord = ({ findings, faults, crashed }: SampleRecord): Verdict =>
  verdictOf({
    faults,
    crashed,
    findings: findings.flatMap(({ check, code, verdict }) => {
      const known = book[check]!;
      const { proven } = known.codes[code]!;
      return known.stage === 'trial' ? [] : [{ verdict, scope: known.scope, proven }];
    }),
  });
