import { z } from 'zod';

export const PROBE_PRESETS = ['imagenet', 'caffe', 'none'] as const;
export const PROBE_LOSSES = ['softmax', 'binary', 'l2', 'l1', 'per-pixel'] as const;
/** What is made of a network's output and what the dataset says of the sample: one number. */
export type ProbeLoss = (typeof PROBE_LOSSES)[number];

const perChannel = z.array(z.number()).min(1).max(4096);
const side = z.number().int().min(1).max(4096);

/**
 * What a sample goes through before the network sees it, in the order of these fields, in float32. What is absent is not done; a preset
 * gives the fields that are not stated.
 */
export const preprocessSchema = z.strictObject({
  preset: z.enum(PROBE_PRESETS).optional().meta({
    description: 'imagenet: 0..1, mean and std of ImageNet; caffe: BGR, mean taken off',
    zh: 'imagenet：0..1，并按 ImageNet 的均值和标准差归一化；caffe：BGR，减去均值',
  }),
  resize: z
    .union([side, z.tuple([side, side])])
    .optional()
    .meta({ description: 'pixels: of the short side, or width and height', zh: '像素数：短边，或宽和高' }),
  crop: z
    .union([side, z.tuple([side, side])])
    .optional()
    .meta({
      description: 'pixels: width and height of what is kept around the center',
      zh: '像素数：中心裁剪的宽和高',
    }),
  channels: z
    .enum(['rgb', 'bgr', 'gray'])
    .optional()
    .meta({ description: 'order of the channels of a picture', zh: '图像的通道顺序' }),
  scale: z
    .number()
    .optional()
    .meta({ description: 'every value is multiplied by this, as 1/255', zh: '每个值乘以此数，例如 1/255' }),
  function: z
    .enum(['log', 'log1p', 'sqrt'])
    .optional()
    .meta({ description: 'of every value', zh: '对每个值施加的函数' }),
  mean: perChannel.optional().meta({
    description: 'taken off: one number, or one for each channel or feature',
    zh: '减去的值：一个数，或每个通道（特征）一个',
  }),
  std: perChannel.optional().meta({
    description: 'divided by: one number, or one for each channel or feature',
    zh: '除以的值：一个数，或每个通道（特征）一个',
  }),
  standardize: z.enum(['sample', 'sample-guarded', 'features']).optional().meta({
    description:
      'sample: by its own mean and deviation (guarded: of at least 1/sqrt(values), as TensorFlow does); features: each by its mean and deviation over the dataset',
    zh: 'sample：按样本自身的均值和标准差（guarded：标准差至少为 1/sqrt(数值个数)，与 TensorFlow 相同）；features：每个特征按其在数据集上的均值和标准差',
  }),
  layout: z
    .enum(['nchw', 'nhwc'])
    .optional()
    .meta({ description: 'order of the axes that the network takes', zh: '网络输入的轴顺序' }),
});
export type Preprocess = z.output<typeof preprocessSchema>;

/** The steps that make numbers, in the order in which they are done. `float32`: taking the value into the type that is trained in. */
export type PreprocessStep = 'float32' | 'resize' | 'scale' | 'function' | 'mean' | 'std' | 'standardize';

export const PRECISIONS = ['float32', 'float16', 'bfloat16'] as const;
export type Precision = (typeof PRECISIONS)[number];

/** The largest finite value of each format that is smaller than float32: (2 - 2^-10) x 2^15, (2 - 2^-7) x 2^127. */
export const LARGEST_FINITE = { float16: 65_504, bfloat16: 3.3895313892515355e38 } as const;

/** 'nan', or the infinity. */
export type NonfiniteKind = 'nan' | '+inf' | '-inf';

/** The first value that is no finite number, on the way from the sample to its loss. */
export interface FirstNonfinite {
  readonly stage: 'input' | 'preprocess' | 'layer' | 'loss';
  /** Of 'preprocess' the step, of 'layer' the tensor's name, of 'loss' the loss, of 'input' 'input'. */
  readonly name: string;
  /** Of the element in that tensor, row-major; 0 for a loss. */
  readonly index: number;
  readonly value: NonfiniteKind;
  /** What made it, where that is one thing: 'std 0', 'log 0', 'sqrt of a negative number', 'label 7 of 5 outputs'. English, for the data of a finding. */
  readonly cause?: string;
}

/** One tensor of the network, as one sample made it. */
export interface LayerActivation {
  readonly name: string;
  /** Largest magnitude among finite values. */
  readonly largest: number;
  /** The first value of it that is not finite. */
  readonly nonfinite?: { readonly index: number; readonly value: NonfiniteKind };
}

/**
 * Why a sample cannot be probed, though it was examined whole. `format`: its pixels are not read here. `rows`: an array of many samples in
 * one file, whose rows lie scattered in more bytes than are held. `unread`: it could not be read a second time. `values`: an array without real numbers. `size`: more numbers than are held. `cells`: a table's row with a cell that holds no
 * number. `shape`: not the shape of the others, or of the model's input. `network`: its runtime gave up.
 */
export const UNPROBED_REASONS = ['format', 'rows', 'values', 'size', 'cells', 'shape', 'network', 'unread'] as const;

export interface Unprobed {
  readonly reason: (typeof UNPROBED_REASONS)[number];
  /** For people: the format, both shapes. English; '' where there is no more to say. */
  readonly detail: string;
}

/** The network takes the others and not this one, which therefore was not examined; what has no numbers here is only counted. */
export const isRefusal = ({ reason }: Unprobed): boolean =>
  reason === 'shape' || reason === 'network' || reason === 'unread';

/** A sample's numbers after one step on its way to the network. */
export interface PreparedStep {
  readonly step: PreprocessStep | 'input' | 'crop' | 'channels' | 'network';
  /** Channels, rows, columns; of features only the first is not 1. */
  readonly shape: readonly [channels: number, height: number, width: number];
  /** Among finite values; absent where none is finite. */
  readonly range?: readonly [smallest: number, largest: number];
  /** Values that are no finite numbers. */
  readonly nonfinite: number;
}

/** Rows of one file that got no further than one place. */
export interface StuckRows {
  /** Of the first of them. */
  readonly first: FirstNonfinite;
  /** From 0, ascending, at most 20. */
  readonly rows: readonly number[];
  readonly count: number;
}

/** What came of the rows of a file that holds many samples: places at most 64 of each kind, that of most rows first. */
export interface ProbedRows {
  /** All that the file holds. */
  readonly probed: number;
  readonly nonfinite: readonly StuckRows[];
  readonly float16: readonly StuckRows[];
  readonly bfloat16: readonly StuckRows[];
}

/** What the probe network made of one sample. Without `nonfinite` everything up to the loss was finite in float32. */
export interface ProbeOutcome {
  readonly network: 'built-in' | 'model';
  readonly lossName?: ProbeLoss;
  /** What the targets were to the loss, by name, where the run normalizes them. */
  readonly normalized?: readonly number[];
  /** Absent where nothing is said of the sample, and where the way there was not finite. */
  readonly loss?: number;
  readonly nonfinite?: FirstNonfinite;
  /** Only of a file that holds many samples: `nonfinite` and `overflow` are then of the place of most rows, `layers` the largest of all. */
  readonly rows?: ProbedRows;
  /** Why it could not be tried. Nothing else is known of it then. */
  readonly unprobed?: Unprobed;
  /** How it was prepared, step by step: only where one sample is looked at by itself. */
  readonly steps?: readonly PreparedStep[];
  /** How the user's model was run: only there, too. */
  readonly notes?: readonly ModelNote[];
  /** In float32, in the network's order, the prepared input first ('input'). Empty where preparing it failed. */
  readonly layers: readonly LayerActivation[];
  /** Where the same pass overflows when each tensor is rounded to that format, though float32 holds it. */
  readonly overflow: { readonly float16?: FirstNonfinite; readonly bfloat16?: FirstNonfinite };
}

/** What the dataset says of a sample, as the loss takes it. */
export type ProbeTarget =
  | { readonly kind: 'class'; readonly label: number }
  | { readonly kind: 'distribution'; readonly values: Float64Array }
  /** `given`: as they came in, where they are normalized. */
  | { readonly kind: 'values'; readonly values: Float64Array; readonly given?: Float64Array }
  | { readonly kind: 'mask'; readonly labels: Float64Array; readonly height: number; readonly width: number };

/**
 * What is wrong with the graph of a user's model, as data; its words live with the check `probe/model-graph`. `node` is the name that the
 * user gave, or where a node has none the tensor it makes.
 */
export type GraphProblem =
  /** Pooling that steps over values, or beyond the edge: per axis, height first. */
  | {
      readonly code: 'stride-over-kernel';
      readonly node: string;
      readonly op: string;
      readonly kernel: readonly number[];
      readonly stride: readonly number[];
    }
  /** Log, Div, Reciprocal, Sqrt or Pow of `tensor`, which nothing keeps away from where they are not finite. */
  | {
      readonly code: 'unguarded';
      readonly node: string;
      readonly op: string;
      readonly tensor: string;
      readonly danger: 'zero' | 'negative' | 'zero or negative';
    }
  /** Softmax over the batch, over several axes at once (ONNX before opset 13), or over an axis that is not the classes'. `axis` counts from 0. */
  | {
      readonly code: 'softmax-axis';
      readonly node: string;
      readonly op: string;
      readonly axis: number;
      readonly over: 'batch' | 'several axes' | 'not the classes';
    }
  /** Batch normalization that is told to use stored statistics while it is trained. */
  | { readonly code: 'stored-statistics'; readonly node: string; readonly op: string }
  | { readonly code: 'output-narrow'; readonly node: string; readonly outputs: number; readonly classes: number }
  | { readonly code: 'output-wide'; readonly node: string; readonly outputs: number; readonly classes: number }
  /** Parameters that are no finite numbers: the first of `count`, row-major. */
  | {
      readonly code: 'nonfinite-weights';
      readonly node: string;
      readonly tensor: string;
      readonly count: number;
      readonly index: number;
      readonly value: NonfiniteKind;
    };

export const PROBE_RUNTIMES = ['auto', 'node', 'web'] as const;
/** Which runtime a user's model runs in: onnxruntime-node, onnxruntime-web, or the first of them that is installed. */
export type ProbeRuntime = (typeof PROBE_RUNTIMES)[number];

/** What is said once of how a user's model is run. */
export type ModelNote =
  /**
   * Nothing could be rounded in between: the tensors of the float32 pass are rounded after it, so that rounding adds up nowhere. `detail`:
   * why, English, one line.
   */
  | { readonly code: 'rounded-after'; readonly precision: Precision; readonly detail: string }
  /** The model takes so many samples at once; each is fed that many times. */
  | { readonly code: 'fixed-batch'; readonly batch: number };

/** What the probe of a run is, known before the first sample is read. */
export interface ProbeFacts {
  /** What samples pass: prepass's own network, or the user's model. */
  readonly network: 'built-in' | 'model';
  /** Set for a model of the user's: one that holds no parameters (a prototxt) is only looked at. */
  readonly model?: {
    readonly file: string;
    readonly sha256: string;
    readonly problems: readonly GraphProblem[];
    /** Absent where there is nothing to say, and where only samples tell the shape in which it is run. */
    readonly notes?: readonly ModelNote[];
  };
  /** As stated; absent: chosen for each sample from what is said of it. */
  readonly loss?: ProbeLoss;
  /** What single cells say of samples: classes, numbers to predict (targets, or labels that are no integers), or nothing. */
  readonly says: 'classes' | 'values' | 'nothing';
  /**
   * Steps of the preprocessing that no sample can pass, and are therefore done to none. `where`: channel or feature, from 0; `name`: its
   * column, where it has one.
   */
  readonly degenerate?: readonly {
    readonly step: PreprocessStep;
    readonly where?: number;
    readonly name?: string;
    readonly cause: string;
  }[];
  /** sha256 of the listed features, by whose mean and deviation samples are standardized. */
  readonly features?: string;
  /** Targets that are met normalized, by a fit over all that is listed, and the sha256 of that fit. */
  readonly targets?: { readonly normalized: readonly string[]; readonly sha256: string };
  /** How many classes there are, declared or inferred from the labels; absent where that is not known. */
  readonly classes?: number;
}
