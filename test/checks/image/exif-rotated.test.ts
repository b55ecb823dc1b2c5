import exifRotated from '../../../src/checks/image/exif-rotated.ts';
import { testCheck } from '../check-tester.ts';
import { header } from './traits.ts';

const sized = (count: number) => Array.from({ length: count }, () => ({ width: 40, height: 30 }));

testCheck(exifRotated, {
  cases: [
    { name: 'leaves nothing of an upright picture', facets: { header: header() }, finds: [], leaves: null },
    {
      name: 'measures one on its side',
      facets: { header: header({ orientation: 6 }) },
      finds: [],
      leaves: { orientation: 6 },
    },
  ],
  dataset: [
    { name: 'is silent where all are upright', samples: sized(3), finds: [] },
    {
      name: 'counts them all in one finding',
      samples: [...sized(4), { width: null }],
      measures: {
        'image/exif-rotated': [
          { ordinal: 1, orientation: 6 },
          { ordinal: 3, orientation: 2 },
        ],
      },
      finds: [{ code: 'rotated', group: 'all', members: [1, 3], data: { count: 2, total: 4, example: 's1' } }],
    },
  ],
});
