import animated from '../../../src/checks/image/animated.ts';
import { testCheck } from '../check-tester.ts';
import { header, majorityThresholds, pictures } from './traits.ts';

const of = (still: number, values?: Record<string, number>) => pictures('image/animated', still, values);

testCheck(animated, {
  cases: [
    { name: 'leaves nothing of one frame', facets: { header: header() }, finds: [], leaves: null },
    { name: 'measures two', facets: { header: header({ frames: 2 }) }, finds: [], leaves: { value: 'animated' } },
  ],
  dataset: [
    {
      name: 'warns of a few with more than one frame',
      ...of(99, { animated: 1 }),
      finds: [{ code: 'animated', group: 'animated', members: [99], data: { count: 1, total: 100, example: 's99' } }],
    },
    {
      name: 'notes a few still ones',
      ...of(1, { animated: 99 }),
      finds: [{ code: 'minority', group: 'still', members: [0] }],
    },
    { name: 'says once that there is no majority', ...of(50, { animated: 50 }), finds: ['mixed'] },
    {
      name: 'holds all to what is expected',
      ...of(1, { animated: 1 }),
      options: { expected: 'still' },
      finds: [{ code: 'unexpected', group: 'animated', members: [1] }],
    },
  ],
  thresholds: majorityThresholds('image/animated', 'animated'),
});
