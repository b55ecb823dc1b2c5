import unreadable from '../../../src/checks/file/unreadable.ts';
import type { ListingNote } from '../../../src/model/listing.ts';
import { testCheck } from '../check-tester.ts';

const annotations = { labelDomain: { ignored: [] }, targets: {}, problems: [] };
const folder = (ref: string): ListingNote => ({ kind: 'unreadable-directory', ref, detail: 'EACCES' });

testCheck(unreadable, {
  cases: [
    {
      name: 'names the errno of a file that could not be opened',
      facets: { annotations },
      faults: [{ facet: 'file', kind: 'io', detail: 'open: permission denied', cause: 'EACCES' }],
      finds: [{ code: 'io', data: { errno: 'EACCES', detail: 'open: permission denied' } }],
    },
    {
      name: 'names the errno of a file that could not be read to its end, at its line in the manifest',
      facets: { annotations: { ...annotations, origin: { file: 'a.csv', line: 2, record: 1 } } },
      faults: [{ facet: 'bytes', kind: 'io', detail: '', cause: 'EIO' }],
      finds: [{ code: 'io', at: { file: 'a.csv', line: 2 }, data: { errno: 'EIO', detail: 'EIO' } }],
    },
    {
      name: 'says that a file changed while it was read',
      facets: { annotations, file: { size: 1, extension: 'jpg' } },
      faults: [{ facet: 'bytes', kind: 'io', detail: 'size was 1, is 2', cause: 'CHANGED' }],
      finds: ['changed'],
    },
    {
      name: 'leaves a file above the size limit to image/over-limit',
      facets: { annotations, file: { size: 1, extension: 'jpg' } },
      faults: [{ facet: 'bytes', kind: 'limit', detail: '' }],
      finds: [],
    },
    {
      name: 'is silent on a file that was read',
      facets: { annotations, file: { size: 1, extension: 'jpg' } },
      finds: [],
    },
  ],
  dataset: [
    {
      name: 'names each folder that could not be read, and counts those beyond the notes',
      facts: {
        notes: [folder('a'), { kind: 'special-file', ref: 'pipe' }, folder('b')],
        noteCounts: { 'unreadable-directory': 5 },
      },
      finds: [
        { code: 'directory', group: 'a', data: { folder: 'a', detail: 'EACCES' } },
        { code: 'directory', group: 'b' },
        { code: 'more-directories', data: { count: 3 } },
      ],
    },
    { name: 'is silent when all folders were read', facts: { notes: [{ kind: 'special-file', ref: 'p' }] }, finds: [] },
  ],
});
