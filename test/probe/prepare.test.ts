import { describe, expect, it } from 'vitest';
import type { Preprocess } from '../../src/model/probe.ts';
import { createPreparer, type Prepared, type Preparer } from '../../src/probe/prepare.ts';
import type { PictureInput } from '../../src/probe/sample.ts';

const features = (preprocess: Preprocess | undefined, count: number, rest: object = {}): Preparer =>
  createPreparer({
    preprocess,
    samples: { kind: 'array', shape: [count] },
    network: { kind: 'built-in', input: [count] },
    ...rest,
  });
const row = (...values: number[]) => ({
  kind: 'array' as const,
  shape: [values.length],
  values: Float64Array.from(values),
});
const prepared = (preprocess: Preprocess | undefined, ...values: number[]): Prepared =>
  features(preprocess, values.length).prepare(row(...values));
const ready = (one: Prepared): number[] => {
  if (one.kind !== 'ready') throw new Error(JSON.stringify(one));
  return [...one.input];
};
const first = (one: Prepared) => (one.kind === 'nonfinite' ? one.first : undefined);

const picture = (width: number, height: number, channels: number, data: PictureInput['data']): PictureInput => ({
  kind: 'picture',
  width,
  height,
  channels,
  data,
});
const pictures = (preprocess: Preprocess | undefined, input: readonly number[], kind: 'built-in' | 'model' = 'model') =>
  createPreparer({ preprocess, samples: { kind: 'picture' }, network: { kind, input } });

describe('taking numbers in', () => {
  it('leaves rows as they are where nothing is stated', () => {
    expect(ready(prepared(undefined, 1.5, -70_000, 3e38))).toEqual([1.5, -70_000, Math.fround(3e38)]);
  });

  it('names what was no finite number to begin with', () => {
    const stage = { stage: 'input', name: 'input' };
    expect(first(prepared(undefined, 1, Number.NaN))).toEqual({ ...stage, index: 1, value: 'nan' });
    expect(first(prepared(undefined, Number.NEGATIVE_INFINITY, 1))).toEqual({ ...stage, index: 0, value: '-inf' });
    const pixels = Float32Array.from([1, 2, 3, 4, Number.POSITIVE_INFINITY, 6]);
    expect(first(pictures({}, [3, 1, 2]).prepare(picture(2, 1, 3, pixels)))).toEqual({
      ...stage,
      index: 4,
      value: '+inf',
    });
  });

  it('looks at alpha too before it is left behind', () => {
    const pixels = Float32Array.from([1, Number.NaN]);
    expect(first(pictures({}, [1, 1, 1]).prepare(picture(1, 1, 2, pixels)))).toMatchObject({
      stage: 'input',
      index: 1,
    });
  });

  it('names a double that float32 cannot hold', () => {
    expect(first(prepared(undefined, 1, -1e39))).toEqual({
      stage: 'preprocess',
      name: 'float32',
      index: 1,
      value: '-inf',
      cause: 'value -1e+39 beyond float32',
    });
  });

  it('says of a sample of another shape that it has another', () => {
    expect(features({}, 3).prepare(row(1, 2))).toEqual({ kind: 'unfit', why: 'shape 2, of others 3' });
    expect(pictures({}, [3, 1, 1]).prepare(picture(1, 1, 7, new Uint8Array(7))).kind).toBe('unfit');
  });
});

describe('the steps', () => {
  it('go by scale, function, mean, std', () => {
    const preprocess: Preprocess = { std: [2], mean: [1], function: 'sqrt', scale: 4 };
    expect(ready(prepared(preprocess, 1, 4, 9))).toEqual([0.5, 1.5, 2.5]);
  });

  it('are done in float32', () => {
    expect(ready(prepared({ mean: [0.1] }, 16_777_217))).toEqual([16_777_216]);
    expect(ready(prepared({ scale: 1 / 3 }, 10))).toEqual([Math.fround(10 * Math.fround(1 / 3))]);
  });

  it.each<[Preprocess, number, string]>([
    [{ function: 'log' }, 0, 'log 0'],
    [{ function: 'log' }, -2, 'log of a negative number'],
    [{ function: 'log1p' }, -1, 'log1p -1'],
    [{ function: 'log1p' }, -3, 'log1p of a number below -1'],
    [{ function: 'sqrt' }, -0.5, 'sqrt of a negative number'],
  ])('name what %o cannot be done to: %d', (preprocess, value, cause) => {
    expect(first(prepared(preprocess, 5, value))).toMatchObject({ name: 'function', index: 1, cause });
  });

  it('name a value that grows beyond float32', () => {
    expect(first(prepared({ scale: 1e10 }, 1e30))).toMatchObject({ name: 'scale', value: '+inf' });
    expect(first(prepared({ std: [1e-10] }, -1e30))).toMatchObject({ name: 'std', value: '-inf' });
  });

  it('name the first step that fails, not the first place', () => {
    expect(first(prepared({ function: 'log', std: [1e-40] }, 1e30, 0))).toMatchObject({ name: 'function', index: 1 });
  });

  it('take parameters for each feature', () => {
    expect(ready(prepared({ mean: [1, 2], std: [1, 4] }, 2, 10))).toEqual([1, 2]);
  });

  it('refuse parameters that go with nothing', () => {
    expect(() => features({ mean: [1, 2] }, 3)).toThrow('preprocess.count');
    expect(() => pictures({ channels: 'gray', std: [1, 2, 3] }, [1, 4, 4])).toThrow('preprocess.count');
  });

  it('skip a deviation of 0, which is no fault of a sample, and say so once', () => {
    const preparer = features({ std: [2, 0, 1e-50] }, 3);
    expect(preparer.degenerate).toEqual([
      { step: 'std', where: 1, cause: 'std 0' },
      { step: 'std', where: 2, cause: 'std 1e-50' },
    ]);
    expect(ready(preparer.prepare(row(4, 5, 6)))).toEqual([2, 5, 6]);
  });
});

describe('standardizing', () => {
  it('takes a sample to mean 0 and deviation 1', () => {
    expect(ready(prepared({ standardize: 'sample' }, 1, 3))).toEqual([-1, 1]);
  });

  it.each([0, 0.1, 255, -3e38])('names a sample that is %d throughout', (value) => {
    const constant = Array.from({ length: 3072 }, () => Math.fround(value));
    expect(first(prepared({ standardize: 'sample' }, ...constant))).toEqual({
      stage: 'preprocess',
      name: 'standardize',
      index: 0,
      value: 'nan',
      cause: 'std 0',
    });
  });

  it('bears a constant sample where it is guarded', () => {
    expect(ready(prepared({ standardize: 'sample-guarded' }, 7, 7, 7))).toEqual([0, 0, 0]);
  });

  it('sees one pixel in a constant picture of bytes, however small the network sees it', () => {
    const data = new Uint8Array(400 * 400 * 3).fill(200);
    data[70_000] = 201;
    const { prepare } = pictures({ standardize: 'sample' }, [3, 32, 32], 'built-in');
    expect(prepare(picture(400, 400, 3, data)).kind).toBe('ready');
    expect(first(prepare(picture(400, 400, 3, new Uint8Array(480_000).fill(200))))).toMatchObject({ cause: 'std 0' });
  });

  it('takes each feature by its mean and deviation over the dataset, a constant one not at all', () => {
    const preparer = features({ standardize: 'features' }, 3, { statistics: { mean: [1, 5, 2], std: [2, 0, 1] } });
    expect(ready(preparer.prepare(row(5, 5, 1)))).toEqual([2, 5, -1]);
    expect(preparer.degenerate).toEqual([{ step: 'standardize', where: 1, cause: 'std 0' }]);
  });
});

describe('pictures', () => {
  const red = picture(1, 1, 3, Uint8Array.from([255, 0, 51]));

  it('are taken to -1..1 where nothing is stated', () => {
    expect(ready(pictures(undefined, [3, 1, 1]).prepare(red))).toEqual([
      1,
      -1,
      Math.fround(Math.fround(0.2) - 0.5) * 2,
    ]);
  });

  it('of floats stay as they are where nothing is stated', () => {
    const { prepare } = pictures(undefined, [3, 1, 1]);
    expect(ready(prepare(picture(1, 1, 3, Float32Array.from([40_000, -2, 0.5]))))).toEqual([40_000, -2, 0.5]);
  });

  it('are prepared as ImageNet is', () => {
    const [r] = ready(pictures({ preset: 'imagenet' }, [3, 1, 1]).prepare(red));
    expect(r).toBeCloseTo((1 - 0.485) / 0.229, 6);
  });

  it('are prepared as for Caffe: blue first, means taken off', () => {
    expect(ready(pictures({ preset: 'caffe' }, [3, 1, 1]).prepare(red))).toEqual([51 - 104, -117, 255 - 123]);
  });

  it('of 16 bits have the same range', () => {
    const deep = picture(1, 1, 3, Uint16Array.from([65_535, 0, 13_107]));
    for (const preset of ['imagenet', 'caffe'] as const) {
      const { prepare } = pictures({ preset }, [3, 1, 1]);
      expect(ready(prepare(deep)), preset).toEqual(ready(prepare(red)));
    }
  });

  it('take what is stated in the place of what the preset says', () => {
    const stated = pictures({ preset: 'imagenet', scale: 1, mean: [0], std: [1] }, [3, 1, 1]);
    expect(ready(stated.prepare(red))).toEqual([255, 0, 51]);
  });

  it('become gray, or three times gray', () => {
    expect(ready(pictures({ channels: 'gray' }, [1, 1, 1]).prepare(red))).toEqual([82]);
    expect(ready(pictures({}, [3, 1, 1]).prepare(picture(1, 1, 1, Uint8Array.of(9))))).toEqual([9, 9, 9]);
    expect(ready(pictures({}, [1, 1, 1]).prepare(red))).toEqual([82]);
  });

  it('are the same as bytes and as floats', () => {
    const bytes = Uint8Array.from({ length: 48 }, (_, at) => (at * 53) % 256);
    const { prepare } = pictures({ mean: [0.5, 1, 2], std: [0.3, 0.7, 3], scale: 1 / 255 }, [3, 4, 4]);
    expect(ready(prepare(picture(4, 4, 3, bytes)))).toEqual(ready(prepare(picture(4, 4, 3, Float32Array.from(bytes)))));
  });

  it('are resized by the short side and cut around the center', () => {
    const data = Uint8Array.from({ length: 12 }, (_, at) => at);
    const { prepare } = pictures({ resize: 2, crop: 2, channels: 'gray' }, [1, 2, 2]);
    expect(ready(prepare(picture(6, 2, 1, data)))).toEqual([2, 3, 8, 9]);
  });

  it('go to the layout that the model takes', () => {
    const two = picture(2, 1, 3, Uint8Array.from([1, 2, 3, 4, 5, 6]));
    expect(ready(pictures({}, [3, 1, 2]).prepare(two))).toEqual([1, 4, 2, 5, 3, 6]);
    expect(ready(pictures({ layout: 'nhwc' }, [1, 2, 3]).prepare(two))).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('have every float looked at, however small the network sees them', () => {
    const data = new Float32Array(300 * 300).fill(1);
    const logs = pictures({ function: 'log', channels: 'gray' }, [1, 32, 32], 'built-in');
    expect(first(logs.prepare(picture(300, 300, 1, data)))).toBeUndefined();
    data[44_444] = 0;
    expect(first(logs.prepare(picture(300, 300, 1, data)))).toMatchObject({ index: 44_444, cause: 'log 0' });
  });
});

describe('arrays', () => {
  const prepareArray = (shape: number[], input: number[], preprocess: Preprocess = {}) =>
    createPreparer({ preprocess, samples: { kind: 'array', shape }, network: { kind: 'built-in', input } }).prepare({
      kind: 'array',
      shape,
      values: Float64Array.from({ length: shape.reduce((all, axis) => all * axis, 1) }, (_, at) => at),
    });

  it('have their channels first, unless the last axis looks like channels', () => {
    expect(ready(prepareArray([2, 2, 5], [2, 2, 5], { mean: [0, 10] })).slice(8, 12)).toEqual([8, 9, 0, 1]);
    expect(ready(prepareArray([5, 1, 2], [2, 5, 1]))).toEqual([0, 2, 4, 6, 8, 1, 3, 5, 7, 9]);
  });

  it('are taken together where the network takes fewer features', () => {
    expect(ready(prepareArray([5], [3]))).toEqual([0.5, 2.5, 4]);
  });

  it('are refused where a model takes others', () => {
    const network = { kind: 'model' as const, input: [4] };
    expect(() => createPreparer({ samples: { kind: 'array', shape: [5] }, network })).toThrow('preprocess.shape');
  });
});
