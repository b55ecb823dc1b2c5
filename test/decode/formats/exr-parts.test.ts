import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { examineWith } from '../pictures.ts';
import { THREE_PARTS } from './exr-parts.ts';

describe('an OpenEXR file of several parts', () => {
  const bytes = inflateSync(THREE_PARTS);
  const examine = examineWith();

  it('is decoded part by part, each a page', async () => {
    const { facets, faults } = await examine(bytes, 'exr');
    expect(faults).toEqual([]);
    expect(facets.header).toMatchObject({ width: 20, height: 10, frames: 3, color: 'gray' });
    expect(facets.container).toMatchObject({ end: bytes.length });
    expect(facets.pixelScan).toEqual({
      samples: 20 * 10 + 21 * 11 + 22 * 12,
      nan: { count: 1, first: { page: 2, x: 3, y: 0, channel: 0 } },
    });
  });

  it('is truncated when its last part is', async () => {
    const { faults } = await examine(bytes.subarray(0, -1), 'exr');
    expect(faults[0]).toMatchObject({ kind: 'truncated' });
  });

  it('is malformed when a chunk says another part', async () => {
    const other = Buffer.from(bytes);
    // The last line of the last part stands at the end: part, line, 88 bytes.
    const at = bytes.lastIndexOf(Buffer.from([2, 0, 0, 0, 11, 0, 0, 0, 88, 0, 0, 0]));
    other[at] = 1;
    expect((await examine(other, 'exr')).faults[0]).toMatchObject({ kind: 'malformed', offset: at });
  });

  it('stays within the limits of pages and bytes', async () => {
    const faultsWith = async (limits: object) => (await examineWith(limits)(bytes, 'exr')).faults;
    expect(await faultsWith({ maxPages: 2 })).toMatchObject([{ kind: 'limit' }]);
    expect(await faultsWith({ maxSide: 21 })).toMatchObject([{ kind: 'limit' }]);
  });
});
