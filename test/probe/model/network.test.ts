import { afterAll, describe, expect, it } from 'vitest';
import { blame } from '../../../src/measures/layer-blame.ts';
import type { Precision } from '../../../src/model/probe.ts';
import { type ModelNetwork, openModelNetwork } from '../../../src/probe/model/network.ts';
import { loadRuntime, type Runtime } from '../../../src/probe/model/runtime.ts';
import { decodeModel } from '../../../src/probe/onnx/decode.ts';
import { dense, encodeModel, type ModelSpec } from '../onnx-models.ts';

/** The native runtime is 300 MB and no development dependency: where it is not installed the tests of it say so and are left out. */
const installed = await Promise.all(
  (['node', 'web'] as const).map((asked) =>
    loadRuntime(asked).catch(() => {
      console.warn(`onnxruntime-${asked} is not installed: its tests are left out`);
      return undefined;
    }),
  ),
);
const runtimes = installed.filter((runtime): runtime is Runtime => runtime !== undefined);
const opened: ModelNetwork[] = [];
afterAll(() => {
  for (const network of opened) network.close();
});

const open = async (runtime: Runtime, spec: ModelSpec, prepared?: readonly number[]): Promise<ModelNetwork> => {
  const network = await openModelNetwork(decodeModel(encodeModel(spec), 'm.onnx'), runtime, prepared);
  opened.push(network);
  return network;
};
const layersOf = async (network: ModelNetwork, values: readonly number[], precision: Precision = 'float32') =>
  (await network.forward([Float32Array.from(values)], precision))[0]!.layers;
const firstWrong = async (network: ModelNetwork, values: readonly number[], precision: Precision = 'float32') =>
  (await layersOf(network, values, precision)).find(({ nonfinite }) => nonfinite !== undefined);

it('has a runtime to be tested with', () => {
  expect(runtimes.map(({ name }) => name)).toContain('onnxruntime-web');
});

describe.each(runtimes.map((runtime) => [runtime.name, runtime] as const))(
  "a model of the user's in %s",
  (_, runtime) => {
    it('gives its output and every tensor on the way, by the names of the file', async () => {
      const network = await open(runtime, dense());
      const [forwarded] = await network.forward([Float32Array.of(1, -2, 3)], 'float32');
      expect([network.input, network.output, network.notes]).toEqual([[3], [2], []]);
      expect([...forwarded!.output]).toEqual([2_000, -2_400]);
      expect(forwarded!.layers).toEqual([
        { name: 'input', largest: 3 },
        { name: 'h', largest: 12 },
        { name: 'r', largest: 12 },
        { name: 'y', largest: 2_400 },
      ]);
    });

    it('says where a value that is not finite is first seen', async () => {
      const network = await open(runtime, dense());
      expect(await firstWrong(network, [1, Number.NaN, 3])).toEqual({
        name: 'input',
        largest: 3,
        nonfinite: { index: 1, value: 'nan' },
      });
      expect(await firstWrong(network, [3e38, 0, 0])).toMatchObject({
        name: 'h',
        nonfinite: { index: 1, value: '+inf' },
      });
    });

    it('overflows in float16 where the value is first too large for it, though float32 holds it', async () => {
      const network = await open(runtime, dense());
      const sample = [0, 0, 100];
      expect(await firstWrong(network, sample)).toBeUndefined();
      expect(await firstWrong(network, sample, 'float16')).toMatchObject({
        name: 'y',
        nonfinite: { value: '+inf', index: 0 },
      });
      expect(await firstWrong(network, [70_000, 0, 0], 'float16')).toMatchObject({ name: 'input' });
    });

    it('rounds parameters and what is in between before it is used', async () => {
      const network = await open(
        runtime,
        dense({ initializers: { ...dense().initializers, b1: { dims: [2], values: [1.001, 0] } } }),
      );
      const [forwarded] = await network.forward([Float32Array.of(0, 0, 0)], 'bfloat16');
      // 1.001 is 1 in bfloat16, and 200 stays.
      expect([...forwarded!.output]).toEqual([200, 0]);
      expect(await firstWrong(network, [3.4e38, 0, 0], 'bfloat16')).toMatchObject({ name: 'input' });
    });

    it('says that it rounds afterwards where the operators of the model know no bfloat16, and finds the overflow all the same', async () => {
      const network = await open(runtime, dense({ opset: 11 }));
      expect(network.notes).toEqual([{ code: 'rounded-after', precision: 'bfloat16', detail: 'opset 11' }]);
      expect(await firstWrong(network, [3.398e38, -1.13e38, 0], 'bfloat16')).toMatchObject({ name: 'input' });
      expect(await layersOf(network, [1.001, 0, 0], 'bfloat16')).toMatchObject([
        { largest: 1 },
        { largest: 2 },
        {},
        {},
      ]);
      expect(await firstWrong(network, [0, 0, 100], 'float16')).toMatchObject({ name: 'y' });
    });

    it('makes the same of a sample in any company', async () => {
      const network = await open(runtime, dense());
      const samples = Array.from({ length: 9 }, (__, i) => Float32Array.of(Math.sin(i), Math.cos(3 * i), i / 7));
      samples.push(Float32Array.of(Number.NaN, Number.POSITIVE_INFINITY, 3e38));
      for (const precision of ['float32', 'float16', 'bfloat16'] as const) {
        const together = await network.forward(samples, precision);
        for (const [i, sample] of samples.entries())
          expect(together[i]).toEqual((await network.forward([sample], precision))[0]);
      }
    });

    it('feeds a sample as often as a model of a fixed batch wants', async () => {
      const network = await open(runtime, dense({ inputs: { x: [4, 3] }, outputs: { y: [4, 2] } }));
      const [forwarded] = await network.forward([Float32Array.of(1, -2, 3)], 'float32');
      expect(network.notes).toEqual([{ code: 'fixed-batch', batch: 4 }]);
      expect([network.output, [...forwarded!.output]]).toEqual([[2], [2_000, -2_400]]);
      expect(forwarded!.layers[1]).toEqual({ name: 'h', largest: 12 });
    });

    it('leaves out tensors that the model itself fills with infinities, to mask', async () => {
      const network = await open(runtime, {
        nodes: [
          { op: 'Greater', inputs: ['x', 'zero'], outputs: ['keep'] },
          { op: 'Where', inputs: ['keep', 'x', 'never'], outputs: ['masked'] },
          { op: 'Softmax', inputs: ['masked'], outputs: ['y'] },
        ],
        initializers: {
          zero: { dims: [], values: [0] },
          never: { dims: [], values: [Number.NEGATIVE_INFINITY] },
        },
        inputs: { x: ['n', 3] },
        outputs: { y: ['n', 3] },
      });
      expect((await layersOf(network, [1, -1, 2])).map(({ name }) => name)).toEqual(['input', 'y']);
      expect(await firstWrong(network, [1, -1, 2], 'float16')).toBeUndefined();
      expect(await firstWrong(network, [-1, -1, -1])).toMatchObject({ name: 'y', nonfinite: { value: 'nan' } });
    });

    it('settles lengths that the model leaves open by what a prepared sample is', async () => {
      const pooled: ModelSpec = {
        nodes: [{ op: 'GlobalAveragePool', inputs: ['x'], outputs: ['y'] }],
        inputs: { x: ['n', 3, 'height', 'width'] },
        outputs: { y: ['n', 3, 1, 1] },
      };
      expect((await open(runtime, pooled, [3, 2, 5])).input).toEqual([3, 2, 5]);
      await expect(open(runtime, pooled)).rejects.toMatchObject({
        key: 'probe.model-input-open',
        data: { shape: 'n x 3 x height x width' },
      });
      await expect(open(runtime, pooled, [1, 2, 5])).rejects.toMatchObject({ key: 'probe.model-input-differs' });
    });

    it('is told apart from its samples: a faulty layer stops all of them, a faulty sample stops before', async () => {
      const samples = Array.from({ length: 9 }, (__, i) => Float32Array.of(i, 1, i === 4 ? Number.NaN : 2));
      const stops = async (spec: ModelSpec) => {
        const forwarded = await (await open(runtime, spec)).forward(samples, 'float32');
        return forwarded.map(({ layers }) => {
          const at = layers.find(({ nonfinite }) => nonfinite !== undefined);
          const stage: 'input' | 'layer' = at?.name === 'input' ? 'input' : 'layer';
          return at?.nonfinite === undefined ? {} : { nonfinite: { stage, name: at.name, ...at.nonfinite } };
        });
      };
      const faulty = dense({ initializers: { ...dense().initializers, b1: { dims: [2], values: [0, Number.NaN] } } });
      expect(blame(await stops(faulty))).toEqual({ layer: 'h', samples: 8, reached: 8 });
      const right = await stops(dense());
      expect([blame(right), right.filter(({ nonfinite }) => nonfinite).length]).toEqual([undefined, 1]);
    });

    it('refuses a model that takes more than the sample, or that the runtime does not know', async () => {
      await expect(open(runtime, dense({ inputs: { x: ['n', 3], mask: ['n', 1] } }))).rejects.toMatchObject({
        key: 'probe.model-inputs',
        data: { count: 2, names: 'x, mask' },
      });
      const nodes = [{ op: 'Conjure', inputs: ['x'], outputs: ['y'] }];
      await expect(open(runtime, dense({ nodes }))).rejects.toMatchObject({ key: 'probe.model-refused' });
    });
  },
);

describe('the runtime', () => {
  it('is named with the command that installs it where it is missing', async () => {
    await expect(loadRuntime('node', async () => undefined)).rejects.toMatchObject({
      key: 'probe.runtime-missing',
      data: { name: 'onnxruntime-node', command: 'ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node@1.30' },
    });
  });

  it('is the native one where both are installed, unless the other is asked for', async () => {
    const module = { env: {}, InferenceSession: {}, Tensor: class {} };
    expect((await loadRuntime('auto', async () => module)).name).toBe('onnxruntime-node');
    expect((await loadRuntime('web', async () => module)).name).toBe('onnxruntime-web');
    const webOnly = async (name: string) => (name === 'onnxruntime-web' ? module : undefined);
    expect((await loadRuntime('auto', webOnly)).name).toBe('onnxruntime-web');
  });

  it('that cannot be loaded is passed over, and named where there is no other', async () => {
    const module = { env: {}, InferenceSession: {}, Tensor: class {} };
    const brokenNode = (rest: unknown) => async (name: string) => {
      if (name === 'onnxruntime-node') throw new Error('libgomp.so.1 is missing');
      return rest;
    };
    expect((await loadRuntime('auto', brokenNode(module))).name).toBe('onnxruntime-web');
    await expect(loadRuntime('auto', brokenNode(undefined))).rejects.toMatchObject({
      key: 'probe.runtime-broken',
      data: { name: 'onnxruntime-node', detail: 'libgomp.so.1 is missing' },
    });
  });
});
