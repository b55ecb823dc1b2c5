import type { AnyCheck } from '../../../src/model/check.ts';
import { testCheck } from '../check-tester.ts';
import { first, outcome, probed, repeated, samples, stuckFile, stuckRows } from './outcomes.ts';

const row = (ordinal: number, name: string) => ({ ordinal, stage: 'layer', name, place: 3, value: '+inf' });
const layers = (count: number) => Array.from({ length: count }, (_, ordinal) => row(ordinal, 'dense1'));
const STUCK = { stage: 'layer', name: 'dense1', place: 0, value: '+inf' };

/** Both formats are told of alike. `limit`: the largest value that the format holds. */
export const testOverflow = (check: AnyCheck, format: 'float16' | 'bfloat16', limit: number): void =>
  testCheck(check, {
    cases: [
      {
        name: `leaves where a sample overflows in ${format}`,
        facets: {
          probe: outcome({ overflow: { [format]: first({ stage: 'layer', name: 'dense1', value: '+inf' }) } }),
        },
        finds: [],
        leaves: { stage: 'layer', name: 'dense1', place: 3, value: '+inf' },
      },
      { name: 'leaves nothing of one that does not', facets: { probe: outcome() }, finds: [], leaves: null },
    ],
    dataset: [
      {
        name: 'names the rows of a file that overflow, by the place',
        samples: samples(2),
        measures: {
          [check.id]: [
            stuckFile(0, [
              stuckRows({ name: 'input', value: '+inf' }, [3]),
              stuckRows({ stage: 'layer', name: 'dense1', value: '+inf' }, [1, 2]),
            ]),
          ],
          'probe/nonfinite': probed(2).map((row) => ({ ...row, row_count: 700 })),
        },
        finds: [
          { code: 'input-rows', ordinal: 0, at: { row: 3 }, data: { rows: [3], rowCount: 1, format } },
          { code: 'layer-rows', ordinal: 0, at: { row: 1 }, data: { layer: 'dense1', rows: [1, 2], rowCount: 2 } },
        ],
      },
      {
        name: 'tells a value that is too large from a layer that makes one',
        samples: samples(30),
        measures: { [check.id]: [row(2, 'input'), row(5, 'dense1')], 'probe/nonfinite': probed(30) },
        finds: [
          { code: 'input', ordinal: 2, data: { format, limit, index: 3 } },
          { code: 'layer', ordinal: 5, data: { layer: 'dense1' } },
        ],
      },
      {
        name: 'says once what most samples do',
        samples: samples(30),
        measures: { [check.id]: layers(16), 'probe/nonfinite': probed(30) },
        finds: [{ code: 'most-samples', group: 'dense1', data: { count: 16, probed: 30, example: 's0' } }],
      },
      {
        name: 'blames no sample for a layer that most cannot pass in float32',
        samples: samples(30),
        measures: {
          [check.id]: [row(20, 'dense1'), row(21, 'dense2')],
          'probe/nonfinite': probed(30, repeated(16, STUCK)),
        },
        finds: [{ code: 'layer', ordinal: 21, data: { layer: 'dense2' } }],
      },
    ],
  });
