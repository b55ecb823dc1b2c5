import nan from '../../../src/checks/image/nan.ts';
import type { PixelScan } from '../../../src/model/facets.ts';
import { testCheck } from '../check-tester.ts';
import { goodJpeg } from './facets.ts';

const first = { page: 1, x: 5, y: 3, channel: 2 };
const scanned = (found: Partial<PixelScan>) => ({ ...goodJpeg, pixelScan: { samples: 600, ...found } });

testCheck(nan, {
  cases: [
    {
      name: 'counts NaN and says where the first is',
      facets: scanned({ nan: { count: 7, first } }),
      finds: [{ code: 'nan', data: { count: 7, samples: 600, ...first } }],
    },
    { name: 'is silent on finite pixels', facets: scanned({}), finds: [] },
    {
      name: 'leaves Infinity to image/inf',
      facets: scanned({ positiveInfinity: { count: 1, first }, negativeInfinity: { count: 1, first } }),
      finds: [],
    },
  ],
});
