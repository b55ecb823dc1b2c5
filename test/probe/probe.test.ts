import { describe, expect, it } from 'vitest';
import type { Preprocess, ProbeLoss, ProbeOutcome, ProbeTarget } from '../../src/model/probe.ts';
import { builtInInput, createBuiltIn } from '../../src/probe/built-in.ts';
import type { ProbeNetwork } from '../../src/probe/network.ts';
import { createPreparer } from '../../src/probe/prepare.ts';
import { createProbe, type Probe, type ProbeOptions } from '../../src/probe/probe.ts';
import type { ProbeSample, SampleShape } from '../../src/probe/sample.ts';

const CLASSES = 5;
const classOf = (label: number): ProbeTarget => ({ kind: 'class', label });
const target = (...values: number[]): ProbeTarget => ({ kind: 'values', values: Float64Array.from(values) });

const probeOf = (
  samples: SampleShape,
  {
    preprocess,
    loss,
    outputs = CLASSES,
    per,
    ...rest
  }: {
    readonly preprocess?: Preprocess;
    readonly loss?: ProbeLoss;
    readonly outputs?: number;
    readonly per?: 'pixel';
  } & Partial<ProbeOptions> = {},
): Probe => {
  const input = builtInInput(samples, preprocess);
  const network = createBuiltIn({ input, outputs, ...(per && { per }) });
  const preparer = createPreparer({ preprocess, samples, network: { kind: 'built-in', input } });
  return createProbe({ kind: 'built-in', network, preparer, loss, ignored: [], ...rest });
};
const ROWS: SampleShape = { kind: 'array', shape: [6] };
const ORDINARY = [0.5, -1, 2, 0.1, -0.3, 1];
const row = (values: readonly number[], said: ProbeTarget | undefined = classOf(1)): ProbeSample => ({
  input: { kind: 'array', shape: [values.length], values: Float64Array.from(values) },
  ...(said && { target: said }),
});
/** An ordinary row but for its first value. */
const poisoned = (value: number, said?: ProbeTarget): ProbeSample => row([value, ...ORDINARY.slice(1)], said);
const one = async (probe: Probe, sample: ProbeSample): Promise<ProbeOutcome> => (await probe.probe([sample]))[0]!;

/** Repeatable numbers, 0 to below 1. */
const randomly = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
};

describe('the probe', () => {
  it('takes an ordinary sample to its loss and says how large its tensors are', async () => {
    const outcome = await one(probeOf(ROWS), row(ORDINARY));
    expect(outcome).toMatchObject({ network: 'built-in', lossName: 'softmax', overflow: {} });
    expect(outcome.loss).toBeCloseTo(Math.log(CLASSES), 1);
    expect(outcome.layers[0]).toEqual({ name: 'input', largest: 2 });
    expect(outcome.layers.at(-1)!.name).toBe('logits');
    expect(outcome.nonfinite).toBeUndefined();
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e39])(
    'stops at a value of %d',
    async (value) => {
      const outcome = await one(probeOf(ROWS), poisoned(value));
      expect(outcome.nonfinite).toMatchObject(
        value === 1e39 ? { stage: 'preprocess', name: 'float32' } : { stage: 'input', index: 0 },
      );
      expect(outcome).toMatchObject({ layers: [], overflow: {} });
      expect(outcome.loss).toBeUndefined();
    },
  );

  it('says what only float16 overflows', async () => {
    const { nonfinite, overflow } = await one(probeOf(ROWS), poisoned(70_000));
    expect(nonfinite).toBeUndefined();
    expect(overflow).toEqual({ float16: { stage: 'input', name: 'input', index: 0, value: '+inf' } });
  });

  it('says which layer overflows float16 when the input does not', async () => {
    // Found by looking: all before is below 65,504.
    const { nonfinite, layers, overflow } = await one(probeOf(ROWS), row(ORDINARY.map((value) => value * 30_000)));
    expect(nonfinite).toBeUndefined();
    const first = layers.find(({ largest }) => largest > 65_520)!;
    expect(overflow).toMatchObject({ float16: { stage: 'layer', name: first.name } });
    expect(overflow.bfloat16).toBeUndefined();
  });

  it('says what bfloat16 rounds to infinity, and that float32 is overflowed by the layer after', async () => {
    const { nonfinite, overflow } = await one(probeOf(ROWS), poisoned(-3.4e38));
    expect(overflow.bfloat16).toEqual({ stage: 'input', name: 'input', index: 0, value: '-inf' });
    expect(nonfinite).toMatchObject({ stage: 'layer', name: 'dense1' });
  });

  it('says nothing of rounding where float32 itself has failed at that place', async () => {
    const { nonfinite, overflow } = await one(probeOf(ROWS), row(ORDINARY.map((value) => value * 1.6e38)));
    expect(nonfinite).toMatchObject({ stage: 'layer' });
    expect(overflow.bfloat16).toBeUndefined();
  });

  it('tells the layer of a large single pixel by the picture as it was', async () => {
    const data = new Float32Array(100 * 100 * 3).fill(1);
    data[12_345] = 70_000;
    const picture: ProbeSample = { input: { kind: 'picture', width: 100, height: 100, channels: 3, data } };
    const { layers, overflow } = await one(probeOf({ kind: 'picture' }), picture);
    expect(layers[0]).toEqual({ name: 'input', largest: 70_000 });
    // In planes: channel 0 of the pixel.
    expect(overflow.float16).toEqual({ stage: 'input', name: 'input', index: 4115, value: '+inf' });
  });

  it.each<[string, Preprocess, readonly number[], string]>([
    ['a constant sample', { standardize: 'sample' }, [3, 3, 3, 3, 3, 3], 'std 0'],
    ['a zero under log', { function: 'log' }, [1, 2, 0, 4, 5, 6], 'log 0'],
    ['a negative number under sqrt', { function: 'sqrt' }, [1, 2, -1, 4, 5, 6], 'sqrt of a negative number'],
  ])('names %s as the step that fails', async (_, preprocess, values, cause) => {
    const outcome = await one(probeOf(ROWS, { preprocess }), row(values));
    expect(outcome.nonfinite).toMatchObject({ stage: 'preprocess', value: expect.any(String), cause });
  });

  it.each([CLASSES, -1, 2 ** 31, 3.5, Number.NaN])('has no loss for the label %d', async (label) => {
    const outcome = await one(probeOf(ROWS), row(ORDINARY, classOf(label)));
    expect(outcome.nonfinite).toMatchObject({ stage: 'loss', name: 'softmax', index: 0, value: 'nan' });
    expect(outcome.layers.length).toBeGreaterThan(1);
    expect(outcome.loss).toBeUndefined();
  });

  it.each([1e30, Number.NaN, Number.POSITIVE_INFINITY])('has no loss for the target %d', async (value) => {
    const outcome = await one(probeOf(ROWS, { outputs: 1 }), row(ORDINARY, target(value)));
    expect(outcome.nonfinite).toMatchObject({ stage: 'loss', name: 'l2', cause: expect.stringContaining('target') });
  });

  it('has no loss where nothing is said or the label is ignored', async () => {
    const probe = probeOf(ROWS, { ignored: [-1] });
    const silent: ProbeSample = { input: row(ORDINARY).input };
    expect((await one(probe, silent)).lossName).toBeUndefined();
    const ignored = await one(probe, row(ORDINARY, classOf(-1)));
    expect(ignored).toMatchObject({ lossName: 'softmax' });
    expect(ignored.loss).toBeUndefined();
    expect(ignored.nonfinite).toBeUndefined();
  });

  it('holds masks against the size of the picture as it is stored', async () => {
    const probe = probeOf({ kind: 'picture' }, { outputs: 3, per: 'pixel' });
    const picture = (stored: { width: number; height: number }): ProbeSample => ({
      input: { kind: 'picture', width: 8, height: 8, channels: 1, data: new Uint8Array(64), stored },
      target: { kind: 'mask', labels: new Float64Array(16 * 16), width: 16, height: 16 },
    });
    expect((await one(probe, picture({ width: 16, height: 16 }))).loss).toBeCloseTo(Math.log(3), 1);
    expect((await one(probe, picture({ width: 16, height: 8 }))).nonfinite).toMatchObject({
      cause: 'mask of 16 x 16 for 16 x 8',
    });
  });

  it('says why a sample could not be tried', async () => {
    const outcome = await one(probeOf(ROWS), row([1, 2]));
    expect(outcome).toEqual({
      network: 'built-in',
      layers: [],
      overflow: {},
      unprobed: { reason: 'shape', detail: 'shape 2, of others 6' },
    });
  });

  it('makes the same of each sample whatever the batch', async () => {
    const samples = [1, 2, Number.NaN, 70_000, 1e39, -3.4e38, 5, 1e6].map((value, at) => poisoned(value, classOf(at)));
    const [alone, together] = [probeOf(ROWS, { batchSize: 1 }), probeOf(ROWS, { batchSize: 3 })];
    expect(await together.probe(samples)).toEqual(await alone.probe(samples));
    const turned = await together.probe([...samples].reverse());
    expect([...turned].reverse()).toEqual(await alone.probe(samples));
  });

  it('does the rounded passes of those samples only that need them', async () => {
    const network = createBuiltIn({ input: [6], outputs: CLASSES });
    const passes: [string, number][] = [];
    const counting: ProbeNetwork = {
      ...network,
      forward: (batch, precision) => {
        passes.push([precision, batch.length]);
        return network.forward(batch, precision);
      },
    };
    const probe = probeOf(ROWS, { network: counting });
    await probe.probe([row(ORDINARY), row(ORDINARY.map((value) => value * 30_000)), row(ORDINARY)]);
    expect(passes).toEqual([
      ['float32', 3],
      ['float16', 1],
    ]);
    const { staysFinite: _, ...unsure } = counting;
    passes.length = 0;
    await probeOf(ROWS, { network: unsure }).probe([row(ORDINARY)]);
    expect(passes.map(([precision]) => precision)).toEqual(['float32', 'float16', 'bfloat16']);
  });

  it('says nothing of a thousand ordinary samples', async () => {
    const next = randomly(7);
    const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
    const bytes = (): ProbeSample => ({
      input: {
        kind: 'picture',
        width: 32,
        height: 32,
        channels: 3,
        data: Uint8Array.from({ length: 3072 }, () => Math.floor(256 * next())),
      },
      target: classOf(Math.floor(CLASSES * next())),
    });
    const rows = (make: () => number) => (): ProbeSample =>
      row(Array.from({ length: 6 }, make), classOf(Math.floor(CLASSES * next())));
    const kinds: readonly [Probe, () => ProbeSample][] = [
      [probeOf({ kind: 'picture' }, { preprocess: { preset: 'none' } }), bytes],
      [probeOf({ kind: 'picture' }), bytes],
      [probeOf({ kind: 'picture' }, { preprocess: { preset: 'imagenet' } }), bytes],
      [probeOf(ROWS), rows(normal)],
      [probeOf(ROWS), rows(() => 1000 * normal())],
    ];
    for (const [probe, make] of kinds) {
      const outcomes = await probe.probe(Array.from({ length: 200 }, make));
      expect(outcomes.filter(({ nonfinite, overflow }) => nonfinite || overflow.float16 || overflow.bfloat16)).toEqual(
        [],
      );
      expect(outcomes.filter(({ loss }) => loss === undefined)).toEqual([]);
    }
  });
});
