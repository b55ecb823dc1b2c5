import { compareSizes, measureCompared } from '../../../src/checks/expected.ts';
import sizeMismatch from '../../../src/checks/file/size-mismatch.ts';
import type { Expectation } from '../../../src/model/expectation.ts';
import { testCheck } from '../check-tester.ts';

const ID = 'file/size-mismatch';
const said = (size: number, how: Expectation['how'] = 'listing', line = 1): Expectation => ({
  how,
  file: 'bucket.txt',
  line,
  size,
});
/** Measures as the check leaves them: of each sample the size that is said and the size that is. */
const measured = (sizes: readonly (readonly [said: number, is: number])[], how: Expectation['how'] = 'listing') => ({
  samples: sizes.map(([, bytes]) => ({ bytes })),
  measures: {
    [ID]: sizes.map(([size, is], ordinal) => ({
      ordinal,
      differing: null,
      ...measureCompared(compareSizes([said(size, how, ordinal + 1)], is))!,
    })),
  },
});
const same = (count: number) => Array.from({ length: count }, (_, at) => [at, at] as const);
const other = (count: number) => Array.from({ length: count }, (_, at) => [at, at + 1] as const);

testCheck(sizeMismatch, {
  cases: [
    {
      name: 'compares the size with what is said of it',
      facets: { file: { size: 7, extension: 'jpg' }, expected: { all: [said(9)], unlisted: false } },
      finds: [],
      leaves: { tally: '[["size","listing","bucket.txt","","different"]]' },
    },
    {
      name: 'compares nothing where nothing is said',
      facets: { file: { size: 7, extension: 'jpg' }, expected: { all: [], unlisted: true } },
      finds: [],
      leaves: null,
    },
  ],
  dataset: [
    {
      name: 'names a file of another size, at the line that says so',
      ...measured([...same(3), [5, 7]]),
      finds: [
        {
          code: 'size',
          ordinal: 3,
          at: { file: 'bucket.txt', line: 4 },
          data: { expected: 5, actual: 7, source: 'bucket.txt:4' },
        },
      ],
    },
    { name: 'believes the only thing that is said', ...measured([[5, 7]]), finds: ['size'] },
    {
      name: 'calls a listing of other files what it is, and no file bad',
      ...measured([...same(1), ...other(3)]),
      finds: [{ code: 'disagrees', members: [], data: { different: 3, compared: 4 } }],
    },
    {
      name: 'takes a column called size for the size of something else where it is never right',
      ...measured([[224, 7]], 'found'),
      finds: [{ code: 'not-used', data: { different: 1, compared: 1 } }],
    },
    {
      name: 'believes such a column where it is right nearly everywhere',
      ...measured([...same(20), ...other(2)], 'found'),
      finds: ['size', 'size'],
    },
    { name: 'is silent where all agree', ...measured(same(5)), finds: [] },
  ],
  thresholds: {
    mostDiffering: { dataset: measured([...same(3), ...other(2)]), silent: 0.39, flagged: 0.4 },
    mostDifferingFound: { dataset: measured([...same(36), ...other(4)], 'found'), silent: 0.09, flagged: 0.1 },
  },
});
