import nonfinite from '../../../src/checks/label/nonfinite.ts';
import notAnInteger from '../../../src/checks/label/not-an-integer.ts';
import unlabeled from '../../../src/checks/label/unlabeled.ts';
import { testCheck } from '../check-tester.ts';
import { at, labeled, number } from './annotations.ts';

const name = { kind: 'name', name: '2.5', index: 0 } as const;

testCheck(unlabeled, {
  cases: [
    {
      name: 'flags an empty cell, and says which',
      facets: labeled({ kind: 'missing' }),
      finds: [{ code: 'unlabeled', at }],
    },
    { name: 'is silent where there are no labels at all', facets: labeled(undefined), finds: [] },
    { name: 'is silent on a number', facets: labeled(number(0)), finds: [] },
    { name: 'is silent on a class folder', facets: labeled(name), finds: [] },
    {
      name: 'leaves NaN to label/nonfinite',
      facets: labeled({ kind: 'nonfinite', value: Number.NaN, raw: 'nan' }),
      finds: [],
    },
  ],
});

testCheck(notAnInteger, {
  cases: [
    {
      name: 'flags a fraction',
      facets: labeled(number(2.5)),
      finds: [{ code: 'fraction', at, data: { value: 2.5, expected: 'integer' } }],
    },
    {
      name: 'flags a text among integers',
      facets: labeled({ kind: 'text', raw: 'dog' }),
      finds: [{ code: 'text', at, data: { value: 'dog' } }],
    },
    {
      name: 'cuts a cell of a megabyte short',
      facets: labeled({ kind: 'text', raw: '🐕'.repeat(1 << 18) }),
      finds: [{ code: 'text', data: { value: `${'🐕'.repeat(119)}…` } }],
    },
    { name: 'takes 3.0 for 3', facets: labeled(number(3)), finds: [] },
    { name: 'is silent on class names, whatever they look like', facets: labeled(name), finds: [] },
    { name: 'leaves negative integers to label/negative', facets: labeled(number(-1)), finds: [] },
    {
      name: 'leaves infinity to label/nonfinite',
      facets: labeled({ kind: 'nonfinite', value: 1 / 0, raw: 'inf' }),
      finds: [],
    },
    { name: 'leaves empty cells to label/unlabeled', facets: labeled({ kind: 'missing' }), finds: [] },
  ],
});

testCheck(nonfinite, {
  cases: [
    {
      name: 'flags NaN as it was written',
      facets: labeled({ kind: 'nonfinite', value: Number.NaN, raw: 'NaN' }),
      finds: [{ code: 'nonfinite', at, data: { value: 'NaN', expected: 'integer' } }],
    },
    {
      name: 'flags what only overflow makes infinite',
      facets: labeled({ kind: 'nonfinite', value: 1 / 0, raw: '1e400' }),
      finds: [{ code: 'nonfinite', data: { value: '1e400' } }],
    },
    { name: 'is silent on integers', facets: labeled(number(7)), finds: [] },
    { name: 'is silent without labels', facets: labeled(undefined), finds: [] },
  ],
});
