import blockShift from '../../../src/checks/image/block-shift.ts';
import { testCheck } from '../check-tester.ts';

const decoding = { decoder: 'libjpeg-turbo', warnings: [] };
const slip = { component: 1, column: 12, row: 5, rise: -23.4, score: 60 };
const sound = { impossible: 0, blocks: 1200 };

testCheck(blockShift, {
  cases: [
    {
      name: 'flags blocks that no picture can have',
      facets: { coefficients: { impossible: 3, blocks: 1200 }, decoding },
      finds: [{ code: 'impossible-blocks', data: { impossible: 3, blocks: 1200 } }],
    },
    {
      name: 'says of both only the certain one',
      facets: { coefficients: { impossible: 3, blocks: 1200, slip }, decoding },
      finds: ['impossible-blocks'],
    },
    {
      name: 'flags a shift that stands out far',
      facets: { coefficients: { ...sound, slip }, decoding },
      finds: [{ code: 'slipped', data: { component: 1, column: 12, row: 5, rise: -23 } }],
    },
    {
      name: 'is silent on what edges in pictures look like',
      facets: { coefficients: { ...sound, slip: { ...slip, score: 30 } }, decoding },
      finds: [],
    },
    { name: 'is silent on a picture too small to tell', facets: { coefficients: sound, decoding }, finds: [] },
    {
      name: 'is silent where a decoder says so itself',
      facets: {
        coefficients: { impossible: 3, blocks: 1200, slip },
        decoding: { ...decoding, warnings: [{ cause: 'extraneous-bytes', text: '8 bytes before a marker' }] },
      },
      finds: [],
    },
    {
      name: 'is not kept silent by harmless trouble',
      facets: {
        coefficients: { impossible: 3, blocks: 1200 },
        decoding: { ...decoding, warnings: [{ cause: 'metadata', text: 'profile' }] },
      },
      finds: ['impossible-blocks'],
    },
  ],
  thresholds: { minScore: { facets: { coefficients: { ...sound, slip }, decoding }, silent: 60.1, flagged: 59.9 } },
});
