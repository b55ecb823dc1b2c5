import overLimit from '../../../src/checks/image/over-limit.ts';
import { testCheck } from '../check-tester.ts';
import { fault, goodJpeg } from './facets.ts';

const { decoding: _, ...undecodedJpeg } = goodJpeg;

testCheck(overLimit, {
  cases: [
    {
      name: 'flags a picture refused from its header, and names the limit',
      facets: undecodedJpeg,
      faults: [fault('decoding', 'limit', { detail: '3600000000 pixels, limit 178956970', cause: 'pixels' })],
      finds: [{ code: 'over-limit', data: { detail: '3600000000 pixels, limit 178956970' } }],
    },
    {
      name: 'flags a file too large to be read whole',
      facets: { file: goodJpeg.file },
      faults: [fault('bytes', 'limit')],
      finds: ['over-limit'],
    },
    { name: 'is silent on a picture within the limits', facets: goodJpeg, finds: [] },
  ],
});
