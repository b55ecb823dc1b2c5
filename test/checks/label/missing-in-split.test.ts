import missingInSplit from '../../../src/checks/label/missing-in-split.ts';
import { type DatasetCase, testCheck } from '../check-tester.ts';

type Notes = NonNullable<DatasetCase['facts']>['notes'];

const folders = (
  splits: Readonly<Record<string, readonly string[]>>,
  notes: Notes = [],
): Pick<DatasetCase, 'facts'> => ({
  facts: {
    layout: 'imagefolder',
    notes,
    classFolders: Object.entries(splits).flatMap(([split, names]) =>
      names.map((name) => ({ name, samples: 3, ...(split !== '' && { split }) })),
    ),
  },
});

testCheck(missingInSplit, {
  dataset: [
    {
      name: 'names the missing folder and every class whose index differs',
      ...folders({ train: ['cat', 'dog', 'emu'], val: ['dog', 'emu'] }),
      finds: [
        {
          code: 'missing',
          group: 'val',
          data: { split: 'val', count: 1, of: 3, missing: ['cat'], shifted: 2, shifts: ['dog 1→0', 'emu 2→1'] },
        },
      ],
    },
    {
      name: 'blames the training split for a class that only validation has',
      ...folders({ train: ['cat', 'emu'], val: ['cat', 'dog', 'emu'] }),
      finds: [{ code: 'missing', group: 'train', data: { missing: ['dog'], shifts: ['emu 2→1'] } }],
    },
    {
      name: 'says so when the last class is missing and none moves',
      ...folders({ train: ['cat', 'dog'], val: ['cat'] }),
      finds: [{ code: 'missing-last', group: 'val', data: { missing: ['dog'], count: 1, of: 2 } }],
    },
    {
      name: 'only notes a split without any class in common, and compares the others without it',
      ...folders({ train: ['cat', 'dog'], val: ['cat', 'dog'], test: ['unknown'] }),
      finds: [{ code: 'nothing-in-common', group: 'test', data: { split: 'test', count: 1 } }],
    },
    {
      name: 'counts an empty folder as there: it takes its number',
      ...folders({ train: ['cat', 'dog'], val: ['dog'] }, [{ kind: 'empty-class-folder', ref: 'val/cat' }]),
      finds: [],
    },
    {
      name: 'leaves junk folders to dataset/junk-folder',
      ...folders({ train: ['.ipynb_checkpoints', 'cat'], val: ['cat'] }, [
        { kind: 'junk-folder', ref: 'train/.ipynb_checkpoints' },
      ]),
      finds: [],
    },
    {
      name: 'warns that 10 is sorted before 2',
      ...folders({ '': ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10'] }),
      finds: [{ code: 'numeric-order', data: { name: '10', index: 1, expected: 9 } }],
    },
    { name: 'is silent on 0 to 9', ...folders({ '': [...'0123456789'] }), finds: [] },
    { name: 'is silent on padded numbers', ...folders({ '': ['01', '02', '10'] }), finds: [] },
    { name: 'is silent on numbers among names', ...folders({ '': ['1', '2', '10', 'other'] }), finds: [] },
    {
      name: 'orders by code points, as Python does, not by UTF-16',
      ...folders({ train: ['cat', '\u{ff21}', '\u{1f415}'], val: ['cat', '\u{1f415}'] }),
      finds: [{ code: 'missing', data: { shifts: ['\u{1f415} 2→1'] } }],
    },
    { name: 'is silent on equal splits', ...folders({ train: ['cat', 'dog'], val: ['dog', 'cat'] }), finds: [] },
    { name: 'is silent on one split', ...folders({ train: ['cat', 'dog'] }), finds: [] },
    {
      name: 'is silent on manifests, whose labels carry their own numbers',
      facts: { ...folders({ train: ['cat'], val: ['cat', 'dog'] }).facts, layout: 'manifest' },
      finds: [],
    },
  ],
});
