import preprocessNonfinite from '../../../src/checks/probe/preprocess-nonfinite.ts';
import { testCheck } from '../check-tester.ts';
import { first, outcome, probed, repeated, samples, stuckFile, stuckRows } from './outcomes.ts';

const ID = 'probe/preprocess-nonfinite';
const STEP = { stage: 'preprocess', name: 'standardize', place: 0, value: 'nan', cause: 'std 0' };
const LOG = { stage: 'preprocess', name: 'function', cause: 'log 0' } as const;
const stuck = (count: number) => Array.from({ length: count }, (_, ordinal) => ({ ordinal, ...STEP }));
const facts = (degenerate: readonly { step: 'std'; where?: number; cause: string }[]) => ({
  probe: { network: 'built-in', says: 'nothing', degenerate } as const,
});

testCheck(preprocessNonfinite, {
  cases: [
    {
      name: 'leaves the step that made NaN of finite values',
      facets: { probe: outcome({ nonfinite: first({ stage: 'preprocess', name: 'standardize', cause: 'std 0' }) }) },
      finds: [],
      leaves: { stage: 'preprocess', name: 'standardize', place: 3, value: 'nan', cause: 'std 0' },
    },
    {
      name: 'leaves of a file of rows the places in preprocessing alone',
      facets: {
        probe: outcome({
          nonfinite: first(),
          rows: { probed: 9, nonfinite: [stuckRows({}, [1, 2]), stuckRows(LOG, [4])], float16: [], bfloat16: [] },
        }),
      },
      finds: [],
      leaves: {
        ...{ stage: 'preprocess', name: 'function', place: 3, value: 'nan', cause: 'log 0' },
        stuck: JSON.stringify([stuckRows(LOG, [4])]),
      },
    },
    {
      name: 'leaves nothing of what is not finite before or after',
      facets: { probe: outcome({ nonfinite: first({ stage: 'layer' }) }) },
      finds: [],
      leaves: null,
    },
  ],
  dataset: [
    {
      name: 'names the rows of a file, and the step that each fails at',
      samples: samples(1),
      measures: {
        [ID]: [stuckFile(0, [stuckRows(LOG, [7, 9]), stuckRows({ stage: 'preprocess', name: 'scale' }, [30])])],
        'probe/nonfinite': [{ ...probed(1)[0]!, row_count: 700 }],
      },
      finds: [
        { code: 'step-rows', at: { row: 7 }, data: { step: 'function', cause: 'log 0', rows: [7, 9], rowCount: 2 } },
        { code: 'step-rows', at: { row: 30 }, data: { step: 'scale', rows: [30] } },
      ],
    },
    {
      name: 'names the sample and the step',
      samples: samples(30),
      measures: { [ID]: stuck(2), 'probe/nonfinite': probed(30) },
      finds: [{ code: 'step', ordinal: 0, data: { step: 'standardize', cause: 'std 0' } }, 'step'],
    },
    {
      name: 'blames the step where it fails for most samples',
      samples: samples(30),
      measures: { [ID]: stuck(16), 'probe/nonfinite': probed(30, repeated(16, STEP)) },
      finds: [{ code: 'faulty-step', group: 'standardize', data: { count: 16, probed: 30, example: 's0' } }],
    },
    {
      name: 'says once that a step can be done to no sample',
      facts: facts([
        { step: 'std', where: 0, cause: 'std 0' },
        { step: 'std', where: 2, cause: 'std 0' },
      ]),
      samples: samples(3),
      measures: { [ID]: [], 'probe/nonfinite': probed(3) },
      finds: [
        { code: 'degenerate', group: 'std', members: [], data: { step: 'std', causes: ['std 0: 0', 'std 0: 2'] } },
      ],
    },
  ],
});
