import blank from '../../../src/checks/image/blank.ts';
import type { Luma } from '../../../src/model/facets.ts';
import { testCheck } from '../check-tester.ts';

const luma = (level: (at: number) => number): Luma => ({
  width: 40,
  height: 30,
  data: Uint8Array.from({ length: 1200 }, (_, at) => level(at)),
});
const flat = luma(() => 90);
/** Deviation of exactly 1.5, range 3. */
const half = luma((at) => (at % 2) * 3);
/** Deviation of 0.49, range 17. */
const star = luma((at) => (at === 700 ? 17 : 0));

const measured = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ ordinal: 2 * at, deviation: 0.25, darkest: 89, lightest: 91 }));
const samples = Array.from({ length: 12 }, () => ({}));
const single = (deviation: number, darkest: number, lightest: number) => ({
  samples,
  measures: { 'image/blank': [{ ordinal: 3, deviation, darkest, lightest }] },
});

testCheck(blank, {
  cases: [
    {
      name: 'measures one flat value',
      facets: { preview: flat },
      finds: [],
      leaves: { deviation: 0, darkest: 90, lightest: 90 },
    },
    {
      name: 'measures noise up to the limit',
      facets: { preview: half },
      finds: [],
      leaves: { deviation: 1.5, darkest: 0, lightest: 3 },
    },
    {
      name: 'leaves nothing of noise above the limit',
      facets: { preview: half },
      options: { maxDeviation: 1.49 },
      finds: [],
      leaves: null,
    },
    {
      name: 'leaves nothing of a dark photograph',
      facets: { preview: luma((at) => (at % 40 < 20 ? 2 : 8)) },
      finds: [],
      leaves: null,
    },
    { name: 'measures how much a star stands out', facets: { preview: star }, finds: [], leaves: { lightest: 17 } },
  ],
  dataset: [
    { name: 'is silent where nothing is blank', samples, finds: [] },
    { name: 'is silent on a star in a black sky', ...single(0.49, 0, 17), finds: [] },
    {
      name: 'names up to three one by one',
      samples,
      measures: { 'image/blank': measured(3) },
      finds: [
        { code: 'blank', ordinal: 0, data: { deviation: 0.25, level: 90 } },
        'blank',
        { code: 'blank', ordinal: 4 },
      ],
    },
    {
      name: 'names more as one group',
      samples,
      measures: { 'image/blank': measured(4) },
      finds: [{ code: 'many-blank', group: 'all', members: [0, 2, 4, 6], data: { count: 4 } }],
    },
  ],
  thresholds: {
    maxDeviation: { dataset: single(1.25, 0, 3), silent: 1.24, flagged: 1.25 },
    maxRange: { dataset: single(0.49, 0, 17), silent: 16, flagged: 17 },
  },
});
