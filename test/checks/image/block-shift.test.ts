import blockShift from '../../../src/checks/image/block-shift.ts';
import { testCheck } from '../check-tester.ts';

const decoding = { decoder: 'libjpeg-turbo', warnings: [] };
const sound = { impossible: 0, blocks: 1200 };

testCheck(blockShift, {
  cases: [
    {
      name: 'flags blocks that no picture can have',
      facets: { coefficients: { impossible: 3, blocks: 1200 }, decoding },
      finds: [{ code: 'impossible-blocks', data: { impossible: 3, blocks: 1200 } }],
    },
    { name: 'is silent where all blocks are possible', facets: { coefficients: sound, decoding }, finds: [] },
    {
      name: 'is silent where a decoder says so itself',
      facets: {
        coefficients: { impossible: 3, blocks: 1200 },
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
});
