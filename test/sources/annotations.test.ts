import { describe, expect, it } from 'vitest';
import type { ListingFacts } from '../../src/model/listing.ts';
import { parseNumber } from '../../src/model/number-cell.ts';
import type { Annotations } from '../../src/model/sample.ts';
import { parseAnnotations } from '../../src/sources/annotations.ts';

const factsWith = (labels: ListingFacts['labels']) => ({ labels }) as ListingFacts;
const parse = (annotations: Annotations, labels: ListingFacts['labels']) =>
  parseAnnotations({ id: '', key: '', ordinal: 0, parts: [], annotations }, factsWith(labels));

describe('parseNumber', () => {
  it('takes what Python takes', () => {
    for (const [cell, value] of [
      ['3', 3],
      [' 3 ', 3],
      ['3.0', 3],
      ['-1.5e-3', -0.0015],
      ['.5', 0.5],
      ['5.', 5],
      ['+7', 7],
      ['007', 7],
      ['9007199254740993', 9007199254740992],
    ] as const) {
      expect(parseNumber(cell)).toEqual({ kind: 'number', value });
    }
  });

  it('tells what is not finite, also where only overflow makes it so', () => {
    for (const [cell, value] of [
      ['nan', Number.NaN],
      ['-NaN', Number.NaN],
      ['inf', Number.POSITIVE_INFINITY],
      ['-Infinity', Number.NEGATIVE_INFINITY],
      ['1e400', Number.POSITIVE_INFINITY],
      ['-1e400', Number.NEGATIVE_INFINITY],
    ] as const) {
      expect(parseNumber(cell)).toEqual({ kind: 'nonfinite', value, raw: cell });
    }
  });

  it('leaves the rest as text', () => {
    for (const cell of ['cat', '1_000', '1,5', '0x10', '1e', '.', '--1', 'infinit', '1 2', 'None', '１']) {
      expect(parseNumber(cell)).toEqual({ kind: 'text', raw: cell });
    }
    expect(parseNumber('')).toEqual({ kind: 'missing' });
    expect(parseNumber(' \t')).toEqual({ kind: 'missing' });
  });

  it('gives up on a million digits in no time', () => {
    expect(parseNumber(`${'1'.repeat(1_000_000)}x`).kind).toBe('text');
  });
});

describe('parseAnnotations', () => {
  it('numbers names in code-point order', () => {
    const names = { kind: 'names', classes: ['cat', 'dog'], ignored: [] } as const;
    expect(parse({ label: 'dog' }, names).label).toEqual({ kind: 'name', name: 'dog', index: 1 });
    expect(parse({ label: '' }, names).label).toEqual({ kind: 'missing' });
  });

  it('reads integers, and names among them as text', () => {
    const integers = { kind: 'integers', classes: [], declaredClasses: 3, ignored: [255] } as const;
    const parsed = parse({ label: '2', targets: { age: '1.5', size: '' } }, integers);
    expect(parsed).toEqual({
      label: { kind: 'number', value: 2 },
      labelDomain: { declaredClasses: 3, ignored: [255] },
      targets: { age: { kind: 'number', value: 1.5 }, size: { kind: 'missing' } },
      problems: [],
    });
    expect(parse({ label: 'cat' }, integers).label).toEqual({ kind: 'text', raw: 'cat' });
  });

  it('has no label where the dataset has none', () => {
    expect('label' in parse({}, { kind: 'none', classes: [], ignored: [] })).toBe(false);
  });
});
