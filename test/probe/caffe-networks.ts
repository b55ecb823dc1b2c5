/** Well-known networks as Caffe describes them, layer for layer what matters to the rules; generated, for they repeat themselves. */

interface Options {
  readonly bottoms?: readonly string[];
  readonly rest?: string;
}
const layer = (name: string, type: string, { bottoms = [], rest = '' }: Options, top = name): string =>
  `layer {\n  name: "${name}"\n  type: "${type}"\n${bottoms.map((bottom) => `  bottom: "${bottom}"\n`).join('')}  top: "${top}"\n  ${rest}\n}\n`;

const data = `layer { name: "data" type: "Data" top: "data" top: "label" include { phase: TRAIN } # both tops
  transform_param { mirror: true crop_size: 224 mean_value: 104 mean_value: 117 mean_value: 123 }
  data_param { source: "train_lmdb" batch_size: 32 backend: LMDB } }
layer { name: "data" type: "Data" top: "data" top: "label" include { phase: TEST } data_param { source: 'val_lmdb' } }\n`;

const conv = (name: string, bottom: string, outputs: number, rest: string): string =>
  layer(name, 'Convolution', {
    bottoms: [bottom],
    rest: `param { lr_mult: 1 decay_mult: 1 } param { lr_mult: 2 decay_mult: 0 }
  convolution_param { num_output: ${outputs} ${rest} weight_filler { type: "gaussian" std: 1e-2 } }`,
  }) + layer(`relu_${name}`, 'ReLU', { bottoms: [name] }, name);
const pool = (name: string, bottom: string, rest: string): string =>
  layer(name, 'Pooling', { bottoms: [bottom], rest: `pooling_param { ${rest} }` });
const norm = (name: string, bottom: string): string =>
  layer(name, 'LRN', { bottoms: [bottom], rest: 'lrn_param { local_size: 5 alpha: 0.0001 beta: 0.75 }' });
const dense = (name: string, bottom: string, outputs: number): string =>
  layer(name, 'InnerProduct', { bottoms: [bottom], rest: `inner_product_param { num_output: ${outputs} }` });
const hidden = (name: string, bottom: string, outputs: number): string =>
  dense(name, bottom, outputs) +
  layer(`relu_${name}`, 'ReLU', { bottoms: [name] }, name) +
  layer(`drop_${name}`, 'Dropout', { bottoms: [name], rest: 'dropout_param { dropout_ratio: 0.5 }' }, name);
const losses = (name: string, scores: string): string =>
  layer(name, 'SoftmaxWithLoss', { bottoms: [scores, 'label'], rest: 'loss_weight: 0.3' }) +
  layer(`${name}/top-1`, 'Accuracy', { bottoms: [scores, 'label'], rest: 'include { phase: TEST }' });

export const alexNet = (): string =>
  `name: "AlexNet"\n${data}` +
  conv('conv1', 'data', 96, 'kernel_size: 11 stride: 4') +
  norm('norm1', 'conv1') +
  pool('pool1', 'norm1', 'pool: MAX kernel_size: 3 stride: 2') +
  conv('conv2', 'pool1', 256, 'pad: 2 kernel_size: 5 group: 2') +
  norm('norm2', 'conv2') +
  pool('pool2', 'norm2', 'pool: MAX kernel_size: 3 stride: 2') +
  conv('conv3', 'pool2', 384, 'pad: 1 kernel_size: 3') +
  conv('conv5', 'conv3', 256, 'pad: 1 kernel_size: 3 group: 2') +
  pool('pool5', 'conv5', 'pool: MAX kernel_size: 3 stride: 2') +
  hidden('fc6', 'pool5', 4096) +
  hidden('fc7', 'fc6', 4096) +
  dense('fc8', 'fc7', 1000) +
  losses('loss', 'fc8');

/** Outputs of the branches: 1x1, 3x3 and what reduces to it, 5x5 and what reduces to it, pooled. */
type Inception = readonly [number, number, number, number, number, number];
const inception = (name: string, bottom: string, [one, less3, three, less5, five, pooled]: Inception): string => {
  const part = (suffix: string): string => `inception_${name}/${suffix}`;
  return (
    conv(part('1x1'), bottom, one, 'kernel_size: 1') +
    conv(part('3x3_reduce'), bottom, less3, 'kernel_size: 1') +
    conv(part('3x3'), part('3x3_reduce'), three, 'pad: 1 kernel_size: 3') +
    conv(part('5x5_reduce'), bottom, less5, 'kernel_size: 1') +
    conv(part('5x5'), part('5x5_reduce'), five, 'pad: 2 kernel_size: 5') +
    pool(part('pool'), bottom, 'pool: MAX kernel_size: 3 stride: 1 pad: 1') +
    conv(part('pool_proj'), part('pool'), pooled, 'kernel_size: 1') +
    layer(part('output'), 'Concat', { bottoms: ['1x1', '3x3', '5x5', 'pool_proj'].map(part) })
  );
};
const side = (name: string, bottom: string): string =>
  pool(`${name}/ave_pool`, bottom, 'pool: AVE kernel_size: 5 stride: 3') +
  conv(`${name}/conv`, `${name}/ave_pool`, 128, 'kernel_size: 1') +
  hidden(`${name}/fc`, `${name}/conv`, 1024) +
  dense(`${name}/classifier`, `${name}/fc`, 1000) +
  losses(`${name}/loss`, `${name}/classifier`);

export const googLeNet = (): string =>
  `name: "GoogleNet"\n${data}` +
  conv('conv1/7x7_s2', 'data', 64, 'pad: 3 kernel_size: 7 stride: 2') +
  pool('pool1/3x3_s2', 'conv1/7x7_s2', 'pool: MAX kernel_size: 3 stride: 2') +
  norm('pool1/norm1', 'pool1/3x3_s2') +
  conv('conv2/3x3', 'pool1/norm1', 192, 'pad: 1 kernel_size: 3') +
  pool('pool2/3x3_s2', 'conv2/3x3', 'pool: MAX kernel_size: 3 stride: 2') +
  inception('3a', 'pool2/3x3_s2', [64, 96, 128, 16, 32, 32]) +
  inception('4a', 'inception_3a/output', [192, 96, 208, 16, 48, 64]) +
  side('loss1', 'inception_4a/output') +
  inception('4d', 'inception_4a/output', [112, 144, 288, 32, 64, 64]) +
  side('loss2', 'inception_4d/output') +
  pool('pool5/7x7_s1', 'inception_4d/output', 'pool: AVE kernel_size: 7 stride: 1') +
  dense('loss3/classifier', 'pool5/7x7_s1', 1000) +
  losses('loss3/loss3', 'loss3/classifier');

const stored = (name: string, bottom: string): string =>
  layer(`bn_${name}`, 'BatchNorm', { bottoms: [bottom], rest: 'batch_norm_param { use_global_stats: true }' }, name) +
  layer(`scale_${name}`, 'Scale', { bottoms: [name], rest: 'scale_param { bias_term: true }' }, name);

export const residualDeploy = (): string =>
  'name: "ResNet-50"\ninput: "data"\ninput_dim: 1\ninput_dim: 3\ninput_dim: 224\ninput_dim: 224\n' +
  conv('conv1', 'data', 64, 'kernel_size: 7 pad: 3 stride: 2 bias_term: false') +
  stored('conv1', 'conv1') +
  pool('pool1', 'conv1', 'kernel_size: 3 stride: 2 pool: MAX') +
  conv('res2a_branch2c', 'pool1', 256, 'kernel_size: 1') +
  stored('res2a_branch2c', 'res2a_branch2c') +
  conv('res2a_branch1', 'pool1', 256, 'kernel_size: 1') +
  layer('res2a', 'Eltwise', { bottoms: ['res2a_branch1', 'res2a_branch2c'] }) +
  pool('pool5', 'res2a', 'pool: AVE global_pooling: true') +
  dense('fc1000', 'pool5', 1000) +
  layer('prob', 'Softmax', { bottoms: ['fc1000'] });

export const leNetOfOldFormat = (): string => `name: "LeNet"
layers { name: "mnist" type: DATA top: "data" top: "label" data_param { source: "mnist_train" scale: 0.00390625 batch_size: 64 } }
layers { name: "conv1" type: CONVOLUTION bottom: "data" top: "conv1" blobs_lr: 1 blobs_lr: 2
  convolution_param { num_output: 20 kernelsize: 5 stride: 1 weight_filler { type: "xavier" } } }
layers { name: "pool1" type: POOLING bottom: "conv1" top: "pool1" pooling_param { kernel_size: 2 pool: MAX stride: 2 } }
layers { name: "ip1" type: INNER_PRODUCT bottom: "pool1" top: "ip1" inner_product_param { num_output: 500 } }
layers { name: "relu1" type: RELU bottom: "ip1" top: "ip1" }
layers { name: "ip2" type: INNER_PRODUCT bottom: "ip1" top: "ip2" inner_product_param { num_output: 10 } }
layers { name: "loss" type: SOFTMAX_LOSS bottom: "ip2" bottom: "label" }
`;
