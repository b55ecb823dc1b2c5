import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNameSorter } from '../../src/sources/name-sorter.ts';
import { scratchFolder } from '../storage/scratch-folder.ts';

describe('the name sorter', () => {
  it('sorts as a plain sort of bytes, for any names and any size of runs, as often as asked', () => {
    const name = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 5 }),
      fc.constantFrom('', '\n', 'x'.repeat(70_000), '猫'.repeat(50_000)),
    );
    fc.assert(
      fc.property(fc.array(name, { maxLength: 30 }), fc.integer({ min: 1, max: 12 }), (names, runNames) => {
        const folder = join(scratchFolder(), 'runs');
        const sorter = createNameSorter(folder, runNames);
        for (const each of names) sorter.add(each);
        const expected = [...names].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
        expect([...sorter.sorted()]).toEqual(expected);
        expect([...sorter.sorted()]).toEqual(expected);
        sorter.dispose();
        expect(existsSync(folder)).toBe(false);
      }),
      { numRuns: 150 },
    );
  });
});
