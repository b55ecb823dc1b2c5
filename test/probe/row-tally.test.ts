import { describe, expect, it } from 'vitest';
import type { ProbeOutcome } from '../../src/model/probe.ts';
import { createRowTally } from '../../src/probe/row-tally.ts';
import { first, outcome } from '../checks/probe/outcomes.ts';

const tallied = (outcomes: readonly ProbeOutcome[]): ProbeOutcome => {
  const tally = createRowTally('built-in');
  for (const [row, each] of outcomes.entries()) tally.add(row, each);
  return tally.result();
};

describe('what came of all rows of a file', () => {
  it('is the largest of each tensor, and nothing more where all are sound', () => {
    const larger = outcome({
      layers: [
        { name: 'input', largest: 0.5 },
        { name: 'dense1', largest: 9 },
      ],
    });
    expect(tallied([outcome(), larger])).toEqual({
      network: 'built-in',
      layers: [
        { name: 'input', largest: 1 },
        { name: 'dense1', largest: 9 },
      ],
      overflow: {},
      rows: { probed: 2, nonfinite: [], float16: [], bfloat16: [] },
    });
  });

  it('tells of each place how many rows stop there, the place of most first', () => {
    const layer = first({ stage: 'layer', name: 'dense1' });
    const nan = outcome({ nonfinite: first() });
    const stuck = outcome({ nonfinite: layer, overflow: { float16: first({ name: 'logits', stage: 'layer' }) } });
    const made = tallied([nan, outcome(), stuck, stuck]);
    expect(made.nonfinite).toEqual(layer);
    expect(made.rows?.nonfinite).toEqual([
      { first: layer, rows: [2, 3], count: 2 },
      { first: first(), rows: [0], count: 1 },
    ]);
    expect(made.overflow).toEqual({ float16: first({ name: 'logits', stage: 'layer' }) });
    expect(made.rows?.float16).toMatchObject([{ rows: [2, 3] }]);
  });

  it('names at most 20 rows of a place, and at most 64 places', () => {
    const many = tallied(Array.from({ length: 500 }, () => outcome({ nonfinite: first() })));
    expect(many.rows?.nonfinite).toMatchObject([{ count: 500, rows: { length: 20 } }]);
    const places = Array.from({ length: 100 }, (_, at) => outcome({ nonfinite: first({ name: `l${at}` }) }));
    expect(tallied(places).rows?.nonfinite).toHaveLength(64);
  });

  it('is not known where one row did not pass', () => {
    const failed = outcome({ unprobed: { reason: 'network', detail: 'out of memory' } });
    expect(tallied([outcome(), failed])).toEqual({
      network: 'built-in',
      unprobed: { reason: 'network', detail: 'row 1: out of memory' },
      layers: [],
      overflow: {},
    });
  });
});
