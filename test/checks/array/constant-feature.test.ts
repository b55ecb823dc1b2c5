import constantFeature from '../../../src/checks/array/constant-feature.ts';
import { testCheck } from '../check-tester.ts';
import { line } from './feature-lines.ts';

testCheck(constantFeature, {
  dataset: [
    {
      name: 'names the features of one value, by name where they have one',
      features: [line(0), line(1, { min: 7, max: 7 }), line(2, { min: -1, max: -1, name: 'bias' })],
      finds: [
        {
          code: 'constant',
          group: 'X.npy',
          members: [],
          data: { part: 'X.npy', count: 2, all: 3, rows: 20, features: ['1', 'bias'], more: '' },
        },
      ],
    },
    {
      name: 'only notes those that are always 0, as the rim of a picture is',
      features: [line(0, { min: 0, max: 0 }), line(1)],
      finds: [{ code: 'zero', data: { count: 1, features: ['0'] } }],
    },
    {
      name: 'names twenty and says that there are more, part by part',
      features: [
        ...Array.from({ length: 21 }, (_, at) => line(at, { min: 3, max: 3 })),
        line(0, { part: 'Z.npy', min: 4, max: 4 }),
      ],
      finds: [
        { code: 'constant', group: 'X.npy', data: { count: 21, more: ', …' } },
        { code: 'constant', group: 'Z.npy', data: { count: 1 } },
      ],
    },
    {
      name: 'is silent where some value is missing, or none is finite',
      features: [
        line(0, { min: 7, max: 7, nonfinite: 1 }),
        line(1, { n: 0, nonfinite: 20, min: null, max: null, mean: null, variance: null }),
      ],
      finds: [],
    },
    {
      name: 'is silent on the elements of pictures and of integers',
      features: [line(0, { kind: 'element', min: 7, max: 7 })],
      finds: [],
    },
    { name: 'is silent on fewer than ten rows', features: [line(0, { n: 9, min: 7, max: 7 })], finds: [] },
    { name: 'is silent without features', finds: [] },
  ],
});
