import constant from '../../../src/checks/target/constant.ts';
import { testCheck } from '../check-tester.ts';
import { aimed, measured, nineTargets } from './values.ts';

const of = (targets: readonly string[], rows: readonly Readonly<Record<string, number | string>>[]) =>
  measured('target/constant', targets, rows);

testCheck(constant, {
  cases: [
    {
      name: 'measures by name, not by order',
      facets: aimed({ b: 2, a: 1 }),
      finds: [],
      leaves: { v0: 1, v1: 2, names: 2 },
    },
    {
      name: 'leaves out what is no finite number',
      facets: aimed({ a: '', b: 2 }),
      finds: [],
      leaves: { v1: 2, names: 2 },
    },
    { name: 'leaves no row without a number', facets: aimed({ a: '' }), finds: [], leaves: null },
    {
      name: 'puts the ninth target and later ones into one text',
      facets: aimed(Object.fromEntries([...nineTargets, 'j'].map((name, at) => [name, name === 'i' ? '' : at]))),
      finds: [],
      leaves: { v7: 7, rest: '[null,9]', names: 10 },
    },
  ],
  dataset: [
    {
      name: 'flags a target that is the same everywhere',
      ...of(['age', 'height'], [{ v0: 3, v1: 1 }, { v0: 3, v1: 2 }, { v1: 2 }]),
      finds: [{ code: 'constant', group: 'age', members: [], data: { target: 'age', count: 2, value: 3 } }],
    },
    {
      name: 'flags the ninth target, too',
      ...of(nineTargets, [
        { v0: 1, rest: '[5]' },
        { v0: 2, rest: '[5]' },
        { v0: 2, rest: '[null]' },
      ]),
      finds: [{ code: 'constant', group: 'i', data: { count: 2, value: 5 } }],
    },
    {
      name: 'is silent on a target that varies in its last digit',
      ...of(['age'], [{ v0: 0.1 + 0.2 }, { v0: 0.3 }]),
      finds: [],
    },
    { name: 'is silent on one value alone', ...of(['age'], [{ v0: 3 }]), finds: [] },
    { name: 'ignores rows that name other targets', ...of(['age'], [{ v0: 3 }, { v0: 3, names: 2 }]), finds: [] },
    { name: 'is silent without targets', finds: [] },
  ],
});
