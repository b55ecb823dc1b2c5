import { UserError } from '../model/errors.ts';
import type { Fault } from '../model/facets.ts';
import type { SampleRecord, SliceSeal } from '../model/record.ts';
import type { Examined } from './inspect-sample.ts';

type Stopped = SliceSeal['stopped'];

/** Of the samples, from which on it is the machine's doing, not the files'. */
const STORM_SHARE = 0.9;

const STOPPING: ReadonlySet<Fault['kind']> = new Set(['io', 'crash', 'timeout']);

export const stoppedBy = (records: readonly Pick<SampleRecord, 'faults'>[]): Stopped => {
  const counts: Record<string, number> = {};
  for (const { faults } of records) {
    const fault = faults.find(({ kind }) => STOPPING.has(kind));
    if (fault === undefined) continue;
    const cause = fault.cause ?? fault.kind;
    counts[cause] = (counts[cause] ?? 0) + 1;
  }
  return counts;
};

/**
 * The format whose decoder refused a picture although the walk through its structure found it whole: one file may be so, nearly all
 * of them never. Undefined: it did not.
 */
export const refusedFormat = ({ facets, faults }: Pick<Examined, 'facets' | 'faults'>): string | undefined => {
  const { container, header, decoding } = facets;
  if (decoding !== undefined || header === undefined) return undefined;
  if (container !== undefined && (container.end === undefined || container.damage.length > 0)) return undefined;
  const isRefused = faults.some(
    ({ facet, kind }) => facet === 'decoding' && (kind === 'malformed' || kind === 'truncated'),
  );
  return isRefused ? header.format : undefined;
};

/** Whether a storm went over a slice: once what was wrong is mended, a resumed run must examine it again. */
export const isStormy = ({ count, stopped, refused = {} }: Pick<SliceSeal, 'count' | 'stopped' | 'refused'>): boolean =>
  [...Object.values(stopped), ...Object.values(refused)].some((share) => share >= STORM_SHARE * count);

/** Fewer samples than this end soon enough by themselves. */
const LEAST_SAMPLES = 512;

/** Watches over slices as they are sealed. `see` throws UserError once one cause, or one decoder, is in the way of nearly everything. */
export const createStormWatch = () => {
  const stoppedBefore = new Map<string, number>();
  const refusedBefore = new Map<string, number>();
  let samples = 0;
  const add = (
    totals: Map<string, number>,
    more: Stopped,
    storm: (cause: string, total: number) => UserError,
  ): void => {
    for (const [cause, count] of Object.entries(more)) {
      const total = (totals.get(cause) ?? 0) + count;
      totals.set(cause, total);
      if (samples >= LEAST_SAMPLES && total >= STORM_SHARE * samples) throw storm(cause, total);
    }
  };
  return {
    see: (count: number, { stopped, refused = {} }: Pick<SliceSeal, 'stopped' | 'refused'>): void => {
      samples += count;
      add(
        stoppedBefore,
        stopped,
        (cause, total) => new UserError('pipeline.storm-unread', { stopped: total, of: samples, cause }),
      );
      add(
        refusedBefore,
        refused,
        (format, total) => new UserError('pipeline.storm-decoder', { refused: total, of: samples, format }),
      );
    },
  };
};
