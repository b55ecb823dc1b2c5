import distribution from '../../../src/checks/label/distribution.ts';
import { testCheck } from '../check-tester.ts';
import { labelArray, unread } from './label-arrays.ts';

const row = (...values: readonly number[]) => labelArray([values.length], (element) => values[element]!);
const forms = (...list: readonly string[]) => ({
  samples: list.map(() => ({})),
  measures: {
    'label/distribution': list.map((form, ordinal) => ({
      ordinal,
      form,
      classes: 3,
      sum: form === 'other' ? 0.5 : 1,
      place: form === 'negative' ? 2 : null,
      value: form === 'negative' ? -0.25 : null,
    })),
  },
});
const hot = (count: number): string[] => new Array<string>(count).fill('one-hot');

testCheck(distribution, {
  cases: [
    { name: 'knows one-hot rows', facets: row(0, 1, 0), finds: [], leaves: { form: 'one-hot', classes: 3 } },
    { name: 'knows soft labels, rounded too', facets: row(0.33, 0.33, 0.33), finds: [], leaves: { form: 'soft' } },
    { name: 'knows a row of zeros', facets: row(0, 0), finds: [], leaves: { form: 'zeros', sum: 0 } },
    { name: 'knows several classes at once', facets: row(1, 1, 0), finds: [], leaves: { form: 'several' } },
    {
      name: 'knows a negative entry, whatever the sum',
      facets: row(1.25, 0, -0.25),
      finds: [],
      leaves: { form: 'negative', place: 2, value: -0.25 },
    },
    { name: 'knows another sum', facets: row(0.5, 0.25), finds: [], leaves: { form: 'other', sum: 0.75 } },
    { name: 'leaves NaN to label/array-nonfinite', facets: row(Number.NaN, 1), finds: [], leaves: null },
    { name: 'takes masks for no distribution', facets: labelArray([8, 8], () => 0), finds: [], leaves: null },
    { name: 'is silent on what was not read', facets: unread([9]), finds: [], leaves: null },
  ],
  dataset: [
    {
      name: 'flags the one row of zeros among one-hot rows',
      ...forms(...hot(30), 'zeros'),
      finds: [{ code: 'zeros', ordinal: 30, data: { classes: 3 } }],
    },
    {
      name: 'suspects rows of zeros where they are not rare: they may mean none of the classes',
      ...forms(...hot(60), 'zeros', 'zeros'),
      finds: [{ code: 'some-zeros', members: [60, 61], data: { count: 2, rows: 62 } }],
    },
    {
      name: 'flags a negative entry among soft labels',
      ...forms(...new Array<string>(30).fill('soft'), 'negative'),
      finds: [{ code: 'negative', ordinal: 30, data: { place: 2, value: -0.25 } }],
    },
    {
      name: 'suspects another sum',
      ...forms(...hot(30), 'other'),
      finds: [{ code: 'sum', ordinal: 30, data: { sum: 0.5 } }],
    },
    {
      name: 'is silent on labels that do not exclude each other',
      ...forms(...hot(60), 'several', 'zeros', 'other'),
      finds: [],
    },
    {
      name: 'is silent on targets',
      ...forms(...hot(5), ...new Array<string>(30).fill('other'), 'negative', 'zeros'),
      finds: [],
    },
    {
      name: 'is silent on shares that may be negative',
      ...forms(...new Array<string>(60).fill('soft'), 'negative', 'negative'),
      finds: [],
    },
    { name: 'infers nothing from a few rows', ...forms(...hot(8), 'zeros'), finds: [] },
  ],
});
