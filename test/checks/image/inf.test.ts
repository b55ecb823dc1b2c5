import inf from '../../../src/checks/image/inf.ts';
import type { PixelScan } from '../../../src/model/facets.ts';
import { testCheck } from '../check-tester.ts';
import { goodJpeg } from './facets.ts';

const early = { page: 0, x: 5, y: 3, channel: 2 };
const late = { page: 0, x: 1, y: 4, channel: 0 };
const scanned = (found: Partial<PixelScan>) => ({ ...goodJpeg, pixelScan: { samples: 600, ...found } });

testCheck(inf, {
  cases: [
    {
      name: 'counts both signs and says where the first of either is',
      facets: scanned({
        positiveInfinity: { count: 2, first: late },
        negativeInfinity: { count: 3, first: early },
      }),
      finds: [{ code: 'inf', data: { count: 5, positive: 2, negative: 3, samples: 600, ...early } }],
    },
    {
      name: 'counts one sign alone',
      facets: scanned({ negativeInfinity: { count: 1, first: late } }),
      finds: [{ code: 'inf', data: { count: 1, positive: 0, negative: 1, ...late } }],
    },
    { name: 'is silent on finite pixels', facets: scanned({}), finds: [] },
    { name: 'leaves NaN to image/nan', facets: scanned({ nan: { count: 1, first: early } }), finds: [] },
  ],
});
