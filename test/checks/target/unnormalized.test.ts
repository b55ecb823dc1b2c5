import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import unnormalized from '../../../src/checks/target/unnormalized.ts';
import { concludeOver, testCheck } from '../check-tester.ts';
import { aimed, at, measured, nineTargets } from './values.ts';

const of = (targets: readonly string[], rows: readonly Readonly<Record<string, number | string>>[]) =>
  measured('target/unnormalized', targets, rows);

testCheck(unnormalized, {
  cases: [
    {
      name: 'measures values and line',
      facets: aimed({ age: 31 }),
      finds: [],
      leaves: { v0: 31, names: 1, line: at.line },
    },
    { name: 'leaves no row without a number', facets: aimed({}), finds: [], leaves: null },
    {
      name: 'measures without a line where there is no manifest',
      facets: {
        annotations: { labelDomain: { ignored: [] }, targets: { age: { kind: 'number', value: 1 } }, problems: [] },
      },
      finds: [],
      leaves: { v0: 1 },
    },
  ],
  dataset: [
    {
      name: 'warns of 10,000 against 0, naming its sample and line',
      ...of(
        ['age'],
        [
          { v0: 0, line: 2 },
          { v0: 10_000, line: 3 },
          { v0: 20, line: 4 },
        ],
      ),
      finds: [
        {
          code: 'overflows-float16',
          group: 'age',
          members: [1],
          at: { field: 'age' },
          data: { target: 'age', count: 3, min: 0, max: 10_000, loss: 1e8, key: '1.png', line: 3 },
        },
      ],
    },
    {
      name: 'notes ages in years',
      ...of(['age'], [{ v0: 7 }, { v0: 90 }]),
      finds: [{ code: 'large-loss', data: { loss: 8100, line: null } }],
    },
    {
      name: 'looks at the far negative end, and names the first of equals',
      ...of(['age'], [{ v0: 5 }, { v0: -300 }, { v0: 300 }]),
      finds: [{ code: 'overflows-float16', members: [1], data: { min: -300, max: 300, loss: 90_000 } }],
    },
    {
      name: 'stays a note at the largest float16, 65,504',
      ...of(['age'], [{ v0: Math.sqrt(65_504) - 1e-9 }, { v0: 0 }]),
      finds: ['large-loss'],
    },
    {
      name: 'warns right above it',
      ...of(['age'], [{ v0: Math.sqrt(65_504) + 1e-9 }, { v0: 0 }]),
      finds: ['overflows-float16'],
    },
    {
      name: 'is an error where float32 overflows',
      ...of(['age'], [{ v0: 1.85e19 }, { v0: 0 }]),
      finds: ['overflows-float32'],
    },
    { name: 'stays a warning below that', ...of(['age'], [{ v0: 1.84e19 }, { v0: 0 }]), finds: ['overflows-float16'] },
    {
      name: 'survives a loss that even float64 cannot hold',
      ...of(['age'], [{ v0: 1e200 }, { v0: 0 }]),
      finds: [{ code: 'overflows-float32', data: { loss: 'Infinity' } }],
    },
    {
      name: 'only notes what this run normalizes',
      ...of(['age', 'size'], [{ v0: 10_000, v1: 10_000 }]),
      options: { normalized: ['size'] },
      finds: [
        { code: 'overflows-float16', group: 'age' },
        { code: 'will-be-normalized', group: 'size' },
      ],
    },
    {
      name: 'sees the ninth target',
      ...of(nineTargets, [
        { v0: 1, rest: '[-2]' },
        { v0: 1, rest: '[null]' },
        { v0: 1, rest: '[-500]' },
      ]),
      finds: [{ code: 'overflows-float16', group: 'i', members: [2], data: { min: -500, max: -2, count: 2 } }],
    },
    { name: 'is silent on normalized values', ...of(['age'], [{ v0: -3.5 }, { v0: 4 }]), finds: [] },
    { name: 'is silent without targets', finds: [] },
  ],
  thresholds: { noteAbove: { dataset: of(['age'], [{ v0: 9 }, { v0: 2 }]), silent: 81, flagged: 80.999 } },
});

describe('min, max and worst', () => {
  it('are those of the values, for the wide columns and for the rest alike', async () => {
    const rows = fc.array(fc.option(fc.integer({ min: -1e6, max: 1e6 }), { nil: null }), {
      minLength: 1,
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(rows, async (values) => {
        const given = values.map((value) => ({ ...(value !== null && { v0: value }), rest: JSON.stringify([value]) }));
        const found = await concludeOver(unnormalized, of(nineTargets, given), { noteAbove: 0 });
        const finite = values.filter((value) => value !== null);
        const farthest = Math.max(0, ...finite.map(Math.abs));
        if (farthest === 0) return expect(found).toEqual([]);
        const worst = values.findIndex((value) => value !== null && Math.abs(value) === farthest);
        const expected = { count: finite.length, min: Math.min(...finite), max: Math.max(...finite) };
        expect(found.map((draft) => draft.data)).toMatchObject([expected, expected]);
        expect(found.map((draft) => 'members' in draft && [...draft.members])).toEqual([[worst], [worst]]);
      }),
      { numRuns: 15 },
    );
  });
});
