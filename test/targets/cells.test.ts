import { describe, expect, it } from 'vitest';
import { sayAny } from '../../src/messages/index.ts';
import type { UserError } from '../../src/model/errors.ts';
import { convertCell, createRowMapper, normalizeNumber } from '../../src/targets/cells.ts';
import { createFitter } from '../../src/targets/fit.ts';
import { createNormalizer } from '../../src/targets/normalizer.ts';

const fitter = createFitter([
  { name: 'age', method: 'standard' },
  { name: 'price', method: 'log1p' },
]);
for (const value of [10, 20, 30, 40]) {
  fitter.add('age', value);
  fitter.add('price', value);
}
const normalizer = createNormalizer(fitter.finish('train').map(({ target }) => target));
const [age, price] = normalizer.targets;

const refusal = (act: () => unknown): UserError => {
  try {
    act();
  } catch (error) {
    return error as UserError;
  }
  throw new Error('nothing was refused');
};

describe('cells', () => {
  it('become the shortest text that reads back to the same double', () => {
    expect(convertCell(age!, 'transform', ' 25 ')).toEqual({ text: '0' });
    expect(convertCell(age!, 'transform', '2.6e1')).toEqual({ text: String(1 / Math.sqrt(125)) });
    expect(convertCell(age!, 'inverse', '0')).toEqual({ text: '25' });
    expect(normalizeNumber(price!, 0)).toEqual({ text: '0' });
  });

  it('say why they have no value', () => {
    const problems = ['', ' ', 'nan', '-inf', '1e400', '0x10', '1,5', 'abc', '-1'].map((text) =>
      convertCell(price!, 'transform', text),
    );
    expect(problems).toEqual(
      [
        'empty',
        'empty',
        'not-finite',
        'not-finite',
        'not-finite',
        'not-a-number',
        'not-a-number',
        'not-a-number',
        'outside-domain',
      ].map((problem) => ({ problem })),
    );
    expect(convertCell(price!, 'inverse', '800')).toEqual({ problem: 'overflow' });
    expect(normalizeNumber(age!, Number.NaN)).toEqual({ problem: 'not-finite' });
  });
});

describe('tables', () => {
  it('gain each normalized column beside its own', () => {
    const mapper = createRowMapper(normalizer, ['path', 'price', 'age', 'note'], 'transform', 'm.csv');
    expect(mapper.header).toEqual(['path', 'price', 'price_normalized', 'age', 'age_normalized', 'note']);
    expect(mapper.map(['a.jpg', '0', '25', 'x'], 2)).toEqual(['a.jpg', '0', '0', '25', '0', 'x']);
    expect(mapper.map(['a.jpg', '', '25', ''], 3)).toEqual(['a.jpg', '', '', '25', '0', '']);
  });

  it('come back from the normalized column, or from the plain one where predictions stand under the plain name', () => {
    const both = createRowMapper(normalizer, ['age', 'age_normalized'], 'inverse', 'p.csv');
    expect(both.header).toEqual(['age', 'age_normalized', 'age_denormalized']);
    expect(both.map(['99', '0'], 2)).toEqual(['99', '0', '25']);
    const plain = createRowMapper(normalizer, ['id', 'age'], 'inverse', 'p.csv', ['age']);
    expect(plain.map(['7', '0'], 2)).toEqual(['7', '0', '25']);
  });

  it.each([
    ['targets.no-column', () => createRowMapper(normalizer, ['age'], 'transform', 'm.csv', ['price'])],
    ['targets.unknown-target', () => createRowMapper(normalizer, ['age'], 'transform', 'm.csv', ['size'])],
    ['targets.nothing-to-convert', () => createRowMapper(normalizer, ['a'], 'transform', 'm.csv')],
    ['targets.column-exists', () => createRowMapper(normalizer, ['age', 'age_normalized'], 'transform', 'm.csv')],
    ['targets.ragged-row', () => createRowMapper(normalizer, ['age'], 'transform', 'm.csv').map(['1', '2'], 4)],
    ['targets.cell-not-a-number', () => createRowMapper(normalizer, ['age'], 'transform', 'm.csv').map(['x'], 4)],
    ['targets.cell-not-finite', () => createRowMapper(normalizer, ['age'], 'transform', 'm.csv').map(['NaN'], 4)],
    ['targets.cell-outside-domain', () => createRowMapper(normalizer, ['price'], 'transform', 'm.csv').map(['-3'], 4)],
    ['targets.cell-overflow', () => createRowMapper(normalizer, ['price'], 'inverse', 'm.csv').map(['900'], 4)],
  ])('are refused with %s, every blank filled in both languages', (key, act) => {
    const { name, key: found, data } = refusal(act);
    expect([name, found]).toEqual(['UserError', key]);
    for (const lang of ['en', 'zh'] as const) {
      expect(sayAny(lang, key, data)).not.toMatch(/targets\.|–/);
    }
  });
});

describe('a table of targets by group and by size', () => {
  const grouped = createFitter(
    [
      { name: 'age', method: 'standard' },
      { name: 'left', method: 'by-width' },
      { name: 'top', method: 'by-height' },
    ],
    { by: 'species', least: 2 },
  );
  for (const [group, value] of [
    ['cat', 1],
    ['cat', 3],
    ['dog', 10],
    ['dog', 30],
  ] as const) {
    for (const name of ['age', 'left', 'top']) grouped.add(name, value, '', { group, width: 64, height: 48 });
  }
  const placed = createNormalizer(grouped.targets('train'));
  const header = ['age', 'left', 'top', 'species', 'width', 'height'];

  it("takes each row's own group and size, there and back", () => {
    const forth = createRowMapper(placed, header, 'transform', 'a.csv');
    expect(forth.header).toEqual([
      ...['age', 'age_normalized', 'left', 'left_normalized', 'top', 'top_normalized'],
      ...['species', 'width', 'height'],
    ]);
    expect(forth.map(['3', '32', '12', ' cat', '64', '48'], 2)).toEqual([
      '3',
      '1',
      '32',
      '0.5',
      '12',
      '0.25',
      ' cat',
      '64',
      '48',
    ]);
    const back = createRowMapper(placed, header, 'inverse', 'a.csv');
    expect(back.map(['1', '0.5', '', 'dog', '200', '48'], 2)).toEqual([
      '1',
      '30',
      '0.5',
      '100',
      '',
      '',
      'dog',
      '200',
      '48',
    ]);
  });

  it('is refused without the column of groups or of sizes, and where a size is none', () => {
    expect(refusal(() => createRowMapper(placed, header.slice(0, 3), 'inverse', 'a.csv'))).toMatchObject({
      key: 'targets.place-column',
      data: { file: 'a.csv', column: 'species' },
    });
    expect(refusal(() => createRowMapper(placed, header.slice(0, 4), 'inverse', 'a.csv'))).toMatchObject({
      data: { column: 'width' },
    });
    const mapper = createRowMapper(placed, header, 'transform', 'a.csv');
    expect(refusal(() => mapper.map(['3', '32', '12', 'cat', '64', '0'], 7))).toMatchObject({
      key: 'targets.cell-no-size',
      data: { line: 7, column: 'height', value: '0' },
    });
  });

  it('needs neither where only other targets are converted', () => {
    const mapper = createRowMapper(normalizer, ['age'], 'transform', 'a.csv');
    expect(mapper.map(['25'], 2)).toEqual(['25', '0']);
  });
});
