import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainArithmetic } from '../../src/measures/arithmetic.ts';
import { roundTo } from '../../src/measures/float-formats.ts';
import { type BuiltInOptions, builtInInput, createBuiltIn } from '../../src/probe/built-in.ts';

const NETWORKS: Readonly<Record<string, BuiltInOptions>> = {
  pictures: { input: [3, 8, 8], outputs: 5 },
  'odd sizes': { input: [2, 7, 5], outputs: 3 },
  features: { input: [6], outputs: 4 },
  masks: { input: [1, 6, 9], outputs: 3, per: 'pixel' },
};
const built = Object.entries(NETWORKS).map(([name, options]) => ({ name, options, network: createBuiltIn(options) }));
const sizeOf = (shape: readonly number[]): number => shape.reduce((all, axis) => all * axis, 1);
/** Waves: ordinary numbers up to `most`. */
const waves = (length: number, most: number, start = 0): Float32Array =>
  Float32Array.from({ length }, (_, at) => most * Math.sin(1.7 * (at + start)));

describe.each(built)('the built-in network for $name', ({ options, network }) => {
  const length = sizeOf(options.input);

  it('gives what its shape says, and names its tensors', async () => {
    const [made] = await network.forward([waves(length, 1)], 'float32');
    expect(made!.output.length).toBe(sizeOf(network.output));
    expect(made!.layers.map(({ name }) => name)).toEqual(['input', ...network.layers.map(({ name }) => name)]);
    expect(made!.layers.every(({ largest }) => largest > 0)).toBe(true);
  });

  it('is the same network every time', async () => {
    const again = await createBuiltIn(options).forward([waves(length, 1)], 'float32');
    expect(await network.forward([waves(length, 1)], 'float32')).toEqual(again);
  });

  it('has parameters that both small formats hold exactly', () => {
    for (const { onnx } of network.layers) {
      if (!('weights' in onnx)) continue;
      for (const format of ['float16', 'bfloat16'] as const) {
        const rounded = onnx.weights.values.slice();
        roundTo(format, rounded);
        expect(rounded).toEqual(onnx.weights.values);
      }
    }
  });

  it('makes the same of a sample whatever else is in its batch', async () => {
    const spoiled = waves(length, 1).fill(Number.NaN, 0, 3);
    const batch = [spoiled, waves(length, 1), waves(length, 1e38), waves(length, 3, 9)];
    for (const precision of ['float32', 'float16', 'bfloat16'] as const) {
      const together = await network.forward(batch, precision);
      for (const [at, sample] of batch.entries()) {
        expect((await network.forward([sample], precision))[0]).toEqual(together[at]);
      }
    }
  });

  it('leaves the samples as they are', async () => {
    const sample = waves(length, 1e5);
    await network.forward([sample], 'float16');
    expect(sample).toEqual(waves(length, 1e5));
  });

  it('lets no NaN pass unseen, wherever it is', async () => {
    for (let at = 0; at < length; at += 1) {
      const sample = waves(length, 1);
      sample[at] = Number.NaN;
      const [made] = await network.forward([sample], 'float32');
      expect(made!.layers[1]!.nonfinite, `place ${at}`).toBeDefined();
      expect(made!.output.some(Number.isNaN), `place ${at}`).toBe(true);
    }
  });

  it('makes the same with plain arithmetic', async () => {
    const plain = createBuiltIn({ ...options, arithmetic: plainArithmetic });
    for (const most of [1, 255, 1e30]) {
      const sample = [waves(length, most)];
      expect(await plain.forward(sample, 'bfloat16')).toEqual(await network.forward(sample, 'bfloat16'));
    }
  });

  it('overflows in no rounded pass that is certain to be finite', async () => {
    const magnitude = fc.double({ min: -3, max: 38, noNaN: true }).map((power) => 10 ** power);
    const part = fc.double({ min: -1, max: 1, noNaN: true });
    const samples = fc.tuple(magnitude, fc.array(part, { minLength: length, maxLength: length }));
    await fc.assert(
      fc.asyncProperty(samples, fc.constantFrom('float16', 'bfloat16'), async ([most, parts], precision) => {
        const sample = Float32Array.from(parts, (share) => share * most);
        const [exact] = await network.forward([sample], 'float32');
        fc.pre(network.staysFinite!(exact!.layers, precision));
        const [rounded] = await network.forward([sample], precision);
        expect(rounded!.layers.filter(({ nonfinite }) => nonfinite !== undefined)).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('is certain of ordinary samples, and of none that overflows', async () => {
    const certain = async (sample: Float32Array, precision: 'float16' | 'bfloat16') =>
      network.staysFinite!((await network.forward([sample], 'float32'))[0]!.layers, precision);
    expect(await certain(waves(length, 255), 'float16')).toBe(true);
    expect(await certain(waves(length, 1e4), 'bfloat16')).toBe(true);
    expect(await certain(waves(length, 70_000), 'float16')).toBe(false);
    expect(await certain(waves(length, 3e38), 'bfloat16')).toBe(false);
  });
});

describe('the built-in network', () => {
  it('is that of every version before', () => {
    const digest = createHash('sha256');
    for (const { network } of built) {
      for (const { onnx } of network.layers) {
        if ('weights' in onnx) digest.update(onnx.weights.values.join());
      }
    }
    expect(digest.digest('hex').slice(0, 16)).toBe('43fa7da7d0a1e7ef');
  });

  it('sees pictures small, and arrays the smaller the more channels they have', () => {
    expect(builtInInput({ kind: 'picture' })).toEqual([3, 32, 32]);
    expect(builtInInput({ kind: 'picture' }, { channels: 'gray' })).toEqual([1, 32, 32]);
    expect(builtInInput({ kind: 'picture' }, {}, 65_536)).toEqual([3, 2, 2]);
    expect(builtInInput({ kind: 'array', shape: [28, 28] })).toEqual([1, 28, 28]);
    expect(builtInInput({ kind: 'array', shape: [224, 224, 3] })).toEqual([3, 32, 32]);
    expect(builtInInput({ kind: 'array', shape: [64, 100, 100] })).toEqual([64, 16, 16]);
    expect(builtInInput({ kind: 'array', shape: [4, 10, 32, 32] })).toEqual([40, 20, 20]);
    expect(builtInInput({ kind: 'array', shape: [13] })).toEqual([13]);
    expect(builtInInput({ kind: 'array', shape: [] })).toEqual([1]);
    expect(builtInInput({ kind: 'array', shape: [10_000] })).toEqual([3334]);
  });
});
