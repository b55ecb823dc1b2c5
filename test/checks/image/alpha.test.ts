import alpha from '../../../src/checks/image/alpha.ts';
import { testCheck } from '../check-tester.ts';
import { header, majorityThresholds, pictures } from './traits.ts';

const of = (opaque: number, values?: Record<string, number>) => pictures('image/alpha', opaque, values);

testCheck(alpha, {
  cases: [
    { name: 'leaves nothing of an opaque picture', facets: { header: header() }, finds: [], leaves: null },
    { name: 'measures alpha', facets: { header: header({ alpha: true }) }, finds: [], leaves: { value: 'alpha' } },
  ],
  dataset: [
    {
      name: 'notes a few with alpha',
      ...of(99, { alpha: 1 }),
      finds: [{ code: 'minority', group: 'alpha', members: [99], data: { usual: 'opaque' } }],
    },
    {
      name: 'notes a few without',
      ...of(1, { alpha: 99 }),
      finds: [{ code: 'minority', group: 'opaque', members: [0], data: { usual: 'alpha' } }],
    },
    { name: 'says once that there is no majority', ...of(50, { alpha: 50 }), finds: ['mixed'] },
    {
      name: 'holds all to what is expected',
      ...of(1, { alpha: 1 }),
      options: { expected: 'opaque' },
      finds: [{ code: 'unexpected', group: 'alpha', members: [1] }],
    },
  ],
  thresholds: majorityThresholds('image/alpha', 'alpha'),
});
