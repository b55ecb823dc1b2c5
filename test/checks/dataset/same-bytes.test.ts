import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import exactDuplicate from '../../../src/checks/dataset/exact-duplicate.ts';
import labelConflict from '../../../src/checks/dataset/label-conflict.ts';
import splitLeakage from '../../../src/checks/dataset/split-leakage.ts';
import { concludeOver, testCheck } from '../check-tester.ts';
import { files, integers, pairs, singles } from './copies.ts';

testCheck(exactDuplicate, {
  dataset: [
    {
      name: 'makes one line of all copies',
      ...files('b cat/1', 'a cat/2', 'b dog/3', 'a cat/4', 'c cat/5', 'a cat/6'),
      finds: [
        {
          code: 'duplicates',
          group: 'all',
          members: [0, 1, 2, 3, 5],
          data: { copies: 3, contents: 2, files: 5, example: ['cat/1', 'dog/3'] },
        },
      ],
    },
    { name: 'is silent on contents that are all different', ...files('a cat/1', 'b cat/2'), finds: [] },
    {
      name: 'does not count a file that two rows of a manifest name',
      ...files('a cat/1.png#row1', 'a cat/1.png#row7', 'a cat/1.png'),
      finds: [],
    },
    {
      name: 'counts such a file once',
      ...files('a cat/1.png#row1', 'a cat/1.png#row7', 'a cat/2.png'),
      finds: [{ code: 'duplicates', members: [0, 1, 2], data: { copies: 1, files: 2 } }],
    },
    {
      name: 'does not call empty files copies of each other',
      samples: [
        { sha256: 'empty', bytes: 0 },
        { sha256: 'empty', bytes: 0 },
      ],
      finds: [],
    },
    {
      name: 'does not call files without a hash copies of each other',
      samples: [
        { sha256: null, bytes: 10 },
        { sha256: null, bytes: 10 },
      ],
      finds: [],
    },
    {
      name: 'takes no sample that could not be examined for a witness',
      ...files('a cat/1', 'a cat/2', 'b cat/3', 'b cat/4', 'b cat/5'),
      faults: [
        { ordinal: 0, facet: 'bytes', kind: 'io' },
        { ordinal: 4, facet: 'decoding', kind: 'crash' },
        { ordinal: 3, facet: 'decoding', kind: 'malformed' },
      ],
      finds: [{ code: 'duplicates', members: [2, 3] }],
    },
  ],
});

testCheck(labelConflict, {
  dataset: [
    {
      name: 'flags the same bytes under two classes, content by content',
      ...files('b cat/1', 'a cat/2', 'b dog/3', 'c cat/4', 'c cat/5', 'b cat/6'),
      finds: [
        {
          code: 'conflict',
          group: 'b',
          members: [0, 2, 5],
          data: { count: 3, classes: 2, labels: ['cat', 'dog'], keys: ['cat/1', 'dog/3', 'cat/6'] },
        },
      ],
    },
    {
      name: 'flags one file that two rows label differently',
      facts: integers(),
      samples: [
        { key: '1.png#row1', sha256: 'a', bytes: 10, label: '3' },
        { key: '1.png#row2', sha256: 'a', bytes: 10, label: '4' },
      ],
      finds: [{ code: 'conflict', members: [0, 1], data: { labels: ['3', '4'] } }],
    },
    {
      name: 'takes 3 and 3.0 for one label, and no account of empty, ignored or unreadable ones',
      facts: integers([-1]),
      samples: ['3', '3.0', ' 3', '', null, '-1', 'three'].map((label) => ({ sha256: 'a', bytes: 10, label })),
      finds: [],
    },
    {
      name: 'does not list copies without a label',
      facts: integers(),
      samples: ['3', '', '4', null].map((label) => ({ sha256: 'a', bytes: 10, label })),
      finds: [{ code: 'conflict', members: [0, 2] }],
    },
    {
      name: 'asks about multi-label by copies when conflicts are the rule',
      ...files(...pairs(6), ...singles(80)),
      finds: [
        {
          code: 'multi-label-copies',
          members: Array.from({ length: 12 }, (_, at) => at),
          data: { contents: 6, share: 12 / 92 },
        },
      ],
    },
    {
      name: 'takes one placeholder under many labels for a conflict, however many samples it has',
      ...files(...[...'abcdefghij'].map((name) => `x ${name}/${name}`), ...singles(5)),
      finds: [{ code: 'conflict', group: 'x', data: { classes: 10 } }],
    },
    { name: 'is silent on copies within a class', ...files('a cat/1', 'a cat/2'), finds: [] },
    { name: 'is silent where there are no labels', samples: files('a cat/1', 'a dog/2').samples!, finds: [] },
  ],
  thresholds: {
    maxShare: { dataset: files(...pairs(6), ...singles(88)), silent: 0.1199, flagged: 0.12 },
  },
});

testCheck(splitLeakage, {
  dataset: [
    {
      name: 'flags the same bytes in two splits',
      ...files('a cat/1 train', 'b cat/2 train', 'a cat/3 val', 'b cat/4 train', 'a dog/5 train'),
      finds: [{ code: 'leak', group: 'a', members: [0, 2, 4], data: { count: 3, splits: ['train', 'val'] } }],
    },
    {
      name: 'flags one file that the manifest puts into two splits',
      ...files('a cat/1.png#row1 train', 'a cat/1.png#row2 test'),
      finds: ['leak'],
    },
    {
      name: 'does not take a sample without a split for one in a split',
      ...files('a cat/1 train', 'a cat/2'),
      finds: [],
    },
    {
      name: 'does not list copies without a split',
      ...files('a cat/1 train', 'a cat/2', 'a cat/3 val'),
      finds: [{ code: 'leak', members: [0, 2] }],
    },
    { name: 'is silent on copies within a split', ...files('a cat/1 train', 'a cat/2 train'), finds: [] },
  ],
});

describe('copies made on purpose', () => {
  const drawn = fc.array(
    fc.record({ content: fc.nat(6), label: fc.constantFrom('cat', 'dog'), split: fc.constantFrom('train', 'val') }),
    { minLength: 1, maxLength: 25 },
  );
  type Drawn = { content: number; label: string; split: string };

  /** Contents that occur with several of something, found by counting. */
  const expected = (samples: readonly Drawn[], what: (sample: Drawn, at: number) => unknown) => {
    const groups = new Map<string, { members: number[]; distinct: Set<unknown> }>();
    samples.forEach((sample, at) => {
      const group = groups.get(`c${sample.content}`) ?? { members: [], distinct: new Set() };
      group.members.push(at);
      group.distinct.add(what(sample, at));
      groups.set(`c${sample.content}`, group);
    });
    const several = [...groups].filter(([, { distinct }]) => distinct.size > 1);
    return several.map(([group, { members }]) => ({ group, members }));
  };
  const found = (drafts: Awaited<ReturnType<typeof concludeOver>>) =>
    drafts.map((draft) => 'group' in draft && { group: draft.group, members: [...draft.members] });

  it('are found, all of them and no others, whichever check looks', async () => {
    await fc.assert(
      fc.asyncProperty(drawn, async (samples) => {
        const input = files(...samples.map(({ content, label, split }, at) => `c${content} ${label}/${at} ${split}`));
        const duplicates = expected(samples, (_, at) => at).flatMap(({ members }) => members);
        const all = duplicates.length === 0 ? [] : [{ group: 'all', members: duplicates.sort((a, b) => a - b) }];
        expect(found(await concludeOver(exactDuplicate, input))).toEqual(all);
        expect(found(await concludeOver(splitLeakage, input))).toEqual(expected(samples, ({ split }) => split));
        expect(found(await concludeOver(labelConflict, input, { maxShare: 1 }))).toEqual(
          expected(samples, ({ label }) => label),
        );
      }),
      { numRuns: 12 },
    );
  });
});
