import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inspected } from '../../src/api/inspect-row.ts';
import { inspectFile } from '../../src/index.ts';
import { emptyFolder } from '../cli/spawn.ts';
import { limits, npyOf } from '../decode/npy-bytes.ts';

const folder = emptyFolder();
copyFileSync(new URL('../golden/lmdb/odd.mdb', import.meta.url), join(folder, 'data.mdb'));
writeFileSync(
  join(folder, 'X.npy'),
  npyOf('<f4', '(2, 2)', new Uint8Array(Float32Array.of(1, 2, Number.NaN, 4).buffer)),
);
writeFileSync(join(folder, 'notes.txt'), 'none');
const at = (ref: string, row: number | undefined) => inspected({ root: folder, follow: [] }, ref, { row, limits });

describe('one sample of a file that holds many', () => {
  it('is a record of an LMDB, with the label it has, be it an array or a picture', () => {
    expect(at('data.mdb', 0)).toMatchObject({
      key: 'data.mdb#00-sound',
      part: { role: 'array', resource: 'data.mdb', range: [expect.any(Number), expect.any(Number)] },
      label: '0',
      facts: { databases: [{ ref: 'data.mdb' }] },
    });
    expect(at('data.mdb', 7)).toMatchObject({ key: 'data.mdb#07-sound.png', part: { role: 'image' } });
  });

  it('is a row of an array', () => {
    expect(at('X.npy', 1)).toMatchObject({ key: 'X.npy#1', part: { role: 'array', resource: 'X.npy', row: 1 } });
  });

  it('is the file itself where none is named', () => {
    expect(at('X.npy', undefined)).toMatchObject({ key: 'X.npy', part: { role: 'array', ownership: 'exclusive' } });
    expect(at('lost.jpg', undefined)).toMatchObject({ key: 'lost.jpg', part: { role: 'image' } });
  });

  it.each([
    ['no such row of an array', 'X.npy', 2, 'sources.no-such-row'],
    ['no such record', 'data.mdb', 99, 'sources.no-such-row'],
    ['an LMDB as a whole', 'data.mdb', undefined, 'sources.row-needed'],
    ['a row of another file', 'notes.txt', 0, 'sources.holds-no-rows'],
    ['a row of a file that is not there', 'lost.npy', 0, 'targets.unreadable'],
  ])('is refused for %s', (_, ref, row, key) => {
    expect(() => at(ref, row)).toThrow(key);
  });

  it('is examined as in a run', async () => {
    const { record, verdict } = await inspectFile(join(folder, 'data.mdb'), {}, { row: 3 });
    expect(verdict).toBe('bad');
    expect(record).toMatchObject({ key: 'data.mdb#03-nan', findings: [{ check: 'array/nan' }] });
  });
});
