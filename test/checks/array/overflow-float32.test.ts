import overflow from '../../../src/checks/array/overflow-float32.ts';
import { testCheck } from '../check-tester.ts';
import { goodArray, nonfinite, scanned, tableRow } from './facets.ts';

testCheck(overflow, {
  cases: [
    {
      name: 'flags a double beyond float32 and says where it is',
      facets: scanned({ float32Overflow: { ...nonfinite(2, 11), value: -1e39 } }),
      finds: [{ code: 'overflow', data: { count: 2, elements: 400, first: 11, value: '-1e+39' } }],
    },
    {
      name: 'names the rows of an array that holds samples, and that there are more',
      facets: scanned({ float32Overflow: { ...nonfinite(21, 0, 21), value: 1e39 } }),
      finds: [{ code: 'overflow-rows', data: { rowCount: 21, samples: 50, more: ', …' } }],
    },
    {
      name: 'names the column of a table’s row',
      facets: tableRow({ float32Overflow: { count: 1, first: 1, rows: [1], rowCount: 1, value: 1e39 } }),
      finds: [{ code: 'overflow-columns', data: { columns: ['fare, £'], value: '1e+39', more: '' } }],
    },
    { name: 'is silent on what float32 holds', facets: goodArray, finds: [] },
    {
      name: 'leaves Infinity to array/inf',
      facets: scanned({ positiveInfinity: nonfinite(1, 0) }),
      finds: [],
    },
  ],
});
