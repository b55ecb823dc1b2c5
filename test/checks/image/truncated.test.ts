import truncated from '../../../src/checks/image/truncated.ts';
import { testCheck } from '../check-tester.ts';
import { fault, goodJpeg } from './facets.ts';

const { decoding: _, ...undecodedJpeg } = goodJpeg;
const tiff = {
  file: { size: 500, extension: 'tif' },
  bytes: Uint8Array.of(0x49, 0x49, 0x2a, 0),
  signature: { format: 'tiff', mime: 'image/tiff' },
  header: { ...goodJpeg.header, format: 'tiff' },
} as const;
const cutJpeg = { format: 'jpeg', missing: 'EOI', damage: [] } as const;

testCheck(truncated, {
  cases: [
    {
      name: 'flags a JPEG whose end mark was never reached, and says what is missing',
      facets: { ...goodJpeg, container: cutJpeg },
      finds: [{ code: 'cut', data: { bytes: 900, missing: 'EOI' } }],
    },
    {
      name: 'flags a JPEG cut inside its scan once, whatever the decoder says too',
      facets: { ...undecodedJpeg, container: cutJpeg },
      faults: [fault('decoding', 'malformed', { cause: 'premature-end', offset: 880 })],
      finds: ['cut'],
    },
    {
      name: 'flags a TIFF, which has no end mark, when its decoder ran out of data',
      facets: tiff,
      faults: [fault('decoding', 'truncated', { offset: 480 })],
      finds: [{ code: 'short', data: { offset: 480, bytes: 500 } }],
    },
    {
      name: 'takes the end of the file when the decoder does not say where',
      facets: tiff,
      faults: [fault('decoding', 'truncated')],
      finds: [{ code: 'short', data: { offset: 500 } }],
    },
    { name: 'is silent on a whole JPEG', facets: goodJpeg, finds: [] },
    {
      name: 'leaves a bomb that is also cut to image/over-limit',
      facets: { ...undecodedJpeg, container: cutJpeg },
      faults: [fault('decoding', 'limit')],
      finds: [],
    },
    {
      name: 'leaves a file that could not be read to file/unreadable',
      facets: { file: goodJpeg.file },
      faults: [fault('bytes', 'io', { cause: 'EIO' })],
      finds: [],
    },
    {
      name: 'leaves a premature end before a present end mark to image/corrupt',
      facets: { ...goodJpeg, decoding: { decoder: 'libjpeg-turbo', warnings: [{ cause: 'premature-end', text: '' }] } },
      finds: [],
    },
  ],
});
