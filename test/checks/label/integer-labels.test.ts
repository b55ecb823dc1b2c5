import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../../src/catalog/database.ts';
import { INTEGER_SQL, LABELED_SQL } from '../../../src/checks/label/integer-labels.ts';
import { parseNumber } from '../../../src/model/number-cell.ts';

const SPELLINGS = [
  '3',
  '+3',
  '-3',
  '3.',
  '.0',
  '3.0',
  '3.5',
  '-0',
  '3e2',
  '3E-1',
  '1e400',
  '-1e400',
  '1e',
  '.',
  'e3',
  '1_000',
  '0x10',
];
const ODD = [
  '９',
  '٣',
  '3 4',
  '3\u00a0',
  '\ufeff3',
  '\t3\n',
  '\v3',
  '\u2028 3',
  '--3',
  '+-3',
  '',
  '   ',
  '\u3000',
  'NaN',
  'inf',
  '3,5',
  '1e3.0',
];
const LARGE = ['9007199254740993', '123456789012345678901234567890', `1${'0'.repeat(320)}`, '0.1e1', '4.9e-324'];

describe('INTEGER_SQL', () => {
  let database: Database;
  beforeAll(async () => {
    database = await openDatabase(':memory:');
  });
  afterAll(() => database.close());

  const agrees = async (cells: readonly string[]) => {
    await database.run('CREATE OR REPLACE TABLE samples(ordinal BIGINT, label VARCHAR)');
    await database.append(
      'samples',
      cells.map((cell, at) => [at, cell]),
    );
    const query = `SELECT label, ${INTEGER_SQL} AS value, ${LABELED_SQL} AS labeled FROM samples ORDER BY ordinal`;
    for await (const { label, value, labeled } of database.rows<{
      label: string;
      value: number | null;
      labeled: boolean;
    }>(query)) {
      const parsed = parseNumber(label);
      const integer = parsed.kind === 'number' && Number.isInteger(parsed.value) ? parsed.value + 0 : null;
      expect(value === null ? null : value + 0, JSON.stringify(label)).toBe(integer);
      expect(labeled, JSON.stringify(label)).toBe(parsed.kind !== 'missing');
    }
  };

  it('reads cells as the annotations facet does', () => agrees([...SPELLINGS, ...ODD, ...LARGE]));

  it('does so for any text', async () => {
    const piece = fc.constantFrom(...'0123456789+-.eE_ xnaif\t\u00a0\ufeff'.split(''));
    const cells = fc.array(
      fc.oneof(
        fc.string(),
        fc.array(piece).map((pieces) => pieces.join('')),
        fc.double().map(String),
      ),
      {
        minLength: 200,
        maxLength: 200,
      },
    );
    await fc.assert(fc.asyncProperty(cells, agrees), { numRuns: 10 });
  });
});
