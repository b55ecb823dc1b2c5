import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeClasses } from '../../src/api/merge-classes.ts';
import { type ClassOrder, classWeights, writeClassWeights } from '../../src/targets/class-weights.ts';

const NAMES = ['Ant', 'bee', 'cat', 'dog'];

/** What a run counts. `all`: classes that are there whether they have samples or not. */
const fileOf = (labels: readonly string[], order: ClassOrder, all: readonly string[] = [], fittedOn = 'train') => {
  const classes = all.length > 0 ? all : [...new Set(labels)].sort();
  const counts = classes.map((label) => ({ label, count: labels.filter((each) => each === label).length }));
  return { file: labels.join(' '), text: writeClassWeights(classWeights(counts, fittedOn, order)) };
};

const someNames = fc.array(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 30 });
const someParts = fc.array(fc.nat({ max: 2 }), { minLength: 30, maxLength: 30 });

describe('counts of classes of several parts', () => {
  it.each<readonly [string, ClassOrder, readonly string[]]>([
    ['names that were found, some only in some parts', { order: 'names' }, []],
    ['names in an order of their own', { order: 'declared' }, ['dog', 'Ant', 'emu', 'cat', 'bee']],
  ])('merge to the bytes of the whole: %s', (_, order, all) => {
    fc.assert(
      fc.property(someNames, someParts, (labels, parts) => {
        const files = [2, 0, 1].map((part) =>
          fileOf(
            labels.filter((__, at) => parts[at] === part),
            order,
            all,
          ),
        );
        expect(writeClassWeights(mergeClasses(files))).toBe(fileOf(labels, order, all).text);
      }),
    );
  });

  it('merge by number where labels are numbers, those without samples too', () => {
    const order = { order: 'numbers', declared: 3, ignored: [255] } as const;
    const files = [fileOf(['10', '2'], order, ['0', '1', '2', '10']), fileOf(['-1'], order, ['-1', '0', '1', '2'])];
    const merged = mergeClasses(files);
    expect(merged.classes.map(({ label, count }) => [label, count])).toEqual([
      ['-1', 1],
      ['0', 0],
      ['1', 0],
      ['2', 1],
      ['10', 1],
    ]);
    expect(merged).toMatchObject({ n: 3, declared: 3, ignored: [255] });
  });

  it.each<readonly [string, ReturnType<typeof fileOf>, string]>([
    ['declared in another order', fileOf(['cat'], { order: 'declared' }, ['dog', 'cat']), 'class 0'],
    ['declared with one more', fileOf(['cat'], { order: 'declared' }, ['cat', 'dog', 'emu']), 'class 2'],
    ['found, not declared', fileOf(['cat', 'dog'], { order: 'names' }), 'order'],
    ['of another split', fileOf(['cat'], { order: 'declared' }, ['cat', 'dog'], 'all'), 'fittedOn'],
  ])('are refused where the others are %s', (_, other, field) => {
    const first = fileOf(['dog'], { order: 'declared' }, ['cat', 'dog']);
    expect(() => mergeClasses([first, other])).toThrowError(
      expect.objectContaining({ key: 'targets.classes-differ', data: expect.objectContaining({ field }) }),
    );
  });

  it('are refused where numbers were ignored in one part alone', () => {
    const files = [fileOf(['1'], { order: 'numbers' }), fileOf(['1'], { order: 'numbers', ignored: [255] })];
    expect(() => mergeClasses(files)).toThrow('targets.classes-differ');
  });

  it('are refused where a file holds none, or is of a version that did not say how classes are numbered', () => {
    const { text } = fileOf(['a'], { order: 'names' });
    for (const other of ['', '{}', text.replace('"order": "names",', '')]) {
      expect(() => mergeClasses([{ file: 'a', text: other }])).toThrow('targets.classes-malformed');
    }
  });
});
