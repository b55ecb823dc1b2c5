import formatMinority from '../../../src/checks/file/format-minority.ts';
import { testCheck } from '../check-tester.ts';

/** `jpegs` samples in JPEG, then so many in each other format. */
const mixed = (jpegs: number, others: Readonly<Record<string, number>>) => ({
  samples: [
    ...Array.from({ length: jpegs }, () => ({ format: 'jpeg' })),
    ...Object.entries(others).flatMap(([format, count]) => Array.from({ length: count }, () => ({ format }))),
  ],
});
const small = { leastSamples: 10, mostFiles: 2, belowShare: 0.2 };

testCheck(formatMinority, {
  dataset: [
    {
      name: 'names each rare format once, with its files',
      ...mixed(2000, { png: 1, webp: 1 }),
      finds: [
        {
          code: 'minority',
          group: 'png',
          members: [2000],
          data: { count: 1, total: 2002, format: 'png', example: 's2000' },
        },
        { code: 'minority', group: 'webp', members: [2001] },
      ],
    },
    { name: 'is silent below 1,000 images', ...mixed(998, { png: 1 }), finds: [] },
    { name: 'is silent at a share of 0.1 %', ...mixed(999, { png: 1 }), finds: [] },
    { name: 'is silent on more than 20 files', ...mixed(30_000, { png: 21 }), finds: [] },
    {
      name: 'takes names of one format together',
      ...mixed(2000, { heic: 1, heif: 2 }),
      options: { mostFiles: 2 },
      finds: [],
    },
    { name: 'counts images alone', ...mixed(2000, { html: 1, npy: 1 }), finds: [] },
  ],
  thresholds: {
    leastSamples: { dataset: mixed(10, { png: 1 }), options: small, silent: 12, flagged: 11 },
    mostFiles: { dataset: mixed(20, { png: 2 }), options: small, silent: 1, flagged: 2 },
    belowShare: { dataset: mixed(9, { png: 1 }), options: small, silent: 0.1, flagged: 0.11 },
  },
});
