import overflowFeature from '../../../src/checks/array/overflow-feature.ts';
import { testCheck } from '../check-tester.ts';
import { line } from './feature-lines.ts';

testCheck(overflowFeature, {
  dataset: [
    {
      name: 'names the features that float16 cannot hold, by name where they have one',
      features: [
        line(0, { prepared: 65_519 }),
        line(1, { prepared: 65_520, name: 'income' }),
        line(2, { prepared: 7e4 }),
      ],
      finds: [
        {
          code: 'overflow',
          group: 'X.npy float16',
          members: [],
          data: {
            part: 'X.npy',
            count: 2,
            all: 3,
            format: 'float16',
            largest: 70_000,
            features: ['income', '2'],
            more: '',
          },
        },
      ],
    },
    {
      name: 'tells of both formats where neither holds them, elements of integers included',
      features: [line(0, { prepared: 3.4e38, kind: 'element' }), line(1, { prepared: 3.389e38 })],
      finds: [
        { code: 'overflow', group: 'X.npy float16', data: { count: 2 } },
        { code: 'overflow', group: 'X.npy bfloat16', data: { count: 1, features: ['0'] } },
      ],
    },
    { name: 'is silent where nothing was stated', features: [line(0, { max: 1e6 })], finds: [] },
    { name: 'is silent on fewer than ten rows', features: [line(0, { n: 9, prepared: 1e6 })], finds: [] },
  ],
});
