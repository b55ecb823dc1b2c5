import notInListing from '../../../src/checks/file/not-in-listing.ts';
import { testCheck } from '../check-tester.ts';

testCheck(notInListing, {
  cases: [
    {
      name: 'marks a file that no listing has',
      facets: { expected: { all: [], unlisted: true } },
      finds: [],
      leaves: { unlisted: true },
    },
    { name: 'marks no other', facets: { expected: { all: [], unlisted: false } }, finds: [], leaves: null },
  ],
  dataset: [
    {
      name: 'names them all in one note',
      samples: [{ key: 'a' }, { key: 'b' }, { key: 'c' }],
      measures: {
        'file/not-in-listing': [
          { ordinal: 1, unlisted: true },
          { ordinal: 2, unlisted: true },
        ],
      },
      finds: [{ code: 'unlisted', group: 'all', members: [1, 2], data: { count: 2, example: 'b' } }],
    },
    { name: 'is silent where all are listed', samples: [{}], finds: [] },
  ],
});
