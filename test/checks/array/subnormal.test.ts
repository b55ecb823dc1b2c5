import subnormal from '../../../src/checks/array/subnormal.ts';
import { testCheck } from '../check-tester.ts';
import { goodArray, nonfinite, records, scanned } from './facets.ts';

const ofHalves = { ...scanned({ subnormal: nonfinite(40, 0) }), array: { ...goodArray.array, dtype: 'f2' } };
const measures = {
  'array/subnormal': [
    { ordinal: 0, subnormal: 4, numbers: 400 },
    { ordinal: 1, subnormal: 3, numbers: 400 },
    { ordinal: 2, subnormal: 400, numbers: 400 },
  ],
};

testCheck(subnormal, {
  cases: [
    {
      name: 'counts them',
      facets: scanned({ subnormal: nonfinite(4, 0) }),
      finds: [],
      leaves: { subnormal: 4, numbers: 400 },
    },
    {
      name: 'counts those of records, of the fields that have some',
      facets: records({ subnormal: nonfinite(7, 0) }),
      finds: [],
      leaves: { subnormal: 7, numbers: 100 },
    },
    { name: 'leaves no row of plain numbers', facets: goodArray, finds: [], leaves: null },
    { name: 'leaves float16 alone, where they are usual', facets: ofHalves, finds: [], leaves: null },
  ],
  dataset: [
    {
      name: 'tells once of all arrays that hold many',
      samples: [{}, {}, {}],
      measures,
      finds: [{ code: 'subnormal', group: 'all', members: [0, 2], data: { arrays: 2, subnormal: 404, numbers: 800 } }],
    },
    { name: 'is silent without', finds: [] },
  ],
  thresholds: {
    leastShare: {
      dataset: { samples: [{}, {}, {}], measures: { 'array/subnormal': measures['array/subnormal'].slice(1, 2) } },
      silent: 0.0076,
      flagged: 0.0074,
    },
  },
});
