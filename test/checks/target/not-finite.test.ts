import notFinite from '../../../src/checks/target/not-finite.ts';
import { testCheck } from '../check-tester.ts';
import { aimed, at } from './values.ts';

const place = { ...at, field: 'age' };

testCheck(notFinite, {
  cases: [
    {
      name: 'flags NaN, naming file, line and target',
      facets: aimed({ age: { kind: 'nonfinite', value: Number.NaN, raw: 'nan' } }),
      finds: [{ code: 'nonfinite', at: place, data: { target: 'age', value: 'nan', expected: 'finite number' } }],
    },
    {
      name: 'flags infinities and what overflows',
      facets: aimed({
        a: { kind: 'nonfinite', value: -1 / 0, raw: '-inf' },
        b: { kind: 'nonfinite', value: 1 / 0, raw: '1e999' },
      }),
      finds: [
        { code: 'nonfinite', data: { target: 'a', value: '-inf' } },
        { code: 'nonfinite', data: { target: 'b', value: '1e999' } },
      ],
    },
    {
      name: 'flags a text',
      facets: aimed({ age: 'old' }),
      finds: [{ code: 'text', at: place, data: { value: 'old' } }],
    },
    { name: 'flags an empty cell', facets: aimed({ age: '' }), finds: [{ code: 'missing', at: place }] },
    {
      name: 'leaves the row of an empty cell out when asked to',
      facets: aimed({ age: '' }),
      options: { missing: 'drop' },
      finds: [{ code: 'missing-dropped', at: place }],
    },
    {
      name: 'keeps the row of an empty cell when it will be masked',
      facets: aimed({ age: '' }),
      options: { missing: 'mask' },
      finds: ['missing-masked'],
    },
    {
      name: 'flags what is no number, whatever an empty cell means',
      facets: aimed({ a: { kind: 'nonfinite', value: Number.NaN, raw: 'nan' }, b: 'old', c: '' }),
      options: { missing: 'mask' },
      finds: ['nonfinite', 'text', 'missing-masked'],
    },
    { name: 'is silent on numbers', facets: aimed({ age: 31, height: -1.5e300 }), finds: [] },
    { name: 'is silent without targets', facets: aimed({}), finds: [] },
  ],
});
