import grayFill from '../../../src/checks/image/gray-fill.ts';
import type { Bottom, FlatBand, RepeatedBand } from '../../../src/model/facets.ts';
import { testCheck } from '../check-tester.ts';

const flat = (change: Partial<FlatBand> = {}): Bottom => ({
  rows: 40,
  height: 100,
  band: { kind: 'flat', level: 128, ownLevel: 0.02, margin: 0, roughness: 0.8, topRows: 0, ...change },
});
const repeated = (change: Partial<RepeatedBand> = {}): Bottom => ({
  rows: 40,
  height: 100,
  band: { kind: 'repeated', turns: 0.4, roughness: 0.9, above: { busy: 1.1, steadiness: 0.2 }, ...change },
});
const step = { column: 96, rows: 16, straight: 1, before: 71.4 };
const decoding = { decoder: 'libjpeg-turbo', warnings: [] };
const silent = (name: string, bottom: Bottom) => ({
  name: `is silent on ${name}`,
  facets: { bottom, decoding },
  finds: [],
});

testCheck(grayFill, {
  cases: [
    {
      name: 'flags the gray that libjpeg leaves',
      facets: { bottom: flat(), decoding },
      finds: [{ code: 'flat-fill', data: { rows: 40, height: 100, level: 128 } }],
    },
    {
      name: 'flags another level that begins within a row of blocks and goes on from the last one',
      facets: { bottom: flat({ level: 70, step }), decoding },
      finds: ['flat-fill'],
    },
    { name: 'flags a repeated last line', facets: { bottom: repeated(), decoding }, finds: ['repeated-line'] },
    silent('a photograph', { rows: 1, height: 100 }),
    silent('a bar of another level', flat({ level: 0 })),
    silent('a letterbox', flat({ topRows: 12 })),
    silent('a plain ground beside an object', flat({ margin: 30 })),
    silent('a plain ground below an object', flat({ ownLevel: 0.5 })),
    silent('a drawing', flat({ roughness: 0.1 })),
    silent('a step that begins off the blocks', flat({ level: 70, step: { ...step, column: 97 } })),
    silent('a ragged step', flat({ level: 70, step: { ...step, straight: 0.25 } })),
    silent('a step into another level', flat({ level: 90, step })),
    silent('a clipped sky', flat({ level: 255, step: { ...step, before: 254 } })),
    silent('the rules of a table', repeated({ roughness: 0.2 })),
    silent('a shade from left to right', repeated({ turns: 0.05 })),
    silent('stripes below a photograph', repeated({ above: { busy: 6, steadiness: 0.2 } })),
    silent('stripes below stripes', repeated({ above: { busy: 1, steadiness: 0.9 } })),
    {
      name: 'is silent on a line right below the top edge',
      facets: { bottom: { rows: 90, height: 100, band: { kind: 'repeated', turns: 0.4, roughness: 0.9 } }, decoding },
      finds: [],
    },
    {
      name: 'flags a fill in a file with harmless metadata trouble',
      facets: { bottom: flat(), decoding: { ...decoding, warnings: [{ cause: 'metadata', text: 'profile' }] } },
      finds: ['flat-fill'],
    },
    {
      name: 'is silent on a file that is cut itself',
      facets: { bottom: flat(), decoding: { ...decoding, warnings: [{ cause: 'premature-end', text: 'cut' }] } },
      finds: [],
    },
  ],
  thresholds: {
    minShare: { facets: { bottom: flat(), decoding }, silent: 0.41, flagged: 0.4 },
  },
});
