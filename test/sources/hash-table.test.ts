import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHashTable } from '../../src/sources/hash-table.ts';

describe('the hash table', () => {
  it('remembers like a map, through many growths', () => {
    const table = createHashTable();
    const map = new Map<string, number>();
    for (let at = 0; at < 50_000; at += 1) {
      const text = `folder/${(at * 7919) % 30_011}.jpg`;
      expect(table.add(text, at)).toBe(map.get(text));
      if (!map.has(text)) map.set(text, at);
    }
    for (const [text, value] of map) if (table.get(text) !== value) expect(table.get(text)).toBe(value);
    expect(table.get('absent')).toBeUndefined();
  });

  it('tells similar texts apart', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ unit: fc.constantFrom('a', 'b', '\0', '/'), maxLength: 6 }), { maxLength: 40 }),
        (texts) => {
          const table = createHashTable();
          return (
            texts.every((text, at) => table.add(text, at) === undefined) &&
            texts.every((text, at) => table.get(text) === at)
          );
        },
      ),
    );
  });
});
