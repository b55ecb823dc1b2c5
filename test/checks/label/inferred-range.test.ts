import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inferRange } from '../../../src/checks/label/inferred-range.ts';

const counts = (labels: readonly number[], times = 3) =>
  [...new Set(labels)].sort((a, b) => a - b).map((value) => ({ value, count: times }));
const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, at) => from + at);
const strayed = (labels: readonly number[], stray: number, times = 1) => [
  ...counts(labels),
  { value: stray, count: times },
];

describe('inferRange', () => {
  it.each([
    ['ten classes and 10,000', strayed(range(0, 9), 10_000), { top: 9, far: [10_000], ignore: [] }],
    ['classes from 1 and 10,000', strayed(range(1, 10), 10_000), { top: 10, far: [10_000], ignore: [] }],
    ['a range with a hole and 10,000', strayed([0, 1, 2, 4, 5, 6, 9], 10_000), { top: 9, far: [10_000], ignore: [] }],
    ['Pascal VOC with 255', strayed(range(0, 20), 255, 900), { top: 20, far: [], ignore: [255] }],
    ['ADE20K with 255', strayed(range(0, 149), 255, 900), { top: 149, far: [], ignore: [255] }],
    ['a thousand classes with 65,535', strayed(range(0, 999), 65_535, 9), { top: 999, far: [], ignore: [65_535] }],
  ])('finds %s', (_, labels, { top, far, ignore }) => {
    const found = inferRange(labels)!;
    expect(found.top).toBe(top);
    expect(found.far.map(({ value }) => value)).toEqual(far);
    expect(found.ignore.map(({ value }) => value)).toEqual(ignore);
  });

  it.each([
    ['256 classes', counts(range(0, 255))],
    ['256 classes without number 254', counts(range(0, 255).filter((value) => value !== 254))],
    ['400 classes', counts(range(0, 399))],
    ['sparse identifiers', counts([0, 1, 7, 40, 812, 40_011, 203_093])],
    ['identifiers that begin densely', counts([...range(0, 9), 30, 95, 400, 9_000])],
    ['an outlier less than ten ranges away', strayed(range(0, 9), 99)],
    ['a far label that is not rare', strayed(range(0, 9), 10_000, 5)],
    ['levels of a binary mask', counts([0, 255], 500)],
    ['one class alone and a far one', strayed([0], 10_000)],
    ['labels that do not start at 0 or 1', strayed(range(100, 120), 100_000)],
    [
      'too few samples',
      [
        { value: 0, count: 4 },
        { value: 1, count: 5 },
        { value: 900, count: 1 },
      ],
    ],
    ['nothing', []],
  ])('infers nothing from %s', (_, labels) => {
    expect(inferRange(labels)).toBeUndefined();
  });

  it('finds a stray at ten ranges and not below', () => {
    expect(inferRange(strayed(range(0, 9), 100))).toBeDefined();
    expect(inferRange(strayed(range(0, 9), 99))).toBeUndefined();
  });

  it('never suspects a label of a dataset whose classes lie densely', () => {
    const dense = fc
      .record({ size: fc.integer({ min: 2, max: 400 }), lacks: fc.array(fc.nat(399), { maxLength: 20 }) })
      .map(({ size, lacks }) =>
        range(0, size - 1).filter((value) => value === 0 || size < 60 || !lacks.includes(value)),
      );
    fc.assert(
      fc.property(dense, (labels) => {
        expect(inferRange(counts(labels, 50))).toBeUndefined();
      }),
    );
  });

  it('suspects nothing below its own top, and everything above it', () => {
    const labels = fc.array(fc.record({ value: fc.nat(100_000), count: fc.integer({ min: 1, max: 300 }) }), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(labels, (drawn) => {
        const sorted = [
          ...new Map([...drawn, { value: 0, count: 20 }, { value: 1, count: 9 }].map((l) => [l.value, l])).values(),
        ];
        sorted.sort((a, b) => a.value - b.value);
        const found = inferRange(sorted);
        if (found === undefined) return;
        const suspected = [...found.far, ...found.ignore].map(({ value }) => value).sort((a, b) => a - b);
        expect(suspected).toEqual(sorted.map(({ value }) => value).filter((value) => value > found.top));
      }),
    );
  });
});
