import arrayNonfinite from '../../../src/checks/label/array-nonfinite.ts';
import { testCheck } from '../check-tester.ts';
import { at, labeled } from './annotations.ts';
import { labelArray, unread } from './label-arrays.ts';

const around = labeled(undefined);

testCheck(arrayNonfinite, {
  cases: [
    {
      name: 'flags NaN and infinity in a mask, and says where the first stands',
      facets: { ...around, ...labelArray([1, 4, 5], (element) => ({ 7: Number.NaN, 9: -Infinity })[element] ?? 0) },
      finds: [{ code: 'nonfinite', at, data: { count: 2, elements: 20, place: '1, 2', value: 'NaN' } }],
    },
    {
      name: 'flags an infinity in a row of targets',
      facets: { ...around, ...labelArray([3], (element) => (element === 2 ? Infinity : 1)) },
      finds: [{ code: 'nonfinite', data: { count: 1, place: '2', value: 'Infinity' } }],
    },
    { name: 'is silent on finite values', facets: { ...around, ...labelArray([3], () => 3.4e38) }, finds: [] },
    { name: 'is silent on what was not read', facets: { ...around, ...unread([9, 9]) }, finds: [] },
  ],
});
