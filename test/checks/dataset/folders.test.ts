import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inClassOrder, shiftsBetween } from '../../../src/checks/dataset/class-order.ts';
import junkFolder from '../../../src/checks/dataset/junk-folder.ts';
import linkOutside from '../../../src/checks/dataset/link-outside.ts';
import { keyFromBytes } from '../../../src/model/path-key.ts';
import { type DatasetCase, testCheck } from '../check-tester.ts';

type Facts = NonNullable<DatasetCase['facts']>;
const classes = (names: readonly string[], notes: Facts['notes'] = [], split?: string): Facts => ({
  layout: 'imagefolder',
  classFolders: names.map((name) => ({ name, samples: 3, ...(split !== undefined && { split }) })),
  notes,
});
const junk = (ref: string) => ({ kind: 'junk-folder', ref }) as const;
const empty = (ref: string) => ({ kind: 'empty-class-folder', ref }) as const;

testCheck(junkFolder, {
  dataset: [
    {
      name: 'says which classes .ipynb_checkpoints moves',
      facts: classes(['cat', 'dog'], [junk('.ipynb_checkpoints')]),
      finds: [
        {
          code: 'junk',
          group: '.ipynb_checkpoints',
          data: { folder: '.ipynb_checkpoints', index: 0, shifted: 2, shifts: ['cat 0→1', 'dog 1→2'] },
        },
      ],
    },
    {
      name: 'finds __MACOSX between capitals and small letters',
      facts: classes(['Zebra', 'cat'], [junk('__MACOSX')]),
      finds: [{ code: 'junk', data: { index: 1, shifted: 1, shifts: ['cat 1→2'] } }],
    },
    {
      name: 'counts an empty folder, also when the listing lists it as a class',
      facts: classes(['ant', 'bee', 'cat'], [empty('bee')]),
      finds: [{ code: 'empty', data: { folder: 'bee', index: 1, shifts: ['cat 1→2'] } }],
    },
    {
      name: 'adds up what several do',
      facts: classes(['cat', 'dog'], [junk('@eaDir'), empty('cow')]),
      finds: [
        { code: 'junk', data: { index: 0, shifts: ['cat 0→1', 'dog 1→3'] } },
        { code: 'empty', data: { index: 2, shifts: ['dog 1→3'] } },
      ],
    },
    {
      name: 'says so when nothing comes after it',
      facts: classes(['Cat', 'Dog'], [junk('__MACOSX')]),
      finds: [{ code: 'junk', data: { index: 2, shifted: 0, shifts: ['–'] } }],
    },
    {
      name: 'numbers each split by itself',
      facts: classes(['cat', 'dog'], [junk('val/@eaDir'), junk('train/@eaDir')], 'train'),
      finds: [{ code: 'junk', group: 'train/@eaDir', data: { index: 0, shifted: 2 } }],
    },
    { name: 'is silent inside a class', facts: classes(['cat'], [junk('cat/.ipynb_checkpoints')]), finds: [] },
    { name: 'is silent beside splits', facts: classes(['cat'], [junk('.ipynb_checkpoints')], 'train'), finds: [] },
    {
      name: 'is silent where folders are no classes',
      facts: { ...classes(['cat'], [junk('@eaDir')]), layout: 'manifest' },
      finds: [],
    },
    { name: 'is silent without any', facts: classes(['cat', 'dog']), finds: [] },
  ],
});

testCheck(linkOutside, {
  dataset: [
    {
      name: 'counts all links in one line, with the option that follows them',
      facts: {
        notes: [
          { kind: 'link-outside-root', ref: 'cat/1.png' },
          { kind: 'link-broken', ref: 'cat/2.png' },
        ],
        noteCounts: { 'link-outside-root': 4000, 'link-broken': 1 },
      },
      finds: [
        {
          code: 'outside',
          group: 'all',
          members: [],
          data: { outside: 4000, broken: 1, links: ['cat/1.png', 'cat/2.png'] },
        },
      ],
    },
    {
      name: 'says so when all of them lead nowhere',
      facts: { notes: [{ kind: 'link-broken', ref: 'cat/2.png' }] },
      finds: [{ code: 'broken', data: { broken: 1 } }],
    },
    { name: 'is silent on other notes', facts: { notes: [{ kind: 'special-file', ref: 'fifo' }] }, finds: [] },
  ],
});

describe('class order', () => {
  it('is that of code points, whatever the names', () => {
    const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 12 }), (names) => {
        const points = (text: string) => [...text].map((character) => character.codePointAt(0)!);
        const before = (a: readonly number[], b: readonly number[]): number => {
          const at = a.findIndex((point, index) => point !== b[index]);
          if (at < 0) return a.length - b.length;
          return at < b.length ? a[at]! - b[at]! : 1;
        };
        const keys = names.map((text) => keyFromBytes(Buffer.from(text)));
        const sorted = [...names].sort((a, b) => before(points(a), points(b)));
        expect(inClassOrder(keys)).toEqual(sorted.map((text) => keyFromBytes(Buffer.from(text))));
      }),
    );
  });

  it('loses nothing by an intruder but the places after it', () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[!-~]{1,4}$/), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(names, fc.stringMatching(/^[!-~]{1,4}$/), (drawn, intruder) => {
        const before = inClassOrder(drawn);
        const after = inClassOrder([...drawn, intruder]);
        const shifts = shiftsBetween(before, after);
        const place = drawn.includes(intruder) ? before.length : after.indexOf(intruder);
        expect(shifts.map(({ name }) => name)).toEqual(before.slice(place));
        expect(shifts.every(({ from, to }) => to === from + 1)).toBe(true);
      }),
    );
  });
});
