import { z } from 'zod';

const PERCENT = /^\d+(?:\.\d+)?%$/;
/** As timeout(1) of coreutils reads it: a bare number is seconds. */
const DURATION = /^(\d+(?:\.\d+)?)([smh]?)$/;
const SECONDS_PER_UNIT = { '': 1, s: 1, m: 60, h: 3600 } as const;
/** Timers count milliseconds in 31 bits: 24 days. */
const MOST_SECONDS = 2_000_000;

const secondsOf = (text: string): number => {
  const match = DURATION.exec(text);
  if (match === null) return Number.NaN;
  return Number(match[1]) * SECONDS_PER_UNIT[match[2] as keyof typeof SECONDS_PER_UNIT];
};

const isShare = (text: string): boolean => {
  const percent = PERCENT.test(text) ? Number(text.slice(0, -1)) : Number.NaN;
  return percent > 0 && percent <= 100;
};
const isDuration = (text: string): boolean => secondsOf(text) > 0 && secondsOf(text) <= MOST_SECONDS;

/** A quick look: what examines only a part of the dataset. */
export const partShape = {
  sample: z
    .union([z.number().int().min(1), z.string().refine(isShare, '1000, 1%, 0.5%')])
    .optional()
    .describe('examine only so many samples, or such a share, drawn by split and class: 1000, 1%, 0.5%'),
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .default(0)
    .describe('another seed draws another sample'),
  limit: z.number().int().min(1).optional().describe('examine only the first so many samples of the listing'),
  maxTime: z
    .union([z.number().min(0.001).max(MOST_SECONDS), z.string().refine(isDuration, '90s, 10m, 2h')])
    .optional()
    .describe('stop examining so long after the start: 90s, 10m, 2h, or seconds'),
};

const shapeSchema = z.object(partShape);
type Asked = z.output<typeof shapeSchema>;

/** `--max-time` in milliseconds; undefined without one. */
export const maxTimeMs = ({ maxTime }: Pick<Asked, 'maxTime'>): number | undefined => {
  if (maxTime === undefined) return undefined;
  return (typeof maxTime === 'number' ? maxTime : secondsOf(maxTime)) * 1000;
};

/** How many of `samples` are asked for; `samples` when all are. A share never rounds to none. */
export const askedSamples = ({ sample, limit }: Pick<Asked, 'sample' | 'limit'>, samples: number): number => {
  if (limit !== undefined) return Math.min(limit, samples);
  if (sample === undefined) return samples;
  if (typeof sample === 'number') return Math.min(sample, samples);
  return Math.min(samples, Math.max(1, Math.round((Number(sample.slice(0, -1)) / 100) * samples)));
};

/** The part of the listing that was asked for, smaller than the listing. */
export interface AskedPart {
  readonly by: 'sample' | 'limit';
  readonly samples: number;
  /** Of a sample. */
  readonly seed?: number;
}

export const STOP_REASONS = ['interrupted', 'max-time'] as const;
/** What ended an examination before all that was asked for was examined. */
export type StopReason = (typeof STOP_REASONS)[number];

/** Of a run that did not examine the whole listing. A run that examined all of it is never partial, whatever was asked for. */
export interface PartialRun {
  /** What ended it before its time, else what was asked for. */
  readonly reason: StopReason | AskedPart['by'];
  readonly examined: number;
  /** Samples of the listing. */
  readonly of: number;
  readonly asked?: AskedPart;
  /** Checks whose dataset half was not asked: of a part it could say what is false of the whole. */
  readonly notConcluded: readonly string[];
}
