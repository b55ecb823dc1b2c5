import { z } from 'zod';
import type { AnyCheck } from './check.ts';
import { SEVERITIES } from './verdict.ts';

/** How grave a check's findings are for this dataset. Lowered, a finding weighs less on the verdict too; raised, it proves no more. */
const severitySetting = z.enum([...SEVERITIES, 'off']).meta({
  description: 'how grave the findings of the check are here; off: none are reported',
  zh: '该检查项的问题在此数据集中的严重程度；off：不报告',
});
export type SeveritySetting = z.output<typeof severitySetting>;

/** Of one check: its severity, and its own options beside it. */
const checkSettings = z.looseObject({ severity: severitySetting.optional() });

/** Patterns over keys: '/' separators, `**` crosses folders. Keys count from the dataset's root, so no pattern starts elsewhere. */
const glob = z
  .string()
  .min(1)
  .max(1_000)
  .regex(/^(?!\/|\.{1,2}\/)/)
  .meta({
    description: "a glob counted from the dataset's root, such as scans/**/*.png",
    zh: '相对于数据集根目录的通配模式，例如 scans/**/*.png',
  });

/** Without a blank it would name one file of the whole dataset. One that several images share never moves. */
const sidecar = z
  .string()
  .max(1_000)
  .regex(/^(?!\/)(?=.*\{(?:dir|stem|name)\})(?:[^{}\\]|\{(?:dir|stem|name)\})+$/)
  .meta({
    description: 'a pattern with {dir}, {stem} or {name} in it, such as {dir}/{stem}.xml',
    zh: '含 {dir}、{stem} 或 {name} 的模式，例如 {dir}/{stem}.xml',
  });

const override = <Checks extends z.ZodType>(checks: Checks) =>
  z.strictObject({
    files: z.array(glob).min(1).meta({ description: 'globs over the keys of samples', zh: '匹配样本键的通配模式' }),
    checks: checks.meta({
      description: 'severity and options for these samples alone; the last match wins',
      zh: '仅对这些样本生效的严重程度和选项；以最后匹配的一条为准',
    }),
  });

/** One file that a person looked at and accepts as it is. By content: a renamed copy stays accepted, an edited one does not. */
const acceptance = <Id extends z.ZodType>(id: Id) =>
  z.strictObject({
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .meta({
        description: 'sha256 of the content, 64 lower-case hex digits',
        zh: '文件内容的 sha256，64 位小写十六进制',
      }),
    checks: z.array(id).min(1).optional().meta({
      description: 'findings of these checks only; default: all on the content of the file',
      zh: '仅限这些检查项的问题；默认为文件内容的全部问题',
    }),
    reason: z.string().min(1).meta({ description: 'why it is accepted', zh: '接受的理由' }),
    author: z.string().min(1).meta({ description: 'who accepted it', zh: '由谁接受' }),
    expires: z.iso.date().optional().meta({
      description: 'YYYY-MM-DD, UTC; from that day on it counts again',
      zh: 'YYYY-MM-DD（UTC）；自该日起重新计入',
    }),
  });

export const PROFILES = ['default', 'trial', 'strict'] as const;

const EXAMPLE_HASH = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

/** `checks` and `override` differ in type alone: the first has a default. */
const shapeOf = <Checks extends z.ZodType, Override extends z.ZodType, Id extends z.ZodType>(
  checks: Checks,
  overridden: Override,
  id: Id,
) => ({
  profile: z.enum(PROFILES).default('default').meta({
    description: 'trial: trial checks run too; strict: every warning is an error',
    zh: 'trial：同时运行试用检查项；strict：所有警告视为错误',
  }),
  checks: checks.meta({ description: 'severity and options per check', zh: '各检查项的严重程度和选项' }),
  overrides: z
    .array(override(overridden))
    .default([])
    .meta({
      description: 'other severities and options for some files',
      zh: '对部分文件使用不同的严重程度和选项',
      examples: [[{ files: ['scans/**'], checks: { 'image/blank': { severity: 'off' } } }]],
    }),
  ignore: z
    .array(glob)
    .default([])
    .meta({
      description: 'globs of files that belong to no sample and are not examined',
      zh: '不属于任何样本、不检查的文件（通配模式）',
      examples: [['previews/**', '**/*.tmp.jpg']],
    }),
  accept: z
    .array(acceptance(id))
    .default([])
    .meta({
      description: 'files that a person looked at and accepts, by their content',
      zh: '经人工查看并接受的文件（按内容识别）',
      examples: [
        [{ sha256: EXAMPLE_HASH, reason: 'a real poster, not a placeholder', author: 'li', expires: '2027-06-30' }],
      ],
    }),
  sidecars: z
    .array(sidecar)
    .default([])
    .meta({
      description: 'files that belong to an image and move with it: {dir}, {stem}, {name}',
      zh: '属于图像并随其移动的文件：{dir}、{stem}、{name}',
      examples: [['{dir}/{stem}.xml']],
    }),
});

const anyChecks = z.record(z.string(), checkSettings);

/** What a team writes down once: the part of the configuration that only a file can hold. Which checks there are is not known here. */
export const rulesShape = shapeOf(anyChecks.default({}), anyChecks, z.string());

export type Override = z.output<typeof rulesShape.overrides>[number];
export type Acceptance = z.output<typeof rulesShape.accept>[number];

/** The same where the checks are known: every id, option and value in it is judged. */
export const rulesShapeFor = (checks: readonly Pick<AnyCheck, 'id' | 'options' | 'title'>[]) => {
  const known = z
    .strictObject(
      Object.fromEntries(
        checks.map(({ id, options, title }) => [
          id,
          z
            .strictObject({ severity: severitySetting, ...options.shape })
            .partial()
            .meta({ description: title.en, zh: title.zh }),
        ]),
      ),
    )
    .partial();
  return shapeOf(known.default({}), known, z.enum(checks.map(({ id }) => id)));
};

/** The name under which findings tell of acceptances that do nothing (any more). */
export const ACCEPTANCE_CHECK = 'acceptance';
