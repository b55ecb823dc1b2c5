import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TARGET_METHODS, type TargetColumn } from '../../src/model/target-columns.ts';
import type { Place } from '../../src/model/target-place.ts';
import { createFitter, type Grouping } from '../../src/targets/fit.ts';
import { type FitQuestion, fitStateLines, mergeFitStates } from '../../src/targets/fit-state.ts';
import { createNormalizer, writeNormalizer } from '../../src/targets/normalizer.ts';

interface Row {
  readonly value: number | undefined;
  readonly place: Place;
}

/** Every method that takes any value. */
const methods = TARGET_METHODS.filter((method) => method !== 'log1p');
const targets: readonly TargetColumn[] = methods.map((method) => ({ name: method, method }));
const grouping: Grouping = { by: 'species', least: 3 };
const question: FitQuestion = { targets, vectors: [], grouping, fittedOn: 'train' };

const fitterOf = (rows: readonly Row[]) => {
  const fitter = createFitter(targets, grouping);
  for (const { value, place } of rows) {
    for (const { name } of targets) fitter.add(name, value, '', place);
  }
  return fitter;
};

const stateOf = (rows: readonly Row[], asked = question): readonly string[] => [
  ...fitStateLines(fitterOf(rows), asked),
];

const read = (states: readonly (readonly string[])[]) =>
  mergeFitStates(states.map((lines, at) => ({ file: `${at}.jsonl`, lines })));

/** A tenth of a step of a hundred values: quantiles repeat, groups are unequal, and no method refuses. */
const row: fc.Arbitrary<Row> = fc.record({
  value: fc.option(
    fc.integer({ min: -500, max: 500 }).map((tenths) => tenths / 10),
    { nil: undefined, freq: 9 },
  ),
  place: fc.record({
    group: fc.constantFrom('cat', 'dog', ' cat', ''),
    width: fc.constantFrom(640, 33),
    height: fc.constant(48),
  }),
});

const refusals = (rows: readonly Row[]): boolean => {
  try {
    fitterOf(rows).targets('train');
    return false;
  } catch {
    return true;
  }
};

describe('merging fits', () => {
  it('gives the bytes of a single fit, for any partition in any order', () => {
    let merged = 0;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(row, fc.integer({ min: 0, max: 3 })), { minLength: 2, maxLength: 60 }),
        fc.boolean(),
        (given, isTurned) => {
          const rows = given.map(([each]) => each);
          if (refusals(rows)) return;
          const whole = writeNormalizer(createNormalizer(fitterOf(rows).targets('train')));
          const parts = [0, 1, 2, 3].map((part) => given.filter(([, of]) => of === part).map(([each]) => each));
          const states = parts.map((part) => stateOf(part));
          const result = read(isTurned ? states.toReversed() : states);
          expect(writeNormalizer(result.normalizer)).toBe(whole);
          // What is merged can be merged again: its state is the whole's too.
          expect([...fitStateLines(result.fitter, result.question)]).toEqual(stateOf(rows));
          merged += 1;
        },
      ),
      { numRuns: 60 },
    );
    expect(merged).toBeGreaterThan(30);
  });

  it('keeps values that only sums of all bits tell apart', () => {
    const values = [1e300, 1, -1e300, 5e-324, 0.1, -0];
    const rows = values.map((value) => ({ value, place: {} }));
    const wide: FitQuestion = { ...question, targets: [{ name: 'y', method: 'standard' }], grouping: undefined };
    const state = (some: readonly Row[]) => {
      const fitter = createFitter(wide.targets);
      for (const { value } of some) fitter.add('y', value);
      return { fitter, lines: [...fitStateLines(fitter, wide)] };
    };
    const parts = rows.map((each) => state([each]).lines);
    expect(read(parts).normalizer.targets).toEqual(state(rows).fitter.targets('train'));
  });

  it('refuses parts of other questions, saying what differs', () => {
    const other = { ...question, fittedOn: 'all' };
    expect(() => read([stateOf([]), stateOf([], other)])).toThrow('targets.states-differ');
    expect(() => read([stateOf([]), stateOf([], other)])).toThrow('"field":"fittedOn"');
    const ungrouped = { ...question, grouping: undefined };
    expect(() => read([stateOf([]), stateOf([], ungrouped)])).toThrow('"field":"grouping"');
  });

  it('refuses what is no state, is cut, or was edited', () => {
    const rows: readonly Row[] = [1, 2, 3].map((value) => ({ value, place: { width: 1, height: 1 } }));
    const state = stateOf(rows);
    const wrong: readonly (readonly string[])[] = [
      [],
      ['no json'],
      ['{"format":2}'],
      state.slice(0, -1),
      state.slice(0, 1),
      state.filter((line) => !line.startsWith('{"values"')),
      state.map((line) => line.replace(/"values":"[^"]*"/, '"values":"AAAA"')),
      state.map((line) => line.replace(/"values":"[^"]*"/, '"values":"AAAAAAAA8H8="')),
    ];
    for (const lines of wrong) expect(() => read([lines])).toThrow('targets.state-malformed');
    expect(read([state]).normalizer.targets).toHaveLength(targets.length);
  });
});
