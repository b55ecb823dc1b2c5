import colorMode from '../../../src/checks/image/color-mode.ts';
import { testCheck } from '../check-tester.ts';
import { header, majorityThresholds, pictures } from './traits.ts';

const of = (rgb: number, values?: Record<string, number>) => pictures('image/color-mode', rgb, values);

testCheck(colorMode, {
  cases: [
    { name: 'leaves nothing of RGB', facets: { header: header() }, finds: [], leaves: null },
    { name: 'measures gray', facets: { header: header({ color: 'gray' }) }, finds: [], leaves: { value: 'gray' } },
  ],
  dataset: [
    {
      name: 'names each mode that is not the majority’s once, with its pictures',
      ...of(96, { palette: 1, gray: 3 }),
      finds: [
        {
          code: 'minority',
          group: 'gray',
          members: [97, 98, 99],
          data: { count: 3, total: 100, value: 'gray', usual: 'rgb', example: 's97' },
        },
        { code: 'minority', group: 'palette', members: [96] },
      ],
    },
    { name: 'warns of CMYK', ...of(99, { cmyk: 1 }), finds: [{ code: 'cmyk', group: 'cmyk', members: [99] }] },
    {
      name: 'names RGB where most are gray',
      ...of(2, { gray: 98 }),
      finds: [{ code: 'minority', group: 'rgb', members: [0, 1], data: { usual: 'gray' } }],
    },
    { name: 'is silent where all are alike', ...of(0, { cmyk: 200 }), finds: [] },
    { name: 'is silent below 100 images', ...of(98, { gray: 1 }), finds: [] },
    { name: 'is silent where there are no pictures', samples: [{}, {}], finds: [] },
    {
      name: 'counts pictures alone',
      samples: [...of(99).samples, ...Array.from({ length: 5 }, () => ({ width: null }))],
      finds: [],
    },
    {
      name: 'believes no header of a picture that could not be decoded',
      ...of(99, { other: 1 }),
      faults: [{ ordinal: 99, facet: 'decoding', kind: 'malformed' }],
      options: { leastSamples: 99 },
      finds: [],
    },
    {
      name: 'says once that there is no majority, and of nobody',
      ...of(60, { gray: 40 }),
      finds: [{ code: 'mixed', group: 'all', members: [], data: { total: 100, shares: 'rgb 60 %, gray 40 %' } }],
    },
    {
      name: 'holds all to what is expected, however many they are',
      ...of(2, { gray: 1 }),
      options: { expected: 'gray' },
      finds: [{ code: 'unexpected', group: 'rgb', members: [0, 1], data: { usual: 'gray', example: 's0' } }],
    },
    {
      name: 'knows no majority of a part',
      ...of(99, { gray: 1 }),
      part: { examined: 100, of: 1000 },
      finds: [],
    },
    {
      name: 'holds a part to what is expected',
      ...of(1, { gray: 1 }),
      part: { examined: 2, of: 1000 },
      options: { expected: 'rgb' },
      finds: [{ code: 'unexpected', group: 'gray', members: [1] }],
    },
  ],
  thresholds: majorityThresholds('image/color-mode', 'gray'),
});
