import { describe, expect, it } from 'vitest';
import missingValue from '../../../src/checks/array/missing-value.ts';
import { concludeOver, testCheck } from '../check-tester.ts';
import { tableRow } from './facets.ts';

const MANY = Array.from({ length: 30 }, (_, at) => `c${at}`);
const tableOf = (features: readonly string[]) => ({
  layout: 'table' as const,
  manifest: {
    ref: 'train.csv',
    form: 'delimited' as const,
    encoding: 'utf-8',
    delimiter: ',',
    newline: '\n' as const,
    header: features,
    columns: { targets: [], features },
  },
});

testCheck(missingValue, {
  cases: [
    {
      name: 'leaves the places of what is missing, those side by side as a range',
      facets: tableRow({}, { missing: [0, 3, 4, 5, 9] }),
      finds: [],
      leaves: { missing: '0 3-5 9' },
    },
    { name: 'leaves nothing of a whole row', facets: tableRow(), finds: [], leaves: null },
    {
      name: 'leaves text to its own check',
      facets: tableRow({}, { text: [{ at: 1, raw: '?' }] }),
      finds: [],
      leaves: null,
    },
  ],
  dataset: [
    {
      name: 'says in one finding how many rows lack each column, the one that lacks most first',
      facts: tableOf(['age', 'cabin', 'fare']),
      samples: [{}, {}, {}, {}],
      measures: {
        'array/missing-value': [
          { ordinal: 1, missing: '0-1' },
          { ordinal: 3, missing: '1' },
        ],
      },
      finds: [
        {
          code: 'missing',
          group: 'all',
          members: [1, 3],
          data: { rows: 2, samples: 4, columns: ['cabin (2)', 'age (1)'], more: '' },
        },
      ],
    },
    { name: 'is silent on a whole table', facts: tableOf(['age']), samples: [{}], finds: [] },
  ],
});

describe('the columns that lack values', () => {
  it('are named up to twenty', async () => {
    const measures = { 'array/missing-value': [{ ordinal: 0, missing: '0-29' }] };
    const [draft] = await concludeOver(missingValue, { facts: tableOf(MANY), samples: [{}], measures }, {});
    const columns = draft?.data.columns as readonly string[];
    expect([columns.length, columns[0], draft?.data.more]).toEqual([20, 'c0 (1)', ', …']);
  });
});
