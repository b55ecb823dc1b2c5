import { compareDigests, compareTypes, measureCompared } from '../../../src/checks/expected.ts';
import checksumMismatch from '../../../src/checks/file/checksum-mismatch.ts';
import type { Algorithm, Expectation } from '../../../src/model/expectation.ts';
import { testCheck } from '../check-tester.ts';

const ID = 'file/checksum-mismatch';
const [RIGHT, WRONG] = ['a'.repeat(32), 'b'.repeat(32)];
const said = (algorithm: Algorithm, value: string, more: Partial<Expectation> = {}): Expectation => ({
  how: 'listing',
  file: 'bucket.txt',
  line: 1,
  digests: [{ algorithm, value }],
  ...more,
});
const expected = (...all: readonly Expectation[]) => ({ all, unlisted: false });
const file = { size: 10, extension: 'jpg' };

/** Measures as the check leaves them, each file of 10 bytes with the md5 RIGHT and JPEG content. */
const measured = (all: readonly (readonly Expectation[])[]) => ({
  samples: all.map(() => ({ bytes: 10 })),
  measures: {
    [ID]: all.flatMap((each, ordinal) => {
      const lines = each.map((one) => ({ ...one, line: ordinal + 1 }));
      const digests = { md5: RIGHT, multipart: [`${RIGHT}-2`] };
      const row = measureCompared([...compareDigests(lines, digests), ...compareTypes(lines, 'jpeg')]);
      return row === undefined ? [] : [{ ordinal, differing: null, ...row }];
    }),
  },
});
const times = (count: number, ...each: readonly Expectation[]) => Array.from({ length: count }, () => each);
const md5 = (value: string, more?: Partial<Expectation>) => said('md5', value, more);
const etag = (value: string, more?: Partial<Expectation>) => said('etag', value, more);
const typed = (mime: string): Expectation => ({ how: 'listing', file: 'bucket.txt', line: 1, mime });

testCheck(checksumMismatch, {
  cases: [
    {
      name: 'compares each digest with what is said',
      facets: { file, expected: expected(md5(WRONG), said('sha1', 'c'.repeat(40))), digests: { md5: RIGHT } },
      finds: [],
      leaves: { tally: '[["digest","listing","bucket.txt","md5","different"]]' },
    },
    {
      name: 'compares the type with the content',
      facets: { file, expected: expected(typed('image/jpeg')), signature: { format: 'png' } },
      finds: [],
      leaves: { tally: '[["type","listing","bucket.txt","","different"]]' },
    },
    {
      name: 'takes no offense at a type that says nothing',
      facets: { file, expected: expected(typed('application/octet-stream')), signature: { format: 'png' } },
      finds: [],
      leaves: null,
    },
    {
      name: 'cannot tell an upload in parts of unknown size',
      facets: { file, expected: expected(said('multipart', `${WRONG}-3`)), digests: { multipart: [`${RIGHT}-3`] } },
      finds: [],
      leaves: { tally: '[["digest","listing","bucket.txt","ETag","unknown"]]' },
    },
  ],
  dataset: [
    {
      name: 'names a file with another checksum, at the line that says so',
      ...measured([...times(3, md5(RIGHT)), [md5(WRONG)]]),
      finds: [
        {
          code: 'checksum',
          ordinal: 3,
          at: { file: 'bucket.txt', line: 4 },
          data: { algorithm: 'md5', actual: RIGHT, expected: WRONG, source: 'bucket.txt:4' },
        },
      ],
    },
    {
      name: 'only suspects a file whose ETag differs and whose size does not: the object may be encrypted',
      ...measured([...times(3, etag(RIGHT)), [etag(WRONG, { size: 10 })]]),
      finds: [{ code: 'etag', ordinal: 3 }],
    },
    {
      name: 'is sure of an ETag where the size differs too',
      ...measured([...times(3, etag(RIGHT)), [etag(WRONG, { size: 11 })]]),
      finds: [{ code: 'checksum', ordinal: 3, data: { algorithm: 'ETag' } }],
    },
    {
      name: 'says once that no ETag of an encrypted bucket is an md5',
      ...measured(times(4, etag(WRONG))),
      finds: [{ code: 'not-used', members: [], data: { algorithm: 'ETag', different: 4, compared: 4 } }],
    },
    {
      name: 'says once that a listing speaks of other files',
      ...measured([...times(1, md5(RIGHT)), ...times(3, md5(WRONG))]),
      finds: [{ code: 'disagrees', data: { algorithm: 'md5', different: 3, compared: 4 } }],
    },
    {
      name: 'counts what could not be compared',
      ...measured([[said('multipart', `${WRONG}-3`)], [said('multipart', `${RIGHT}-2`)]]),
      finds: [{ code: 'untold', data: { unknown: 1, different: 0 } }],
    },
    {
      name: 'names a file of a foreign type',
      ...measured([...times(2, typed('image/jpg')), [typed('image/png')], [typed('text/html')]]),
      finds: [
        { code: 'type', ordinal: 2, data: { actual: 'jpeg', expected: 'image/png' } },
        { code: 'type', ordinal: 3 },
      ],
    },
    {
      name: 'holds two listings apart',
      ...measured([
        ...times(2, md5(RIGHT), md5(WRONG, { file: 'old.txt' })),
        [md5(WRONG), md5(WRONG, { file: 'old.txt' })],
      ]),
      finds: ['disagrees', { code: 'checksum', ordinal: 2, at: { file: 'bucket.txt', line: 3 } }],
    },
    {
      name: 'takes a column called hash for something else where it is never right',
      ...measured([[md5(WRONG, { how: 'found' })]]),
      finds: ['not-used'],
    },
    { name: 'is silent where all agree', ...measured(times(3, md5(RIGHT), typed('image/jpeg'))), finds: [] },
  ],
  thresholds: {
    mostDiffering: {
      dataset: measured([...times(3, md5(RIGHT)), ...times(2, md5(WRONG))]),
      silent: 0.39,
      flagged: 0.4,
    },
    mostDifferingFound: {
      dataset: measured([...times(36, etag(RIGHT)), ...times(4, etag(WRONG))]),
      silent: 0.09,
      flagged: 0.1,
    },
  },
});
