import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/model/errors.ts';
import { createFitter, type TargetSpec } from '../../src/targets/fit.ts';
import { inverse, transform } from '../../src/targets/transform.ts';

const finish = (spec: TargetSpec, values: readonly (number | undefined)[]) => {
  const fitter = createFitter([spec]);
  for (const value of values) fitter.add(spec.name, value);
  return fitter.finish('train')[0]!;
};

describe('fitting targets', () => {
  it('counts what gives no value as excluded and fits on the rest', () => {
    const { target } = finish({ name: 'age', method: 'standard' }, [
      1,
      undefined,
      3,
      Number.NaN,
      Number.POSITIVE_INFINITY,
    ]);
    expect(target).toMatchObject({
      n: 2,
      excluded: 3,
      mean: 2,
      variance: 1,
      seen: { min: 1, max: 3 },
      fittedOn: 'train',
    });
  });

  it('keeps several targets apart and answers in the order asked', () => {
    const fitter = createFitter([
      { name: 'b', method: 'none' },
      { name: '__proto__', method: 'minmax' },
    ]);
    fitter.add('__proto__', 10);
    fitter.add('b', 1);
    fitter.add('__proto__', 20);
    expect(fitter.finish('all').map(({ target }) => [target.name, target.n])).toEqual([
      ['b', 1],
      ['__proto__', 2],
    ]);
  });

  it.each(['standard', 'minmax', 'robust'] as const)('gives a constant column the scale 1 under %s', (method) => {
    const { target } = finish({ name: 'y', method }, [7, 7, 7]);
    expect(target.constant).toBe(true);
    expect(target.params).toMatchObject({ scale: 1 });
    expect(transform(target, 7)).toBe(0);
    expect(inverse(target, 0)).toBe(7);
  });

  it('refuses log1p of -1 and less, naming target, value and place', () => {
    const fitter = createFitter([{ name: 'price', method: 'log1p' }]);
    fitter.add('price', -0.999);
    for (const value of [-1, -2]) {
      const refused = () => fitter.add('price', value, 'manifest.csv:12');
      expect(refused).toThrow(UserError);
      expect(refused).toThrow(`{"name":"price","value":${value},"where":"manifest.csv:12"}`);
    }
  });

  it('makes log1p plain, without a scaling after it', () => {
    const { target } = finish({ name: 'price', method: 'log1p' }, [0, 9, 99]);
    expect(transform(target, 9)).toBe(Math.log1p(9));
    expect(target.params).toEqual({});
    expect(target.mean).toBe(36);
  });

  it('changes nothing where there was no value to fit on', () => {
    const { target, before, after } = finish({ name: 'y', method: 'robust' }, [undefined]);
    expect(target).toMatchObject({ n: 0, excluded: 1, mean: null, variance: null, seen: null, constant: true });
    expect(transform(target, 3.5)).toBe(3.5);
    expect([before, after]).toEqual([
      { edges: [], counts: [] },
      { edges: [], counts: [] },
    ]);
  });

  it('pictures the values before and after', () => {
    const { before, after } = finish({ name: 'y', method: 'minmax' }, [...Array(14).fill(0), 1, 100]);
    expect(before).toEqual({ edges: [0, 25, 50, 75, 100], counts: [15, 0, 0, 1] });
    expect(after).toEqual({ edges: [0, 0.25, 0.5, 0.75, 1], counts: [15, 0, 0, 1] });
  });
});
