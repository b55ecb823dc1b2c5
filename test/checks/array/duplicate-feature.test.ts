import duplicateFeature from '../../../src/checks/array/duplicate-feature.ts';
import { testCheck } from '../check-tester.ts';
import { line } from './feature-lines.ts';

testCheck(duplicateFeature, {
  dataset: [
    {
      name: 'names each with the first that it equals, once for the part',
      features: [line(0, { hash: 'a' }), line(1), line(2, { hash: 'a', name: 'age' }), line(3, { hash: 'a' })],
      finds: [
        {
          code: 'duplicate',
          group: 'X.npy',
          members: [],
          data: { count: 2, rows: 20, pairs: 'age = 0, 3 = 0', more: '' },
        },
      ],
    },
    {
      name: 'names twenty and says that there are more',
      features: Array.from({ length: 22 }, (_, at) => line(at, { hash: 'a' })),
      finds: [{ code: 'duplicate', data: { count: 21, more: ', …' } }],
    },
    {
      name: 'leaves constant features to array/constant-feature',
      features: [line(0, { hash: 'a', min: 3, max: 3 }), line(1, { hash: 'a', min: 3, max: 3 })],
      finds: [],
    },
    {
      name: 'is silent on equal features of two parts, and of few rows',
      features: [
        line(0, { hash: 'a' }),
        line(0, { part: 'Y.npy', hash: 'a', n: 5 }),
        line(1, { part: 'Y.npy', hash: 'a', n: 5 }),
      ],
      finds: [],
    },
    { name: 'is silent without features', finds: [] },
  ],
});
