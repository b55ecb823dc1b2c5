import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { arraysIn, differenceOf, type NumpyAnswer } from '../../scripts/corpus/array-answers.ts';

// 150 arrays of scripts/peers/scan_arrays.py 150 7 numpy.bin numpy.jsonl 1200; `npm run corpus -- --only arrays` compares 10,000.
const arrays = [...arraysIn(readFileSync('test/golden/arrays/numpy.bin'))];
const answers = readFileSync('test/golden/arrays/numpy.jsonl', 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as NumpyAnswer);

describe('seeded arrays of all types, against numpy', () => {
  it('gives the same counts, first indices, rows and statistics', () => {
    expect(arrays).toHaveLength(150);
    expect(arrays.map((bytes, at) => differenceOf(bytes, answers[at]!))).toEqual(arrays.map(() => undefined));
  });

  it('would say where they differ', () => {
    const at = answers.findIndex(({ statistics }) => (statistics?.variance ?? 0) > 0);
    const { statistics, ...rest } = answers[at]!;
    const off = { ...statistics!, variance: statistics!.variance! * (1 + 1e-11) };
    expect(differenceOf(arrays[at]!, { ...rest, statistics: off })).toMatch(/^variance: /);
    expect(differenceOf(arrays[at]!, { ...answers[at]!, elements: 0 })).toBe('elements');
  });
});
