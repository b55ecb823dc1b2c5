import { expect, it } from 'vitest';
import { walkTiff } from '../../../src/decode/container/tiff.ts';
import { photo } from '../pictures.ts';

const TIFF = await photo(16, 12).tiff({ compression: 'none' }).toBuffer();
/** ResolutionUnit, one SHORT. */
const UNIT = Buffer.from([0x28, 0x01, 3, 0, 1, 0, 0, 0]);

it('notes a field of the description that holds more than the one value it should', () => {
  expect(TIFF.subarray(0, 2).toString()).toBe('II');
  const at = TIFF.indexOf(UNIT);
  expect(at).toBeGreaterThan(0);
  expect(walkTiff(TIFF).notes).toEqual([]);
  const changed = Buffer.from(TIFF);
  changed[at + 4] = 2;
  const { notes, container } = walkTiff(changed);
  expect(notes).toMatchObject([{ cause: 'metadata', text: 'field 296 holds 2 values, not one' }]);
  expect(container.damage).toEqual([]);
});
