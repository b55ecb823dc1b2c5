import manifestRow from '../../../src/checks/file/manifest-row.ts';
import type { RowProblem } from '../../../src/model/sample.ts';
import { testCheck } from '../check-tester.ts';

const row = (...problems: RowProblem[]) => ({
  annotations: {
    origin: { file: 'labels.csv', line: 9, record: 8 },
    labelDomain: { ignored: [] },
    targets: {},
    problems,
  },
});
const at = { file: 'labels.csv', line: 9 };

testCheck(manifestRow, {
  cases: [
    {
      name: 'flags a ragged row at its line and says both counts',
      facets: row({ kind: 'ragged', detail: { cells: 3, expected: 5 } }),
      finds: [{ code: 'ragged', at, data: { cells: 3, expected: 5 } }],
    },
    {
      name: 'flags a quoted cell that never ends as what it is, not by its count of cells',
      facets: row({ kind: 'ragged', detail: { cells: 2, expected: 2, unclosedQuote: 1 } }),
      finds: [{ code: 'unclosed-quote', at }],
    },
    {
      name: 'flags a path out of the dataset, made safe to show',
      facets: row({ kind: 'outside-root', detail: { path: '../../\u001b[2Jx' } }),
      finds: [{ code: 'outside-root', at, data: { path: '../../ [2Jx' } }],
    },
    {
      name: 'flags a row without a path',
      facets: row({ kind: 'missing-path', detail: { cell: '' } }),
      finds: ['missing-path'],
    },
    {
      name: 'flags a giant cell',
      facets: row({ kind: 'oversized-field', detail: { limitBytes: 1_048_576 } }),
      finds: ['oversized-field'],
    },
    {
      name: 'flags a line that is no JSON object',
      facets: row({ kind: 'malformed', detail: {} }),
      finds: [{ code: 'malformed', at }],
    },
    {
      name: 'warns of a key that comes twice',
      facets: row({ kind: 'repeated-key', detail: { cell: 'label' } }),
      finds: [{ code: 'repeated-key', at, data: { cell: 'label' } }],
    },
    {
      name: 'warns of a row that comes twice',
      facets: row({ kind: 'duplicate-row', detail: { record: 3 } }),
      finds: ['duplicate-row'],
    },
    {
      name: 'warns of names that are one on some systems',
      facets: row({ kind: 'name-twin', detail: { twin: 'A.jpg' } }),
      finds: ['name-twin'],
    },
    {
      name: 'tells each kind once',
      facets: row({ kind: 'name-twin', detail: { twin: 'A.jpg' } }, { kind: 'name-twin', detail: { twin: 'a.JPG' } }),
      finds: ['name-twin'],
    },
    { name: 'is silent on a row as it should be', facets: row(), finds: [] },
  ],
});
