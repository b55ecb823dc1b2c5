import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/model/errors.ts';
import { lintGraph } from '../../../src/probe/graph/lint.ts';
import { graphOfOnnx } from '../../../src/probe/graph/of-onnx.ts';
import { withRounding } from '../../../src/probe/model/instrument.ts';
import { watchOf } from '../../../src/probe/model/watch.ts';
import { decodeModel } from '../../../src/probe/onnx/decode.ts';
import { elementsOf } from '../../../src/probe/onnx/tensor.ts';
import '../../seed.ts';
import { dense, encodeModel, type ModelSpec } from '../onnx-models.ts';

const decode = (bytes: Uint8Array) => decodeModel(bytes, 'm.onnx');
const roundedOf = (spec: ModelSpec) => {
  const model = decode(encodeModel(spec));
  const { tensors, masked } = watchOf(model);
  return decode(withRounding(model, 'float16', tensors, masked));
};
const values = (model: ReturnType<typeof decode>, name: string): number[] => {
  const { count, at } = elementsOf(model.initializers.get(name)!)!;
  return Array.from({ length: count }, (_, i) => at(i));
};

describe('a model that rounds', () => {
  it("keeps the user's names for what is rounded, and has every tensor made, narrowed and widened", () => {
    const rounded = roundedOf(dense());
    expect(rounded.nodes.map(({ op, inputs, outputs }) => `${outputs} = ${op}(${inputs})`)).toEqual([
      'h/as-made = Gemm(x,w1,b1)',
      'h/narrow = Cast(h/as-made)',
      'h = Cast(h/narrow)',
      'r/as-made = Relu(h)',
      'r/narrow = Cast(r/as-made)',
      'r = Cast(r/narrow)',
      'y/as-made = Gemm(r,w2)',
      'y/narrow = Cast(y/as-made)',
      'y = Cast(y/narrow)',
    ]);
    expect(rounded.outputs.map(({ name }) => name)).toEqual(['y', 'h', 'r']);
  });

  it('takes no name that the file has already', () => {
    const nodes = [...dense().nodes, { op: 'Abs', inputs: ['y'], outputs: ['h/as-made'] }];
    const names = roundedOf(dense({ nodes })).nodes.flatMap(({ outputs }) => outputs);
    expect(new Set(names).size).toBe(names.length);
  });

  it('has parameters rounded, but for masks and what says how tensors are laid out', () => {
    const rounded = roundedOf({
      nodes: [
        { op: 'Resize', inputs: ['x', '', 'scales'], outputs: ['large'] },
        { op: 'Add', inputs: ['large', 'mask'], outputs: ['masked'] },
        { op: 'Mul', inputs: ['large', 'weight'], outputs: ['y'] },
      ],
      initializers: {
        scales: { dims: [4], values: [1, 1, 1.0003, 1.0003] },
        mask: { dims: [1], values: [-3.4e38] },
        weight: { dims: [2], values: [1.0003, 1e6] },
      },
      inputs: { x: ['n', 1, 8, 8] },
      outputs: { y: ['n', 1, 8, 8] },
    });
    expect(values(rounded, 'scales')[2]).toBe(Math.fround(1.0003));
    expect(values(rounded, 'mask')).toEqual([Math.fround(-3.4e38)]);
    expect(values(rounded, 'weight')).toEqual([1, Number.POSITIVE_INFINITY]);
  });

  it('can be made of, and rules asked of, whatever can be read', () => {
    const bytes = encodeModel(dense());
    const change = fc.record({ at: fc.nat({ max: bytes.length - 1 }), to: fc.nat({ max: 255 }) });
    let read = 0;
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
        const damaged = Uint8Array.from(bytes);
        for (const { at, to } of changes) damaged[at] = to;
        try {
          const model = decode(damaged);
          read += 1;
          const { tensors, masked } = watchOf(model);
          withRounding(model, 'bfloat16', tensors, masked);
          lintGraph(graphOfOnnx(model), { classes: 2 });
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
        }
      }),
      { numRuns: 1_000 },
    );
    expect(read).toBeGreaterThan(100);
  });
});
