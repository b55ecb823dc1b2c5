import bitDepth from '../../../src/checks/image/bit-depth.ts';
import { testCheck } from '../check-tester.ts';
import { header, majorityThresholds, pictures } from './traits.ts';

const of = (eight: number, values?: Record<string, number>) => pictures('image/bit-depth', eight, values);
const float = { depth: 32, sampleFormat: 'float' } as const;

testCheck(bitDepth, {
  cases: [
    { name: 'leaves nothing of 8 bits', facets: { header: header() }, finds: [], leaves: null },
    { name: 'counts one bit as 8', facets: { header: header({ depth: 1 }) }, finds: [], leaves: null },
    { name: 'measures 16 bits', facets: { header: header({ depth: 16 }) }, finds: [], leaves: { value: '16-bit' } },
    { name: 'measures floats', facets: { header: header(float) }, finds: [], leaves: { value: '32-bit float' } },
    {
      name: 'measures signs',
      facets: { header: header({ sampleFormat: 'int' }) },
      finds: [],
      leaves: { value: '8-bit signed' },
    },
  ],
  dataset: [
    {
      name: 'warns of a few deeper ones',
      ...of(98, { '16-bit': 2 }),
      finds: [{ code: 'deeper', group: '16-bit', members: [98, 99], data: { count: 2, total: 100, usual: '8-bit' } }],
    },
    {
      name: 'notes a few of 8 bits among deeper ones',
      ...of(1, { '16-bit': 99 }),
      finds: [{ code: 'minority', group: '8-bit', members: [0] }],
    },
    { name: 'says once that there is no majority', ...of(50, { '16-bit': 50 }), finds: ['mixed'] },
    {
      name: 'holds all to what is expected',
      ...of(1, { '16-bit': 2 }),
      options: { expected: '16-bit' },
      finds: [{ code: 'unexpected', group: '8-bit', members: [0] }],
    },
  ],
  thresholds: majorityThresholds('image/bit-depth', '16-bit'),
});
