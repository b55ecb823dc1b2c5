import { messageIn, messagesIn, numbersIn, type TextMessage, textsIn } from '../prototxt.ts';

/** One layer of a Caffe network, in the words of the newer format. */
export interface CaffeLayer {
  readonly name: string;
  readonly type: string;
  readonly bottoms: readonly string[];
  readonly tops: readonly string[];
  readonly message: TextMessage;
}

/** Types of the older format (caffe.proto, V1LayerParameter) whose names are not just the newer ones in capitals. */
const V1_TYPES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ABSVAL: 'AbsVal',
    BNLL: 'BNLL',
    CONCAT: 'Concat',
    CONVOLUTION: 'Convolution',
    DATA: 'Data',
    DECONVOLUTION: 'Deconvolution',
    DROPOUT: 'Dropout',
    ELTWISE: 'Eltwise',
    EUCLIDEAN_LOSS: 'EuclideanLoss',
    EXP: 'Exp',
    FLATTEN: 'Flatten',
    HDF5_DATA: 'HDF5Data',
    HINGE_LOSS: 'HingeLoss',
    IMAGE_DATA: 'ImageData',
    INNER_PRODUCT: 'InnerProduct',
    LRN: 'LRN',
    MEMORY_DATA: 'MemoryData',
    MULTINOMIAL_LOGISTIC_LOSS: 'MultinomialLogisticLoss',
    MVN: 'MVN',
    POOLING: 'Pooling',
    POWER: 'Power',
    RELU: 'ReLU',
    SIGMOID: 'Sigmoid',
    SIGMOID_CROSS_ENTROPY_LOSS: 'SigmoidCrossEntropyLoss',
    SLICE: 'Slice',
    SOFTMAX: 'Softmax',
    SOFTMAX_LOSS: 'SoftmaxWithLoss',
    SPLIT: 'Split',
    TANH: 'TanH',
    WINDOW_DATA: 'WindowData',
    THRESHOLD: 'Threshold',
  }),
);

export type Phase = 'TRAIN' | 'TEST';

const runsIn = (layer: TextMessage, phase: Phase): boolean => {
  const names = (field: string): readonly (string | undefined)[] =>
    messagesIn(layer, field).map((rule) => textsIn(rule, 'phase').at(-1));
  const included = names('include');
  if (included.length > 0) return included.some((stated) => stated === undefined || stated === phase);
  return !names('exclude').some((stated) => stated === undefined || stated === phase);
};

const layerOf = (message: TextMessage): CaffeLayer => {
  const type = textsIn(message, 'type').at(-1) ?? '';
  return {
    name: textsIn(message, 'name').at(-1) ?? '',
    type: V1_TYPES.get(type) ?? type,
    bottoms: textsIn(message, 'bottom'),
    tops: textsIn(message, 'top'),
    message,
  };
};

/** Layers of one phase, of the newer format (`layer`) or the older (`layers`). */
export const layersOf = (net: TextMessage, phase: Phase): readonly CaffeLayer[] =>
  [...messagesIn(net, 'layer'), ...messagesIn(net, 'layers')].filter((layer) => runsIn(layer, phase)).map(layerOf);

/** Height and width, however the parameter states them: both at once, one for each axis, or `<stem>_h` and `<stem>_w`. */
export const spatial = (
  parameter: TextMessage | undefined,
  name: string,
  stem: string,
  absent: number,
): readonly number[] => {
  const [height, width = height] = numbersIn(parameter, name);
  const stated = [
    numbersIn(parameter, `${stem}_h`).at(-1) ?? height,
    numbersIn(parameter, `${stem}_w`).at(-1) ?? width,
  ];
  return stated.map((length) => length ?? absent);
};

/** Whether all parameters of a layer are told not to learn. */
export const isFrozen = ({ message }: CaffeLayer): boolean => {
  const rates = [
    ...messagesIn(message, 'param').map((param) => numbersIn(param, 'lr_mult').at(-1) ?? 1),
    ...numbersIn(message, 'blobs_lr'),
  ];
  return rates.length > 0 && rates.every((rate) => rate === 0);
};

export const parameterOf = ({ message }: CaffeLayer, name: string): TextMessage | undefined => messageIn(message, name);
