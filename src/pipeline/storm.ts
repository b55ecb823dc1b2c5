import { UserError } from '../model/errors.ts';
import type { Fault } from '../model/facets.ts';
import type { SampleRecord, SliceSeal } from '../model/record.ts';

type Stopped = SliceSeal['stopped'];

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

/** Fewer samples than this end soon enough by themselves. */
const LEAST_SAMPLES = 512;
/** Of the samples, from which on it is the machine's doing, not the files'. */
const STORM_SHARE = 0.9;

/** Watches over slices as they are sealed. `see` throws UserError once one cause keeps nearly everything from being examined. */
export const createStormWatch = () => {
  const counts = new Map<string, number>();
  let samples = 0;
  return {
    see: (count: number, stopped: Stopped): void => {
      samples += count;
      for (const [cause, more] of Object.entries(stopped)) {
        const total = (counts.get(cause) ?? 0) + more;
        counts.set(cause, total);
        if (samples >= LEAST_SAMPLES && total >= STORM_SHARE * samples) {
          throw new UserError('pipeline.storm-unread', { stopped: total, of: samples, cause });
        }
      }
    },
  };
};
