import { z } from 'zod';
import { SEVERITIES } from './verdict.ts';

/** How grave a check's findings are for this dataset. Lowered, a finding weighs less on the verdict too; raised, it proves no more. */
const severitySetting = z.enum([...SEVERITIES, 'off']);
export type SeveritySetting = z.output<typeof severitySetting>;

/** Of one check: its severity, and its own options beside it. */
const checkSettings = z
  .looseObject({ severity: severitySetting.optional() })
  .describe('severity, and the options of the check (`prepass checks ID` lists them)');

/** Glob patterns over keys: '/' separators, `**` crosses folders, relative to the dataset's root. */
const globs = z.array(z.string().min(1)).min(1);

const overrideSchema = z.strictObject({
  files: globs.describe('globs over the keys of samples'),
  checks: z
    .record(z.string(), checkSettings)
    .describe('severity and options for these samples alone; the last match wins'),
});
export type Override = z.output<typeof overrideSchema>;

/** One file that a person looked at and accepts as it is. By content: a renamed copy stays accepted, an edited one does not. */
const acceptSchema = z.strictObject({
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe('content of the file, 64 lower-case hex digits'),
  checks: z
    .array(z.string())
    .min(1)
    .optional()
    .describe('findings of these checks only; default: all on the content of the file'),
  reason: z.string().min(1).describe('why it is accepted'),
  author: z.string().min(1).describe('who accepted it'),
  expires: z.iso.date().optional().describe('YYYY-MM-DD, UTC; from that day on it counts again'),
});
export type Acceptance = z.output<typeof acceptSchema>;

export const PROFILES = ['default', 'trial', 'strict'] as const;

/** What a team writes down once: the part of the configuration that only a file can hold. */
export const rulesShape = {
  profile: z
    .enum(PROFILES)
    .default('default')
    .describe('trial: trial checks run too; strict: every warning is an error'),
  checks: z.record(z.string(), checkSettings).default({}).describe('severity and options per check id'),
  overrides: z.array(overrideSchema).default([]).describe('other severities and options for some files'),
  ignore: z
    .array(z.string().min(1))
    .default([])
    .describe('globs of files that belong to no sample and are not examined'),
  accept: z.array(acceptSchema).default([]).describe('files that a person looked at and accepts'),
  sidecars: z
    .array(z.string().min(1))
    .default([])
    .describe('files that belong to an image and move with it: {dir}, {stem}, {name}, as in "{dir}/{stem}.xml"'),
};
