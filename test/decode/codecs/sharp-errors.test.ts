import { describe, expect, it } from 'vitest';
import { sortRefusal, sortSaying } from '../../../src/decode/codecs/sharp-errors.ts';

const STRAY = 'VipsJpeg: Corrupt JPEG data: 21 extraneous bytes before marker 0xc3';

describe('what libvips says', () => {
  it('is sorted by its first words where pixels came all the same', () => {
    expect(sortSaying(STRAY)?.decode).toBe('extraneous-bytes');
  });

  it.each([
    'VipsJpeg: Huffman table 0x00 was not defined',
    'VipsJpeg: Bogus Huffman table definition',
    'VipsJpeg: Invalid JPEG file structure: two SOF markers',
  ])('is sorted by what ended it where nothing was decoded: %s', (end) => {
    expect(sortRefusal(`${STRAY}; ${end}`)).toMatchObject({ kind: 'malformed', decode: 'malformed' });
  });

  it('stays what was said in passing where nothing else was said, and unknown where nobody knows it', () => {
    expect(sortRefusal(STRAY)?.decode).toBe('extraneous-bytes');
    expect(sortRefusal('a text of tomorrow')).toBeUndefined();
  });

  it("is the machine's trouble where memory ran out behind a remark", () => {
    expect(sortRefusal(`${STRAY}; vips_tracked: out of memory -- size == 12MB`)).toMatchObject({ kind: 'io' });
  });
});
