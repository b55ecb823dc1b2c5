import batchClassAbsent from '../../../src/checks/probe/batch-class-absent.ts';
import { testCheck } from '../check-tester.ts';

const labeled = (counts: Readonly<Record<string, number>>, split: string | null = null) =>
  Object.entries(counts).flatMap(([label, count]) => Array.from({ length: count }, () => ({ label, split })));
const named = (counts: Readonly<Record<string, number>>) => ({
  facts: { labels: { kind: 'names', classes: Object.keys(counts), ignored: [] } as const },
  samples: labeled(counts),
});
const rare = named({ cat: 99, dog: 1 });

testCheck(batchClassAbsent, {
  dataset: [
    { name: 'says nothing where nobody stated a batch size', ...rare, finds: [] },
    {
      name: 'flags a class of one sample in a hundred, and names the batch that would do',
      ...rare,
      options: { batchSize: 32 },
      finds: [
        {
          code: 'absent',
          group: 'all',
          members: [],
          // 0.99^32; the least batch would be 459, and all 100 are enough.
          data: { class: 'dog', chance: 0.99 ** 32, least: 100, classes: 1, size: 2, of: 100 },
        },
      ],
    },
    {
      name: 'says the smallest batch: (1 - p)^B below 1 %',
      ...named({ cat: 90, dog: 10 }),
      options: { batchSize: 32 },
      finds: [{ code: 'absent', data: { least: 44, count: 10 } }],
    },
    {
      name: 'counts the training split alone, and no ignored label',
      facts: { labels: { kind: 'integers', classes: [], ignored: [255] }, splits: { train: 81, val: 50 } },
      samples: [...labeled({ 0: 40, 1: 40, 255: 1 }, 'train'), ...labeled({ 2: 50 }, 'val')],
      options: { batchSize: 16 },
      finds: [],
    },
    {
      name: 'is silent where a batch holds everything',
      ...named({ cat: 9, dog: 1 }),
      options: { batchSize: 10 },
      finds: [],
    },
    { name: 'is silent on a dataset without labels', samples: [{}, {}], options: { batchSize: 1 }, finds: [] },
  ],
  thresholds: {
    batchSize: { dataset: named({ cat: 90, dog: 10 }), silent: 44, flagged: 43 },
    maxAbsence: { dataset: named({ cat: 90, dog: 10 }), options: { batchSize: 10 }, silent: 0.35, flagged: 0.34 },
  },
});
