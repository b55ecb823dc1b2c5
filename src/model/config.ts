import { z } from 'zod';
import { LAYOUTS } from './listing.ts';
import { partShape } from './part.ts';
import { PROBE_LOSSES, PROBE_PRESETS, PROBE_RUNTIMES, preprocessSchema } from './probe.ts';
import { rulesShape } from './rules.ts';
import { targetShape } from './target-columns.ts';

const size = (max: number) => z.number().int().min(1).max(max);

/** Limits on one file, FAULTS of the design: above them a file is `over-limit`, never clean. */
export const limitsSchema = z.strictObject({
  maxPixels: size(2 ** 40)
    .default(178_956_970)
    .meta({
      description: 'pixels of an image (default: where Pillow refuses)',
      zh: '图像像素数（默认值：Pillow 拒绝的界限）',
    }),
  maxSide: size(2 ** 24)
    .default(65_535)
    .meta({ description: 'width or height in px', zh: '宽或高（像素）' }),
  maxChannels: size(64).default(5).meta({ description: 'channels', zh: '通道数' }),
  maxPages: size(2 ** 24)
    .default(1_000)
    .meta({ description: 'pages or frames', zh: '页数或帧数' }),
  maxScans: size(2 ** 24)
    .default(500)
    .meta({
      description: 'scans of a JPEG, each of which goes over the whole picture',
      zh: 'JPEG 的扫描数（每次扫描遍历整幅图像）',
    }),
  maxDecodedBytes: size(2 ** 40)
    .default(2 ** 30)
    .meta({ description: 'decoded bytes of a file, all pages', zh: '单个文件全部页解码后的字节数' }),
  maxFileBytes: size(2 ** 40)
    .default(256 * 2 ** 20)
    .meta({ description: 'bytes of an image file, which is read whole', zh: '图像文件的字节数（整个读入）' }),
  maxNpyHeaderBytes: size(2 ** 20)
    .default(10_000)
    .meta({ description: 'bytes of a .npy header', zh: '.npy 文件头的字节数' }),
  softTimeoutS: size(3_600).default(10).meta({
    description:
      'seconds of decoding a picture, and one more for every 10 megapixels; its worker is killed only after --timeout-ms',
    zh: '解码一幅图像的秒数，每 1000 万像素再加 1 秒；超过 --timeout-ms 才终止进程',
  }),
  maxEntryBytes: size(2 ** 40)
    .default(4 * 2 ** 30)
    .meta({ description: 'unpacked bytes of a compressed array in a .npz', zh: '.npz 中压缩数组解压后的字节数' }),
  maxEntryRatio: size(2_000).default(200).meta({
    description: 'bytes made of one byte of a compressed array in a .npz, from 10 MiB on',
    zh: '.npz 中压缩数组的解压比（自 10 MiB 起）',
  }),
  maxDimensions: size(64).default(32).meta({ description: 'dimensions of an array', zh: '数组的维数' }),
});
export type Limits = z.output<typeof limitsSchema>;

/** A name twice would give one class two numbers. */
const classNames = z
  .array(z.string().min(1))
  .min(1)
  .refine((names) => new Set(names).size === names.length)
  .meta({ uniqueItems: true });

/** All that decides a run. Every value has a default but the dataset; the CLI only merges flags, environment and file into it. */
export const configSchema = z.strictObject({
  dataset: z.string().min(1).describe('folder, manifest file or .npy file'),
  out: z.string().optional().describe('run folder; default .prepass/runs/<id> in the working directory'),
  layout: z.enum(LAYOUTS).optional().describe('stated layout; default: detected'),
  manifest: z
    .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
    .optional()
    .describe('manifest, or several as splits, each FILE or SPLIT=FILE; default: found by name'),
  pathColumn: z.string().optional().describe("manifest's column of paths"),
  labelColumn: z.string().optional().describe("manifest's column of labels"),
  maskColumn: z.string().optional().describe("manifest's column of masks, one for each picture"),
  splitColumn: z.string().optional().describe("manifest's column of splits"),
  checksumColumn: z.string().optional().describe("manifest's column of checksums (md5, sha, ETag, Qiniu hash)"),
  sizeColumn: z.string().optional().describe("manifest's column of file sizes in bytes"),
  features: z
    .array(z.string().min(1))
    .default([])
    .describe(
      'columns of a table that are trained on, * for any text; default: all of numbers but labels, targets and ids',
    ),
  expect: z.array(z.string().min(1)).default([]).describe('listings of the bucket that the files came from'),
  expectPrefix: z.string().optional().describe('what keys of these listings begin with before the path in the dataset'),
  classes: z
    .union([z.number().int().min(1).max(1e7), z.string().min(1), classNames])
    .optional()
    .meta({
      description: 'declared number of classes, a file with one name a line, or the names in order (pinned)',
      zh: '声明的类别数、每行一个类名的文件，或按顺序列出的类名（固定顺序）',
      examples: [['cat', 'dog']],
    }),
  ignoreLabels: z.array(z.number().int()).default([]).describe('labels that training ignores'),
  ...targetShape,
  inputStats: z
    .union([z.number().int().min(1).max(1_000_000), z.literal('off')])
    .optional()
    .describe(
      "clean pictures that the inputs' mean and deviation are made of; default: 2000 where targets are asked for, else off",
    ),
  decoder: z
    .enum(['pillow', 'opencv', 'torchvision', 'tensorflow', 'dali'])
    .optional()
    .describe('what the trainer reads images with; stated, every picture is judged by what it makes of it'),
  probe: z.boolean().default(false).describe('pass every sample through a small network and its loss'),
  probeModel: z
    .string()
    .min(1)
    .optional()
    .describe("ONNX model to pass samples through instead of prepass's own network"),
  probeRuntime: z.enum(PROBE_RUNTIMES).default('auto').describe('which onnxruntime runs the model'),
  probeLoss: z.enum(PROBE_LOSSES).optional().describe('loss of the training; default: from what labels are'),
  batchSize: z.number().int().min(1).max(1_000_000).optional().describe('samples in one batch of the training'),
  preprocess: z
    .union([z.enum(PROBE_PRESETS), preprocessSchema])
    .optional()
    .meta({
      description: 'what the training does to a sample before the network sees it: a preset, or its steps',
      examples: [{ resize: 256, crop: 224, scale: 1 / 255, mean: [0.5], std: [0.5] }],
    }),
  ...rulesShape,
  disable: z.array(z.string()).default([]).describe('check ids not to run'),
  limits: limitsSchema
    .prefault({})
    .meta({ description: 'limits on one file; above them it is over-limit', zh: '单个文件的限制；超过即判为超限' }),
  timeoutMs: z
    .number()
    .int()
    .min(50)
    .max(3_600_000)
    .default(60_000)
    .describe('one file may take this long before its worker is killed'),
  jobs: z.number().int().min(1).max(1024).optional().describe('worker processes; default: from cores and memory'),
  followRoots: z.array(z.string()).default([]).describe('further roots that links may lead to'),
  decisions: z.string().optional().describe('file of recorded decisions; default: decisions.jsonl in .prepass'),
  ...partShape,
  resume: z.boolean().default(false).describe('finish the interrupted run in --out, or the latest'),
  recheck: z.boolean().default(false).describe('read every file again, whatever an earlier run says'),
  since: z
    .string()
    .min(1)
    .optional()
    .describe('run folder or id whose records are reused; default: the latest of this dataset'),
  filesFrom: z
    .string()
    .min(1)
    .optional()
    .describe("file that names what changed, '-' for standard input: only that is examined, the rest is reused unseen"),
  nul: z.boolean().default(false).describe('names in filesFrom end with NUL instead of a line end'),
  quarantine: z.boolean().default(false).describe('move what is proven bad'),
  quarantineDir: z.string().optional().describe('default: <dataset>.quarantine beside the dataset'),
  quarantineScope: z
    .array(z.enum(['content', 'annotation']))
    .default(['content'])
    .describe('which bad samples move'),
  maxMove: z
    .union([z.number().min(0), z.literal('unlimited')])
    .optional()
    .describe('lifts the safety limit: at most this many samples move'),
  failOn: z
    .enum(['error', 'warning', 'note', 'never'])
    .default('error')
    .describe('severity from which the exit code is 1'),
  exitZero: z.boolean().default(false).describe('exit 0 where it would be 1'),
  allowIncomplete: z.boolean().default(false).describe('accept samples that were not examined'),
  ignoreUnsupported: z.boolean().default(false).describe('accept image/unsupported'),
  dropSuspect: z.boolean().default(false).describe('leave suspect samples out of clean/'),
  paths: z.enum(['abs', 'rel']).default('abs').describe('paths in the clean lists'),
  lang: z.enum(['en', 'zh']).default('en').describe('language of reports'),
});
export type Config = z.output<typeof configSchema>;
export type ConfigInput = z.input<typeof configSchema>;

/** Whether samples pass the probe network: whoever names a model wants it used. */
export const isProbed = ({ probe, probeModel }: Pick<Config, 'probe' | 'probeModel'>): boolean =>
  probe || probeModel !== undefined;
