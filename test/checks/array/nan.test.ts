import nan from '../../../src/checks/array/nan.ts';
import { testCheck } from '../check-tester.ts';
import { goodArray, nonfinite, scanned, tableRow } from './facets.ts';

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
    { name: 'is silent on finite numbers', facets: goodArray, finds: [] },
    {
      name: 'leaves Infinity to array/inf',
      facets: scanned({ positiveInfinity: nonfinite(1, 0), negativeInfinity: nonfinite(1, 1) }),
      finds: [],
    },
  ],
});
