import { UserError } from '../../model/errors.ts';
import { numbersIn, parsePrototxt, type TextMessage, textsIn } from '../prototxt.ts';
import { type CaffeLayer, isFrozen, layersOf, type Phase, parameterOf, spatial } from './caffe-layers.ts';
import { type Constant, constantFacts, type GraphNode, type NetworkGraph } from './graph.ts';

type Numbers = Readonly<Record<string, readonly number[]>>;

const numberOf = (layer: CaffeLayer, parameter: string, name: string, absent: number): number =>
  numbersIn(parameterOf(layer, parameter), name).at(-1) ?? absent;
const wordOf = (layer: CaffeLayer, parameter: string, name: string): string | undefined =>
  textsIn(parameterOf(layer, parameter), name).at(-1);

const pooling = (layer: CaffeLayer): readonly [string, Numbers] => {
  const parameter = parameterOf(layer, 'pooling_param');
  const kind = textsIn(parameter, 'pool').at(-1) === 'AVE' ? 'AveragePool' : 'MaxPool';
  if (textsIn(parameter, 'global_pooling').at(-1) === 'true') return [`Global${kind}`, {}];
  const kernel = spatial(parameter, 'kernel_size', 'kernel', 1);
  // Caffe rounds the number of windows up.
  return [kind, { kernel_shape: kernel, strides: spatial(parameter, 'stride', 'stride', 1), ceil_mode: [1] }];
};

const batchNorm = (layer: CaffeLayer, next: CaffeLayer | undefined): readonly [string, Numbers] => {
  const stored = wordOf(layer, 'batch_norm_param', 'use_global_stats') === 'true';
  const frozen = next?.type === 'Scale' && next.bottoms[0] === layer.tops[0] && isFrozen(next);
  return ['BatchNormalization', { ...(stored && { training_mode: [0] }), frozen: [frozen ? 1 : 0] }];
};

const ELTWISE: ReadonlyMap<string, string> = new Map(Object.entries({ PROD: 'Mul', SUM: 'Sum', MAX: 'Max' }));
const REDUCTION: ReadonlyMap<string, string> = new Map(
  Object.entries({
    SUM: 'ReduceSum',
    ASUM: 'ReduceL1',
    SUMSQ: 'ReduceSumSquare',
    MEAN: 'ReduceMean',
  }),
);
const KINDS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    AbsVal: 'Abs',
    BNLL: 'Softplus',
    Convolution: 'Conv',
    Deconvolution: 'ConvTranspose',
    TanH: 'Tanh',
    ELU: 'Elu',
    PReLU: 'PRelu',
    Slice: 'Identity',
    Split: 'Identity',
    Crop: 'Identity',
    Threshold: 'Relu',
  }),
);

/** The operator of ONNX that a layer is, with the numbers that the rules look at. */
const kindOf = (layer: CaffeLayer, next: CaffeLayer | undefined): readonly [string, Numbers] => {
  const { type } = layer;
  if (type === 'Pooling') return pooling(layer);
  if (type === 'BatchNorm') return batchNorm(layer, next);
  if (type === 'InnerProduct') {
    const plain = numberOf(layer, 'inner_product_param', 'axis', 1) === 1;
    return [plain ? 'Gemm' : type, { num_output: [numberOf(layer, 'inner_product_param', 'num_output', 0)] }];
  }
  if (type === 'Softmax' || type === 'SoftmaxWithLoss')
    return [type, { axis: [numberOf(layer, 'softmax_param', 'axis', 1)] }];
  if (type === 'ReLU') return [numberOf(layer, 'relu_param', 'negative_slope', 0) === 0 ? 'Relu' : 'LeakyRelu', {}];
  if (type === 'Eltwise') {
    const weighed = numbersIn(parameterOf(layer, 'eltwise_param'), 'coeff').some((weight) => weight < 0);
    return [weighed ? type : (ELTWISE.get(wordOf(layer, 'eltwise_param', 'operation') ?? 'SUM') ?? type), {}];
  }
  if (type === 'Reduction') return [REDUCTION.get(wordOf(layer, 'reduction_param', 'operation') ?? 'SUM') ?? type, {}];
  if (type === 'Convolution') return ['Conv', { num_output: [numberOf(layer, 'convolution_param', 'num_output', 0)] }];
  return [KINDS.get(type) ?? type, {}];
};

/** Layers that do several things in one: y = f(shift + scale * x). */
const SCALED: ReadonlyMap<string, readonly [string, string]> = new Map(
  Object.entries({
    Log: ['log_param', 'Log'],
    Power: ['power_param', 'Pow'],
  }),
);

/** A graph in which each tensor is made once: in Caffe a layer may write over what it reads. */
const createBuilder = () => {
  const nodes: GraphNode[] = [];
  const constants = new Map<string, Constant>();
  const spoken = new Map<string, string>();
  const current = new Map<string, string>();
  const made = new Set<string>();
  const versions = new Map<string, number>();
  const write = (blob: string): string => {
    let version = (versions.get(blob) ?? 0) + 1;
    let name = version === 1 ? blob : `${blob}#${version}`;
    for (; made.has(name); name = `${blob}#${version}`) version += 1;
    versions.set(blob, version);
    made.add(name);
    spoken.set(name, blob);
    return name;
  };
  const read = (blob: string): string => {
    // What no layer before has made comes from outside, and keeps its name.
    made.add(blob);
    return current.get(blob) ?? blob;
  };
  const constant = (value: number): string => {
    const name = `constant ${value}`;
    constants.set(
      name,
      constantFacts([], 1, () => value),
    );
    return name;
  };
  const add = (layer: CaffeLayer, kind: string, numbers: Numbers, inputs: readonly string[]): void => {
    const outputs = layer.tops.map(write);
    for (const [i, blob] of layer.tops.entries()) current.set(blob, outputs[i]!);
    const { name, type: op } = layer;
    nodes.push({ name, op, kind, inputs, outputs, numbers: new Map(Object.entries(numbers)) });
  };
  const step = (layer: CaffeLayer, kind: string, inputs: readonly string[]): string => {
    const output = write(`${layer.bottoms[0] ?? ''}`);
    nodes.push({ name: layer.name, op: layer.type, kind, inputs, outputs: [output], numbers: new Map() });
    return output;
  };
  return { nodes, constants, spoken, current, read, constant, add, step };
};

const addLayer = (build: ReturnType<typeof createBuilder>, layer: CaffeLayer, next: CaffeLayer | undefined): void => {
  const inputs = layer.bottoms.map(build.read);
  const scaled = SCALED.get(layer.type);
  if (scaled === undefined) {
    build.add(layer, ...kindOf(layer, next), inputs);
    return;
  }
  const [parameter, kind] = scaled;
  const scale = numberOf(layer, parameter, 'scale', 1);
  const shift = numberOf(layer, parameter, 'shift', 0);
  let operand = inputs[0] ?? '';
  if (scale !== 1) operand = build.step(layer, 'Mul', [operand, build.constant(scale)]);
  if (shift !== 0) operand = build.step(layer, 'Add', [operand, build.constant(shift)]);
  const power = kind === 'Pow' ? [build.constant(numberOf(layer, parameter, 'power', 1))] : [];
  build.add(layer, kind, {}, [operand, ...power]);
};

const graphOf = (net: TextMessage, phase: Phase): NetworkGraph => {
  const layers = layersOf(net, phase);
  const build = createBuilder();
  for (const [i, layer] of layers.entries()) if (layer.bottoms.length > 0) addLayer(build, layer, layers[i + 1]);
  const used = new Set(build.nodes.flatMap(({ inputs }) => inputs));
  const made = new Set(build.nodes.flatMap(({ outputs }) => outputs));
  const ends = [...build.current.values()].filter((name) => !used.has(name));
  return {
    dialect: 'caffe',
    softmaxFlattens: false,
    trained: phase === 'TRAIN' && layers.some(({ type }) => type.endsWith('Loss')),
    nodes: build.nodes,
    // What layers of data give, what is stated as input, and of a part of a network what it is cut off from.
    inputs: [...used].filter((name) => !made.has(name) && !build.constants.has(name)),
    outputs: ends,
    constants: build.constants,
    shapes: new Map(),
    spoken: build.spoken,
  };
};

/** The graphs of a Caffe network that is described in text: as it is trained, and as it is tested. Throws UserError. */
export const graphsOfPrototxt = (text: string, file: string): readonly NetworkGraph[] => {
  const net = parsePrototxt(text, file);
  const graphs = (['TRAIN', 'TEST'] as const).map((phase) => graphOf(net, phase));
  if (graphs.every(({ nodes }) => nodes.length === 0))
    throw new UserError('probe.prototxt-malformed', { file, line: 1, what: 'there are no layers' });
  return graphs;
};
