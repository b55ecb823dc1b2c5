import { describe, expect, it } from 'vitest';
import outlier from '../../../src/checks/target/outlier.ts';
import { concludeOver, testCheck } from '../check-tester.ts';
import { aimed, at, measured, nineTargets } from './values.ts';

const of = (targets: readonly string[], rows: readonly Readonly<Record<string, number | string>>[]) =>
  measured('target/outlier', targets, rows);
const column = (values: readonly number[]) =>
  of(
    ['age'],
    values.map((v0, row) => ({ v0, line: row + 2 })),
  );

/** Median 40, MAD 10. */
const AGES = [10, 20, 30, 30, 30, 40, 40, 50, 50, 50, 60, 70];
const FORTIES = AGES.map(() => 40);
const dozens = (count: number): readonly number[] => Array.from({ length: count }, () => AGES).flat();

testCheck(outlier, {
  cases: [
    { name: 'measures values and line', facets: aimed({ age: 31 }), finds: [], leaves: { v0: 31, line: at.line } },
    { name: 'leaves no row without a number', facets: aimed({ age: '' }), finds: [], leaves: null },
  ],
  dataset: [
    {
      name: 'names a value far outside, its sample, line and distance',
      ...column([...AGES, 1e30]),
      finds: [
        {
          code: 'outlier',
          group: 'age',
          members: [12],
          at: { field: 'age' },
          data: {
            target: 'age',
            count: 1,
            of: 13,
            limit: 10,
            median: 40,
            mad: 10,
            examples: ['12.png: 1e+30'],
            shown: [{ key: '12.png', line: 14, value: 1e30 }],
          },
        },
      ],
    },
    {
      name: 'finds a code for “unknown” below -1, where there is no log scale',
      ...column([...dozens(2), -999]),
      finds: [{ code: 'outlier', members: [24] }],
    },
    {
      name: 'names both ends, the farthest first, and keeps members in order',
      ...column([-9999, ...dozens(2), 1e9]),
      finds: [
        { code: 'outlier', members: [0, 25], data: { count: 2, examples: ['0.png: -9999', '25.png: 1000000000'] } },
      ],
    },
    {
      name: 'says that the MAD is 0 and what was taken instead',
      ...column([...FORTIES, 4e9]),
      finds: [{ code: 'mad-zero', members: [12], data: { median: 40, mad: 0, unit: 1.4826 * 40 } }],
    },
    {
      name: 'measures against the values that differ where half are 0',
      ...column([...dozens(2).map(() => 0), ...AGES, 1e30]),
      finds: [{ code: 'mad-zero', members: [36], data: { median: 0, mad: 0, unit: 1.4826 * 40 } }],
    },
    {
      name: 'only notes a second group of values, too many for mistakes',
      ...column([...AGES, -8000, -8100]),
      finds: [{ code: 'second-group', members: [12, 13], data: { count: 2, of: 14 } }],
    },
    {
      name: 'only notes the end of a long tail, none of which lies apart',
      ...column([...dozens(2), -60, -130, -200, -250]),
      finds: [{ code: 'tail', data: { apart: 0 } }],
    },
    {
      name: 'sees the ninth target, and one without values beside it',
      ...of(
        [...nineTargets, 'j'],
        [...AGES, 1e30].map((value) => ({ v0: 1, rest: JSON.stringify([value, null]) })),
      ),
      finds: [{ code: 'outlier', group: 'i', members: [12] }],
    },
    {
      name: 'is silent on prices over four powers of ten',
      ...column([4.99, 12.5, 8, 19.99, 35, 3.49, 120, 64, 249, 15.75, 899, 2499, 79_000]),
      finds: [],
    },
    { name: 'is silent on a constant', ...column(FORTIES), finds: [] },
    { name: 'is silent on a rare 1 among 0', ...column([...FORTIES.map(() => 0), 1]), finds: [] },
    { name: 'is silent on a target without values', ...of(['age'], []), finds: [] },
    { name: 'is silent without targets', finds: [] },
  ],
  thresholds: {
    // (190 - 40) / 14.826 = 10.117, below -1 there is no log scale to be milder.
    maxZ: { dataset: column([...dozens(2), -110]), silent: 10.118, flagged: 10.117 },
    minValues: { dataset: column([...AGES, 1e30]), silent: 14, flagged: 13 },
    mostShare: { dataset: column([...AGES, -8000]), silent: 0.07, flagged: 0.08 },
  },
});

describe('many outliers', () => {
  it('are all members of one finding that shows 20', async () => {
    const far = Array.from({ length: 25 }, (_, row) => -5000 - row);
    const [found, ...more] = await concludeOver(outlier, column([...dozens(25), ...far]));
    expect(more).toEqual([]);
    expect(found).toMatchObject({ code: 'outlier', data: { count: 25 } });
    expect(found !== undefined && 'members' in found && found.members).toHaveLength(25);
    expect(found!.data.examples).toHaveLength(20);
    expect((found!.data.examples as readonly string[])[0]).toBe('324.png: -5024');
  });
});
