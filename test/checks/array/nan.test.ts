import nan from '../../../src/checks/array/nan.ts';
import { testCheck } from '../check-tester.ts';
import { goodArray, nonfinite, records, scanned, tableRow } from './facets.ts';

testCheck(nan, {
  cases: [
    {
      name: 'flags one NaN and says where it is',
      facets: scanned({ nan: nonfinite(1, 11) }),
      finds: [{ code: 'nan', data: { count: 1, elements: 400, first: 11, dtype: 'f4' } }],
    },
    {
      name: 'names the rows of an array that holds samples',
      facets: scanned({ nan: nonfinite(7, 0, 3) }),
      finds: [{ code: 'nan-rows', data: { count: 7, rows: [0, 1, 2], rowCount: 3, samples: 50, more: '' } }],
    },
    {
      name: 'says that there are more rows than it names',
      facets: scanned({ nan: nonfinite(21, 0, 21) }),
      finds: [{ code: 'nan-rows', data: { rowCount: 21, more: ', …' } }],
    },
    {
      name: 'names the columns of a table’s row',
      facets: tableRow({ nan: { count: 2, first: 1, rows: [1, 2], rowCount: 2 } }),
      finds: [{ code: 'nan-columns', data: { count: 2, elements: 3, columns: ['fare, £', 'width'], more: '' } }],
    },
    { name: 'leaves missing values to their own check', facets: tableRow({}, { missing: [0] }), finds: [] },
    {
      name: 'names the field of records',
      facets: records({ nan: nonfinite(2, 7) }),
      finds: [
        {
          code: 'nan-field',
          at: { field: 'pos.x' },
          data: { field: 'pos.x', count: 2, elements: 100, first: 7, dtype: 'f8' },
        },
      ],
    },
    {
      name: 'names field and rows of records that are samples',
      facets: records({ nan: nonfinite(2, 7, 2) }),
      finds: [{ code: 'nan-field-rows', data: { field: 'pos.x', rows: [0, 1], rowCount: 2, samples: 50 } }],
    },
    {
      name: 'shows the name of a field on one line',
      facets: records({ nan: nonfinite(1, 0) }, 'a\u202e\nb'),
      finds: [{ code: 'nan-field', data: { field: 'a b' } }],
    },
    { name: 'is silent on finite numbers', facets: goodArray, finds: [] },
    {
      name: 'leaves Infinity to array/inf',
      facets: scanned({ positiveInfinity: nonfinite(1, 0), negativeInfinity: nonfinite(1, 1) }),
      finds: [],
    },
  ],
});
