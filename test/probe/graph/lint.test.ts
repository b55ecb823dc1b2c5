import { describe, expect, it } from 'vitest';
import { type LintContext, lintGraph } from '../../../src/probe/graph/lint.ts';
import { graphOfOnnx } from '../../../src/probe/graph/of-onnx.ts';
import { decodeModel } from '../../../src/probe/onnx/decode.ts';
import { type Dims, dense, encodeModel, type ModelSpec, type NodeSpec, type TensorSpec } from '../onnx-models.ts';

const problemsOf = (spec: ModelSpec, context?: LintContext) =>
  lintGraph(graphOfOnnx(decodeModel(encodeModel(spec), 'm.onnx')), context);
const scalar = (value: number): TensorSpec => ({ dims: [], values: [value] });
const weights = (...dims: number[]): TensorSpec => ({
  dims,
  values: Array(dims.reduce((product, length) => product * length, 1)).fill(0.5),
});

/** `text`: one node a line, `output = Op(input, input) key=number|numbers`; the last makes the output. Names of one constant each: its number. */
const graph = (text: string, changes: Partial<ModelSpec> = {}, shape: Dims = ['n', 3, 8, 8]): ModelSpec => {
  const initializers: Record<string, TensorSpec> = {};
  const nodes = text
    .trim()
    .split('\n')
    .map((line): NodeSpec => {
      const [, output, op, inputs, rest] = /^\s*(\S+) = (\w+)\((.*?)\)(.*)$/.exec(line)!;
      const names = inputs!.split(', ').filter((name) => name !== '');
      for (const name of names) if (Number.isFinite(Number(name))) initializers[name] = scalar(Number(name));
      const attributes = Object.fromEntries(
        [...rest!.matchAll(/(\w+)=(\S+)/g)].map(([, key, value]) => {
          const numbers = value!.split(',').map(Number);
          return [key!, numbers.length > 1 ? numbers : numbers[0]!];
        }),
      );
      return { op: op!, inputs: names, outputs: [output!], name: `the ${output}`, attributes };
    });
  return {
    nodes,
    inputs: { x: shape },
    outputs: { [nodes.at(-1)!.outputs[0]!]: [] },
    ...changes,
    initializers: { ...initializers, ...changes.initializers },
  };
};

describe('pooling', () => {
  it('is accused where it steps further than it is wide: the rest is never seen', () => {
    expect(problemsOf(graph('y = MaxPool(x) kernel_shape=3,3 strides=5,3'))).toEqual([
      { code: 'stride-over-kernel', node: 'the y', op: 'MaxPool', kernel: [3, 3], stride: [5, 3] },
    ]);
  });

  it.each([
    ['its windows overlap', 'y = MaxPool(x) kernel_shape=3,3 strides=2,2'],
    ['its windows touch', 'y = AveragePool(x) kernel_shape=2,2 strides=2,2'],
    ['it takes every second value, as residual networks do', 'y = MaxPool(x) kernel_shape=1,1 strides=2,2'],
  ])('is right where %s', (_, text) => {
    expect(problemsOf(graph(text))).toEqual([]);
  });

  it('is accused of taking every second value where the last window may lie beyond the edge', () => {
    expect(problemsOf(graph('y = AveragePool(x) kernel_shape=1,1 strides=2,2 ceil_mode=1'))).toHaveLength(1);
  });
});

describe('an operation that is not finite everywhere', () => {
  it.each([
    ['Log of anything', 'y = Log(x)', 'zero or negative'],
    ['Log of what Relu makes 0', 'r = Relu(x)\ny = Log(r)', 'zero'],
    ['Log of a Softmax, which underflows', 's = Softmax(x) axis=1\ny = Log(s)', 'zero'],
    ['Sqrt of a difference', 'd = Sub(x, 1)\ny = Sqrt(d)', 'negative'],
    ['Div by what may be 0', 'r = ReduceL2(x) axes=1\ny = Div(x, r)', 'zero'],
    ['Reciprocal of anything', 'y = Reciprocal(x)', 'zero'],
    ['Pow to a fraction', 'y = Pow(x, 0.5)', 'negative'],
    ['Pow to a negative number', 'y = Pow(x, -1)', 'zero'],
    ['Pow to a negative fraction', 'y = Pow(x, -0.5)', 'zero or negative'],
    ['a division by a constant 0', 'y = Div(x, 0)', 'zero'],
  ])('is named without a guard: %s', (_, text, danger) => {
    expect(problemsOf(graph(text))).toMatchObject([{ code: 'unguarded', node: 'the y', danger }]);
  });

  it.each([
    ['Clip', 'c = Clip(x, 0.001)\ny = Log(c)'],
    ['Max', 'c = Max(x, 0.001)\ny = Log(c)'],
    ['a constant that is added', 'c = Add(x, 0.00001)\ny = Sqrt(c)'],
    ['a constant taken off that is negative', 'c = Sub(x, -0.1)\ny = Log(c)'],
    ['a square, for a root', 'c = Mul(x, x)\ny = Sqrt(c)'],
    ['a mask that puts 1 where 0 would be', 'z = Equal(x, 0)\nc = Where(z, 1, x)\ny = Div(x, c)'],
    ['Abs and a constant, as softsign has', 'a = Abs(x)\nc = Add(a, 1)\ny = Div(x, c)'],
    ['an exponential, as a softmax written out has', 'e = Exp(x)\ns = ReduceSum(e)\ny = Div(e, s)'],
    ['the length of an axis', 's = Shape(x)\ng = Gather(s, 1)\nf = Cast(g) to=1\nr = Sqrt(f)\ny = Div(x, r)'],
    ['a constant that is not 0', 'y = Div(x, 1.41421356)'],
    ['a whole power', 'y = Pow(x, 3)'],
    [
      'positive averages of positive powers, as generalized-mean pooling has',
      'c = Clip(x, 0.000001)\np = Pow(c, 3)\na = GlobalAveragePool(p)\ny = Pow(a, 0.33333)',
    ],
    [
      'layer normalization written out',
      'm = ReduceMean(x) axes=-1\nd = Sub(x, m)\nq = Pow(d, 2)\nv = ReduceMean(q) axes=-1\ne = Add(v, 0.00001)\ns = Sqrt(e)\ny = Div(d, s)',
    ],
    [
      'normalization to length 1 with a bound',
      'l = ReduceL2(x) axes=1\nc = Clip(l, 1e-12)\nb = Expand(c, 1)\ny = Div(x, b)',
    ],
    ['swish of one half', 'c = Add(x, 3)\nk = Clip(c, 0, 6)\nd = Div(k, 6)\ny = Mul(x, d)'],
  ])('is right with a guard: %s', (_, text) => {
    expect(problemsOf(graph(text))).toEqual([]);
  });

  it('is not asked of what parameters alone make', () => {
    const text = 'l = Log(w)\ny = Mul(x, l)';
    expect(problemsOf(graph(text, { initializers: { w: { dims: [2], values: [1, 2] } } }))).toEqual([]);
    expect(problemsOf(graph(text, { initializers: { w: { dims: [2], values: [1, 0] } } }))).toMatchObject([
      { danger: 'zero', tensor: 'w' },
    ]);
  });
});

describe('softmax', () => {
  const flat: Partial<ModelSpec> = { initializers: { w: weights(4, 5) } };
  it('is accused of running over the batch', () => {
    expect(problemsOf(graph('s = Gemm(x, w)\ny = Softmax(s) axis=0', flat, ['n', 4]))).toEqual([
      { code: 'softmax-axis', node: 'the y', op: 'Softmax', axis: 0, over: 'batch' },
    ]);
  });

  it('is accused of running over a row of a map of scores', () => {
    const maps: Partial<ModelSpec> = { initializers: { w: weights(5, 3, 1, 1) } };
    expect(problemsOf(graph('s = Conv(x, w)\ny = Softmax(s) axis=-1', maps))).toMatchObject([
      { axis: 3, over: 'not the classes' },
    ]);
    expect(problemsOf(graph('s = Conv(x, w)\ny = Softmax(s) axis=1', maps))).toEqual([]);
  });

  it('is accused of taking a whole map at once before opset 13, where its shape is known', () => {
    const changes: Partial<ModelSpec> = {
      opset: 11,
      values: { s: ['n', 5, 8, 8] },
      initializers: { w: weights(5, 3, 1, 1) },
    };
    expect(problemsOf(graph('s = Conv(x, w)\ny = Softmax(s)', changes))).toMatchObject([
      { axis: 1, over: 'several axes' },
    ]);
    const pooled = { ...changes, values: { s: ['n', 5, 1, 1] } };
    expect(problemsOf(graph('s = GlobalAveragePool(x)\ny = Softmax(s)', pooled))).toEqual([]);
  });

  it('is accused where only another axis has as many places as there are classes', () => {
    const spec = graph('s = Transpose(x) perm=0,2,1\ny = Softmax(s)', { values: { s: ['n', 5, 7] } }, ['n', 7, 5]);
    expect(problemsOf(spec, { classes: 5 })).toMatchObject([{ axis: 2, over: 'not the classes' }]);
    expect(problemsOf(spec, { classes: 7 })).toEqual([]);
    expect(problemsOf(spec)).toEqual([]);
  });

  it.each([
    ['scores', 's = Gemm(x, w)\ny = Softmax(s) axis=1', ['n', 4]],
    ['scores, counted from the end', 's = Gemm(x, w)\ny = Softmax(s) axis=-1', ['n', 4]],
    ['scores of each token', 's = MatMul(x, w)\ny = Softmax(s)', ['n', 9, 4]],
    ['attention over tokens', 's = MatMul(x, w)\na = Softmax(s) axis=1\ny = Mul(x, a)', ['n', 9, 4]],
    ['what no operator before it tells the axes of', 's = Transpose(x) perm=1,0\ny = Softmax(s) axis=0', ['n', 4]],
    ['one sample without a batch', 'y = Softmax(x) axis=0', [4]],
  ] as const)('is right over %s', (_, text, shape) => {
    expect(problemsOf(graph(text, flat, shape))).toEqual([]);
  });
});

describe('the number of scores', () => {
  const widths = (outputs: number, context: LintContext) =>
    problemsOf(
      graph('h = Relu(x)\ns = Gemm(h, w)\ny = Softmax(s)', { initializers: { w: weights(4, outputs) } }, ['n', 4]),
      context,
    );
  it('is too small where there are more classes', () => {
    expect(widths(5, { classes: 7 })).toEqual([{ code: 'output-narrow', node: 'the s', outputs: 5, classes: 7 }]);
  });

  it('is noted where it is larger, which does no harm', () => {
    expect(widths(7, { classes: 5 })).toMatchObject([{ code: 'output-wide', outputs: 7, classes: 5 }]);
  });

  it('is right where it is the number of classes, is one for two, or nobody counts classes', () => {
    expect([widths(5, { classes: 5 }), widths(1, { classes: 2 }), widths(5, {})]).toEqual([[], [], []]);
  });

  it('is what a run has told, where one has', () => {
    expect(widths(5, { classes: 5, outputs: 3 })).toMatchObject([{ code: 'output-narrow', outputs: 3 }]);
  });

  it('may stand in the last axis of a map', () => {
    const spec = graph('y = Transpose(x) perm=0,2,3,1', { outputs: { y: ['n', 8, 8, 21] } });
    expect(problemsOf(spec, { classes: 21 })).toEqual([]);
  });
});

describe('parameters', () => {
  const broken = (values: readonly number[]): ModelSpec =>
    dense({ initializers: { ...dense().initializers, b1: { dims: [2], values } } });
  it('are named where they are NaN or infinite: each sample would be blamed for them', () => {
    expect(problemsOf(broken([1, Number.NaN]))).toEqual([
      { code: 'nonfinite-weights', node: 'first', tensor: 'b1', count: 1, index: 1, value: 'nan' },
    ]);
    expect(problemsOf(broken([Number.NEGATIVE_INFINITY, Number.NaN]))).toMatchObject([
      { count: 2, index: 0, value: '-inf' },
    ]);
  });

  it('may be infinite where they mask', () => {
    const mask: Partial<ModelSpec> = { initializers: { m: { dims: [2], values: [0, Number.NEGATIVE_INFINITY] } } };
    expect(problemsOf(graph('s = Add(x, m)\ny = Softmax(s)', mask, ['n', 4, 2]))).toEqual([]);
  });

  it('are right in an ordinary model', () => {
    expect(problemsOf(dense(), { classes: 2 })).toEqual([]);
  });
});

describe('operators that nobody knows', () => {
  it('are passed over, whatever they are called', () => {
    for (const op of ['constructor', '__proto__', 'toString']) expect(problemsOf(graph(`y = ${op}(x)`))).toEqual([]);
  });
});

describe('batch normalization', () => {
  const norm = (...modes: number[]): ModelSpec =>
    graph(
      modes
        .map(
          (mode, i) =>
            `${i === modes.length - 1 ? 'y' : `h${i}`} = BatchNormalization(x, a, b, m, v) training_mode=${mode}`,
        )
        .join('\n'),
      {
        initializers: { a: weights(3), b: weights(3), m: weights(3), v: weights(3) },
      },
    );
  it('on stored statistics is right in a graph that is deployed, and named in one that is trained', () => {
    expect(problemsOf(norm(0, 0))).toEqual([]);
    expect(problemsOf(norm(0, 1))).toEqual([{ code: 'stored-statistics', node: 'the h0', op: 'BatchNormalization' }]);
  });
});
