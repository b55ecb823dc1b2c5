import inf from '../../../src/checks/array/inf.ts';
import { testCheck } from '../check-tester.ts';
import { goodArray, nonfinite, records, scanned, tableRow } from './facets.ts';

testCheck(inf, {
  cases: [
    {
      name: 'flags +Inf',
      facets: scanned({ positiveInfinity: nonfinite(2, 5) }),
      finds: [{ code: 'inf', data: { positive: 2, negative: 0, elements: 400, first: 5 } }],
    },
    {
      name: 'flags −Inf',
      facets: scanned({ negativeInfinity: nonfinite(3, 9) }),
      finds: [{ code: 'inf', data: { positive: 0, negative: 3, first: 9 } }],
    },
    {
      name: 'tells both signs at once, with the earlier index',
      facets: scanned({ positiveInfinity: nonfinite(2, 5), negativeInfinity: nonfinite(1, 4) }),
      finds: [{ code: 'inf', data: { positive: 2, negative: 1, first: 4 } }],
    },
    {
      name: 'names the columns of a table’s row, of either sign, in their order',
      facets: tableRow({
        positiveInfinity: { count: 1, first: 2, rows: [2], rowCount: 1 },
        negativeInfinity: { count: 1, first: 0, rows: [0], rowCount: 1 },
      }),
      finds: [{ code: 'inf-columns', data: { positive: 1, negative: 1, columns: ['age', 'width'], more: '' } }],
    },
    {
      name: 'names the rows of either sign once, ascending',
      facets: scanned({
        positiveInfinity: { count: 2, first: 80, rows: [10, 12], rowCount: 2 },
        negativeInfinity: { count: 2, first: 16, rows: [2, 10], rowCount: 2 },
      }),
      finds: [
        { code: 'inf-rows', data: { rows: [2, 10, 12], positiveRows: 2, negativeRows: 2, samples: 50, more: '' } },
      ],
    },
    {
      name: 'names twenty rows and says that there are more',
      facets: scanned({
        positiveInfinity: { count: 1, first: 320, rows: [40], rowCount: 1 },
        negativeInfinity: nonfinite(20, 0, 20),
      }),
      finds: [{ code: 'inf-rows', data: { rows: nonfinite(20, 0, 20).rows, more: ', …' } }],
    },
    {
      name: 'says that there are more rows where the scan stopped naming them',
      facets: scanned({ negativeInfinity: nonfinite(21, 0, 21) }),
      finds: [{ code: 'inf-rows', data: { negativeRows: 21, more: ', …' } }],
    },
    {
      name: 'names the field of records',
      facets: records({ negativeInfinity: nonfinite(2, 7) }),
      finds: [
        {
          code: 'inf-field',
          at: { field: 'pos.x' },
          data: { field: 'pos.x', negative: 2, positive: 0, first: 7, dtype: 'f8' },
        },
      ],
    },
    {
      name: 'names field and rows of records that are samples',
      facets: records({ positiveInfinity: nonfinite(2, 7, 2) }),
      finds: [{ code: 'inf-field-rows', data: { field: 'pos.x', rows: [0, 1], positiveRows: 2, samples: 50 } }],
    },
    { name: 'is silent on finite numbers', facets: goodArray, finds: [] },
    { name: 'leaves NaN to array/nan', facets: scanned({ nan: nonfinite(1, 0) }), finds: [] },
  ],
});
