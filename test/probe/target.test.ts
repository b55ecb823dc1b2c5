import { describe, expect, it } from 'vitest';
import type { AnnotationsFacet } from '../../src/model/facets.ts';
import type { ProbeFacts } from '../../src/model/probe.ts';
import { targetOf } from '../../src/probe/target.ts';

const CLASSES: ProbeFacts = { network: 'built-in', says: 'classes', classes: 3 };
const said = (partial: Partial<AnnotationsFacet>): AnnotationsFacet => ({
  labelDomain: { ignored: [] },
  targets: {},
  problems: [],
  ...partial,
});
const array = (shape: readonly number[], values: readonly number[]) => ({
  header: { dtype: 'f8', byteOrder: 'little', shape, fortran: false } as const,
  values: Float64Array.from(values),
});

describe('what is said of a sample, for its loss', () => {
  it('takes a number for a class as it is, whatever a class may be', () => {
    for (const value of [2, -1, 3.5, 2 ** 31]) {
      expect(targetOf(said({ label: { kind: 'number', value } }), undefined, CLASSES, undefined)).toEqual({
        kind: 'class',
        label: value,
      });
    }
    const nan = said({ label: { kind: 'nonfinite', value: Number.NaN, raw: 'nan' } });
    expect(targetOf(nan, undefined, CLASSES, undefined)).toEqual({ kind: 'class', label: Number.NaN });
  });

  it('counts class names as they were declared, and takes another for none', () => {
    const places = new Map([['dog', 0]]);
    const dog = said({ label: { kind: 'name', name: 'dog', index: 1 } });
    expect(targetOf(dog, undefined, CLASSES, places)).toEqual({ kind: 'class', label: 0 });
    expect(targetOf(dog, undefined, CLASSES, undefined)).toEqual({ kind: 'class', label: 1 });
    const cat = said({ label: { kind: 'name', name: 'cat', index: 0 } });
    expect(targetOf(cat, undefined, CLASSES, places)).toBeUndefined();
  });

  it('takes targets in the order of their names, none where a cell is empty', () => {
    const number = (value: number) => ({ kind: 'number', value }) as const;
    const whole = said({ targets: { b: number(2), a: number(1) } });
    expect(targetOf(whole, undefined, CLASSES, undefined)).toEqual({ kind: 'values', values: Float64Array.of(1, 2) });
    const gap = said({ targets: { a: { kind: 'missing' }, b: number(1) } });
    expect(targetOf(gap, undefined, CLASSES, undefined)).toBeUndefined();
  });

  it('tells masks, distributions over the classes and several targets by their shape', () => {
    const of = (shape: readonly number[], values: readonly number[]) =>
      targetOf(said({}), array(shape, values), CLASSES, undefined);
    expect(of([1, 1, 2], [0, 1])).toMatchObject({ kind: 'mask', height: 1, width: 2 });
    expect(of([3], [0, 1, 0])).toMatchObject({ kind: 'distribution' });
    expect(of([2], [0.5, 7])).toMatchObject({ kind: 'values' });
  });

  it('says nothing where nothing is said', () => {
    expect(targetOf(said({}), undefined, CLASSES, undefined)).toBeUndefined();
    const label = said({ label: { kind: 'number', value: 1 } });
    expect(targetOf(label, undefined, { network: 'built-in', says: 'nothing' }, undefined)).toBeUndefined();
  });
});
