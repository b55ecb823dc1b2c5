import missing from '../../../src/checks/file/missing.ts';
import { testCheck } from '../check-tester.ts';

const annotations = { labelDomain: { ignored: [] }, targets: {}, problems: [] };
const origin = { file: 'labels.csv', line: 7, record: 6 };

testCheck(missing, {
  cases: [
    {
      name: 'flags a row whose file is not there, at its line',
      facets: { annotations: { ...annotations, origin } },
      faults: [{ facet: 'file', kind: 'missing', detail: 'cats/4.jpg', cause: 'ENOENT' }],
      finds: [{ code: 'missing', at: { file: 'labels.csv', line: 7 }, data: { cause: 'ENOENT' } }],
    },
    {
      name: 'flags a Parquet row that holds no picture',
      facets: { annotations: { ...annotations, origin } },
      faults: [{ facet: 'file', kind: 'missing', detail: 'row 5 holds no bytes in image', cause: 'NO-CELL' }],
      finds: [{ code: 'empty-cell', data: { detail: 'row 5 holds no bytes in image' } }],
    },
    {
      name: 'leaves a listed file that vanished to file/unreadable',
      facets: { annotations },
      faults: [{ facet: 'file', kind: 'io', detail: 'cats/4.jpg', cause: 'ENOENT' }],
      finds: [],
    },
    {
      name: 'is silent on a file that is there',
      facets: { annotations, file: { size: 1, extension: 'jpg' } },
      finds: [],
    },
  ],
});
