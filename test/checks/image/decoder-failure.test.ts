import decoderFailure from '../../../src/checks/image/decoder-failure.ts';
import { testCheck } from '../check-tester.ts';
import { fault, goodJpeg } from './facets.ts';

const { file, bytes } = goodJpeg;

testCheck(decoderFailure, {
  cases: [
    {
      name: 'names the signal that a decoder died of',
      facets: { file, bytes },
      faults: [fault('decoding', 'crash', { cause: 'SIGSEGV' })],
      finds: [{ code: 'crash', data: { cause: 'SIGSEGV' } }],
    },
    {
      name: 'flags a decoder that was killed for taking too long',
      facets: { file, bytes },
      faults: [fault('decoding', 'timeout', { detail: 'killed after 60 s' })],
      finds: [{ code: 'timeout', data: { detail: 'killed after 60 s' } }],
    },
    {
      name: 'flags an array reader that crashed',
      facets: { file },
      role: 'array',
      faults: [fault('array', 'crash', { cause: '134' })],
      finds: ['crash'],
    },
    {
      name: 'flags a decoder for which the memory did not suffice: the machine’s trouble, not the file’s',
      facets: { file, bytes, signature: goodJpeg.signature, header: goodJpeg.header },
      faults: [fault('decoding', 'io', { cause: 'ENOMEM', detail: 'out of memory' })],
      finds: [{ code: 'resources', data: { detail: 'out of memory' } }],
    },
    {
      name: 'leaves a file that could not be read to file/unreadable',
      facets: { file },
      faults: [fault('bytes', 'io', { cause: 'EIO' })],
      finds: [],
    },
    {
      name: 'flags a refusal that proves nothing: not examined, never bad',
      facets: { file, bytes, signature: goodJpeg.signature, header: goodJpeg.header },
      faults: [fault('decoding', 'malformed', { cause: 'unknown', detail: 'no idea' })],
      finds: [{ code: 'refused', data: { detail: 'no idea' } }],
    },
    { name: 'is silent on a decoded image', facets: goodJpeg, finds: [] },
  ],
});
