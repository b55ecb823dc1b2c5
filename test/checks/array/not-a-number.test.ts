import notANumber from '../../../src/checks/array/not-a-number.ts';
import { testCheck } from '../check-tester.ts';
import { tableRow } from './facets.ts';

testCheck(notANumber, {
  cases: [
    {
      name: 'flags text in columns of numbers, and names the first',
      facets: tableRow(
        {},
        {
          text: [
            { at: 0, raw: '4\ncm' },
            { at: 1, raw: '1,5' },
          ],
        },
      ),
      finds: [{ code: 'text', data: { count: 2, elements: 3, value: '4 cm', columns: ['age', 'fare, £'], more: '' } }],
    },
    {
      name: 'names no more than twenty columns',
      facets: tableRow({}, { text: Array.from({ length: 21 }, (_, at) => ({ at, raw: '?' })) }),
      finds: [{ code: 'text', data: { count: 21, more: ', …' } }],
    },
    { name: 'is silent on missing values', facets: tableRow({}, { missing: [0, 2] }), finds: [] },
    { name: 'is silent on numbers', facets: tableRow(), finds: [] },
  ],
});
