import { describe, expect, it } from 'vitest';
import { lintGraphs } from '../../../src/probe/graph/lint.ts';
import { graphsOfPrototxt } from '../../../src/probe/graph/of-caffe.ts';
import { alexNet, googLeNet, leNetOfOldFormat, residualDeploy } from '../caffe-networks.ts';

const problemsOf = (text: string, classes?: number) =>
  lintGraphs(graphsOfPrototxt(text, 'net.prototxt'), classes === undefined ? {} : { classes });
const layer = (type: string, rest = '', bottom = 'data', top = 'y'): string =>
  `layer { name: "${top}" type: "${type}" bottom: "${bottom}" top: "${top}" ${rest} }\n`;
const DATA = 'layer { name: "data" type: "Data" top: "data" top: "label" }\n';
const LOSS = 'layer { name: "loss" type: "SoftmaxWithLoss" bottom: "y" bottom: "label" top: "loss" }\n';

describe('a network of Caffe', () => {
  it('is accused of the pooling that turned a loss NaN: stride 5, kernel 3', () => {
    expect(problemsOf(layer('Pooling', 'pooling_param { pool: AVE stride: 5 kernel_size: 3 }'))).toEqual([
      { code: 'stride-over-kernel', node: 'y', op: 'Pooling', kernel: [3, 3], stride: [5, 5] },
    ]);
    expect(
      problemsOf(layer('Pooling', 'pooling_param { kernel_h: 3 kernel_w: 1 stride_h: 2 stride_w: 2 }')),
    ).toMatchObject([{ kernel: [3, 1], stride: [2, 2] }]);
  });

  it('has its layers read in the older format, too', () => {
    const old = 'layers { name: "p" type: POOLING bottom: "data" top: "p" pooling_param { kernel_size: 2 stride: 3 } }';
    expect(problemsOf(old)).toMatchObject([{ code: 'stride-over-kernel', node: 'p' }]);
  });

  it('is accused of Log and Power of what may be 0 or negative, unless a shift guards them', () => {
    expect(problemsOf(layer('Log'))).toMatchObject([
      { code: 'unguarded', op: 'Log', tensor: 'data', danger: 'zero or negative' },
    ]);
    expect(problemsOf(layer('Log', 'log_param { shift: 1e-6 }'))).toEqual([]);
    expect(problemsOf(layer('Power', 'power_param { power: -1 }'))).toMatchObject([{ op: 'Power', danger: 'zero' }]);
    expect(problemsOf(layer('Power', 'power_param { power: 0.5 shift: 0.001 }'))).toEqual([]);
    expect(problemsOf(layer('Power', 'power_param { scale: 0.0039 shift: -1 }'))).toEqual([]);
  });

  it('follows blobs that a layer writes over', () => {
    const relu = layer('ReLU', '', 'data', 'data');
    expect(problemsOf(`${DATA}${relu}${layer('Log')}`)).toMatchObject([{ tensor: 'data', danger: 'zero' }]);
    expect(problemsOf(`${DATA}${layer('Exp', '', 'data', 'data')}${layer('Log')}`)).toEqual([]);
  });

  it('is accused of a softmax over the batch, or over the rows of a map', () => {
    const conv = layer('Convolution', 'convolution_param { num_output: 5 kernel_size: 1 }', 'data', 'c');
    expect(problemsOf(`${DATA}${conv}${layer('Softmax', 'softmax_param { axis: 0 }', 'c')}`)).toMatchObject([
      { over: 'batch' },
    ]);
    expect(problemsOf(`${DATA}${conv}${layer('Softmax', 'softmax_param { axis: 3 }', 'c')}`)).toMatchObject([
      { axis: 3, over: 'not the classes' },
    ]);
    expect(problemsOf(`${DATA}${conv}${layer('Softmax', '', 'c')}`)).toEqual([]);
  });

  it('is accused of stored statistics where it is trained, unless the layer is frozen', () => {
    const norm = layer('BatchNorm', 'batch_norm_param { use_global_stats: true }', 'data', 'n');
    const scale = (rate: number) => layer('Scale', `param { lr_mult: ${rate} } param { lr_mult: ${rate} }`, 'n');
    expect(problemsOf(`${DATA}${norm}${scale(1)}${LOSS}`)).toEqual([
      { code: 'stored-statistics', node: 'n', op: 'BatchNorm' },
    ]);
    expect(problemsOf(`${DATA}${norm}${scale(0)}${LOSS}`)).toEqual([]);
    expect(problemsOf(`${DATA}${norm}${scale(1)}`)).toEqual([]);
    const tested = norm.replace('bottom', 'include { phase: TEST } bottom');
    expect(problemsOf(`${DATA}${tested}${scale(1)}${LOSS}`)).toEqual([]);
  });

  it('is accused of fewer scores than classes, and noted for more', () => {
    const scores = layer('InnerProduct', 'inner_product_param { num_output: 10 }');
    expect(problemsOf(`${DATA}${scores}${LOSS}`, 12)).toEqual([
      { code: 'output-narrow', node: 'y', outputs: 10, classes: 12 },
    ]);
    expect(problemsOf(`${DATA}${scores}${LOSS}`, 8)).toMatchObject([{ code: 'output-wide' }]);
    expect(problemsOf(`${DATA}${scores}${LOSS}`, 10)).toEqual([]);
  });

  it.each([
    ['LeNet in the older format', leNetOfOldFormat(), 10],
    ['AlexNet, whose pooling overlaps', alexNet(), 1000],
    ['GoogLeNet with its three losses', googLeNet(), 1000],
    ['a residual network as it is deployed, on stored statistics', residualDeploy(), 1000],
  ])('is not accused of anything: %s', (_, text, classes) => {
    expect(graphsOfPrototxt(text, 'net.prototxt')[0]!.nodes.length).toBeGreaterThan(5);
    expect(problemsOf(text, classes)).toEqual([]);
  });

  it('may have layers of any name', () => {
    for (const type of ['constructor', '__proto__', 'toString']) expect(problemsOf(layer(type))).toEqual([]);
  });

  it('is refused where there are no layers, as in the description of a solver', () => {
    expect(() => graphsOfPrototxt('net: "train.prototxt"\nbase_lr: 0.01', 's.prototxt')).toThrow(
      expect.objectContaining({ key: 'probe.prototxt-malformed' }),
    );
  });
});
