import notDownloaded from '../../../src/checks/file/not-downloaded.ts';
import type { ExpectFacts } from '../../../src/model/expectation.ts';
import { testCheck } from '../check-tester.ts';

const listing = (facts: Partial<ExpectFacts> = {}): ExpectFacts => ({
  file: 'bucket.txt',
  format: 'qshell',
  entries: 10,
  unread: 0,
  prefix: '',
  base: '',
  isStated: false,
  matched: 10,
  notDownloaded: 0,
  examples: [],
  ...facts,
});

testCheck(notDownloaded, {
  dataset: [
    {
      name: 'counts for each listing what never arrived',
      facts: {
        expect: [
          listing({ notDownloaded: 2, examples: ['a.jpg', 'b.jpg'] }),
          listing({ file: 'all.txt' }),
          listing({ file: 'other.txt', notDownloaded: 1, examples: ['c.jpg'] }),
        ],
      },
      finds: [
        { code: 'missing', group: 'bucket.txt', data: { count: 2, entries: 10, examples: ['a.jpg', 'b.jpg'] } },
        { code: 'missing', group: 'other.txt', data: { count: 1 } },
      ],
    },
    { name: 'is silent where everything arrived', facts: { expect: [listing()] }, finds: [] },
    { name: 'is silent without a listing', finds: [] },
  ],
});
