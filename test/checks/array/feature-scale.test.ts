import featureScale from '../../../src/checks/array/feature-scale.ts';
import { testCheck } from '../check-tester.ts';
import { line } from './feature-lines.ts';

const features = [
  line(0, { min: 0, max: 0.5 }),
  line(1, { min: -1e6, max: 1e6, name: 'bytes' }),
  line(2, { min: 5, max: 5 }),
  line(3, { min: null, max: null }),
];

testCheck(featureScale, {
  dataset: [
    {
      name: 'names the widest and the narrowest of those that vary',
      features,
      finds: [
        {
          code: 'scale',
          group: 'X.npy',
          data: { wide: 'bytes', wideSpan: 2e6, narrow: '0', narrowSpan: 0.5, ratio: 4e6 },
        },
      ],
    },
    {
      name: 'is silent on ages beside incomes',
      features: [line(0, { min: 0, max: 100 }), line(1, { min: 0, max: 9_000_000 })],
      finds: [],
    },
    {
      name: 'has a ratio even where that does not fit a double',
      features: [line(0, { min: 0, max: 5e-324 }), line(1, { min: 0, max: 1e300 })],
      finds: [{ code: 'scale', data: { ratio: Number.MAX_VALUE } }],
    },
    { name: 'is silent where all are constant', features: features.slice(2), finds: [] },
    { name: 'is silent without features', finds: [] },
  ],
  thresholds: { leastRatio: { dataset: { features }, silent: 4_000_001, flagged: 4_000_000 } },
});
