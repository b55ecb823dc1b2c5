import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import corrupt from '../../../src/checks/image/corrupt.ts';
import type { DecodeCause, Facets } from '../../../src/model/facets.ts';
import { testCheck } from '../check-tester.ts';
import { fault, goodJpeg, undecoded } from './facets.ts';

const warned = (...causes: DecodeCause[]): Partial<Facets> => ({
  ...goodJpeg,
  decoding: {
    decoder: 'libjpeg-turbo',
    warnings: causes.map((cause, at) => ({ cause, offset: 500 + at, text: `warning ${at}` })),
  },
});
const { decoding: _, ...undecodedJpeg } = goodJpeg;
const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const zeros = new Uint8Array(1000);

testCheck(corrupt, {
  cases: [
    { name: 'is silent on a good JPEG', facets: goodJpeg, finds: [] },
    {
      name: 'flags a chunk whose checksum fails, with its offset',
      facets: {
        ...goodJpeg,
        container: { format: 'png', end: 900, damage: [{ kind: 'crc', offset: 41, detail: 'IDAT' }] },
      },
      finds: [{ code: 'checksum', data: { offset: 41, detail: 'IDAT', places: 1 } }],
    },
    {
      name: 'flags a structure that breaks the rules',
      facets: {
        ...goodJpeg,
        container: { format: 'gif', end: 900, damage: [{ kind: 'structure', offset: 13, detail: 'block 0x00' }] },
      },
      finds: [{ code: 'malformed', data: { offset: 13 } }],
    },
    {
      name: 'flags data that end before a present end mark',
      facets: warned('premature-end'),
      finds: ['premature-end'],
    },
    { name: 'flags a bad Huffman code', facets: warned('bad-huffman-code'), finds: ['bad-huffman-code'] },
    {
      name: 'doubts what only some readers take',
      facets: warned('refused-elsewhere'),
      finds: [{ code: 'refused', data: { detail: 'warning 0' } }],
    },
    { name: 'flags a lost restart marker', facets: warned('lost-restart-marker'), finds: ['lost-restart-marker'] },
    {
      name: 'gives one finding for many warnings: the worst class, its first place',
      facets: warned('unknown-jfif-version', 'extraneous-bytes', 'bad-huffman-code', 'lost-restart-marker'),
      finds: [{ code: 'bad-huffman-code', data: { offset: 502, places: 2 } }],
    },
    {
      name: 'flags what a decoder refused for a known cause',
      facets: undecodedJpeg,
      faults: [fault('decoding', 'malformed', { cause: 'bad-huffman-code' })],
      finds: [{ code: 'bad-huffman-code', data: { offset: '?' } }],
    },
    {
      name: 'flags a refusal without a cause as malformed',
      facets: undecodedJpeg,
      faults: [fault('header', 'malformed')],
      finds: ['malformed'],
    },
    {
      name: 'only suspects a block with too many coefficients, which no decoder minds',
      facets: warned('metadata', 'overfull-block'),
      finds: [{ code: 'overfull-block', data: { offset: 501, places: 1 } }],
    },
    { name: 'only suspects extraneous bytes', facets: warned('extraneous-bytes'), finds: ['doubtful'] },
    { name: 'only suspects a cause it does not know', facets: warned('unknown'), finds: ['doubtful'] },
    {
      name: 'notes what leaves every pixel as it was',
      facets: warned('odd-sos-parameters', 'adobe-transform'),
      finds: ['harmless'],
    },
    {
      name: 'is silent when the file is cut: one cause, one finding',
      facets: { ...warned('premature-end'), container: { format: 'jpeg', missing: 'EOI', damage: [] } },
      finds: [],
    },
    {
      name: 'flags zeros under the name of a JPEG',
      facets: undecoded(zeros, 'jpg'),
      finds: [{ code: 'not-an-image', data: { content: '?', head: '00 00 00 00 00 00 00 00' } }],
    },
    {
      name: 'flags a ZIP under the name of a PNG',
      facets: undecoded(bytes('PK\x03\x04'), 'png', { format: 'zip', mime: 'application/zip' }),
      faults: [fault('header', 'unsupported')],
      finds: [{ code: 'not-an-image', data: { content: 'zip' } }],
    },
    {
      name: 'blames the broken chunk, not the decoder that ran out of data for it',
      facets: {
        ...undecodedJpeg,
        container: { format: 'png', end: 900, damage: [{ kind: 'crc', offset: 41, detail: 'IDAT' }] },
      },
      faults: [fault('decoding', 'truncated', { cause: 'premature-end' })],
      finds: ['checksum'],
    },
    { name: 'leaves an empty file to file/empty', facets: undecoded(new Uint8Array(0), 'jpg'), finds: [] },
    {
      name: 'leaves a page to file/error-page',
      facets: undecoded(bytes('<html><body>no</body></html>'), 'jpg'),
      finds: [],
    },
    { name: 'leaves a TGA, which has no mark, to image/unsupported', facets: undecoded(zeros, 'tga'), finds: [] },
    { name: 'leaves a raw format to image/unsupported', facets: undecoded(zeros, 'raw'), finds: [] },
    { name: 'leaves a name without extension to image/unsupported', facets: undecoded(zeros, ''), finds: [] },
    {
      name: 'leaves a known image format under another name to image/unsupported',
      facets: undecoded(bytes('farbfeld....'), 'jpg'),
      finds: [],
    },
    {
      name: 'never takes a refusal for an unknown cause for damage',
      facets: undecodedJpeg,
      faults: [fault('decoding', 'malformed', { cause: 'unknown' })],
      finds: [],
    },
  ],
});

describe('image/corrupt', () => {
  it('never calls unmarked bytes bad under a name whose format has no mark', () => {
    const names = fc.constantFrom('tga', 'raw', 'pcx', 'cr2', 'dcm', 'hdr', 'heic', 'ff', '', 'x');
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 64 }), names, (content, extension) => {
        const context = { role: 'image', faults: [] } as const;
        const drafts = [
          ...corrupt.inspect!({ file: { size: content.length, extension }, bytes: content } as never, {}, context),
        ];
        expect(drafts).toEqual([]);
      }),
    );
  });
});
