import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quotePath } from '../../src/report/shell-quote.ts';

const word = (path: string): Buffer => execFileSync('bash', ['-c', `printf %s ${quotePath(path)}`], { env: {} });

describe('a path quoted for a shell', () => {
  it('leaves plain paths as they are', () => {
    expect(quotePath('/data/pets-2/a_b.jpg')).toBe('/data/pets-2/a_b.jpg');
  });

  it('is one word with the very bytes of the path, whatever they are', () => {
    const nasty = [
      "it's",
      '$(reboot)',
      '`id`',
      'a b',
      '*',
      '~',
      '!x',
      '\n',
      '\u001b[2J',
      'a\u202eb',
      '猫.jpg',
      '\\',
      '"',
      '#',
      '',
    ];
    for (const path of nasty) expect(word(path).toString()).toBe(path);
    const anyPath = fc
      .string({ unit: 'binary', maxLength: 12 })
      .filter((path) => !path.includes('\0') && !path.startsWith('-'));
    fc.assert(
      fc.property(anyPath, (path) => {
        expect(word(path)).toEqual(Buffer.from(path));
      }),
      { numRuns: 60 },
    );
  });

  it('never becomes an option', () => {
    expect(quotePath('-rf')).toBe('./-rf');
  });
});
