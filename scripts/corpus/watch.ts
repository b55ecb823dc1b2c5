import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { childrenOf, peakBytes } from '../pool/process-memory.ts';

const LOOK_EVERY_MS = 20;

/** What a run took, seen from outside. */
export interface Watched {
  /** Largest resident set of any of its processes. */
  readonly peakBytes: number;
  /** The sample that was longest on a worker's slate, give or take two looks. */
  readonly slowest: { readonly key: string; readonly seconds: number };
}

interface Stay {
  readonly ordinal: number;
  readonly since: number;
}

/** Ordinals that the workers are at, by slate. Nothing before the first worker and after the last. */
const slates = (work: string): ReadonlyMap<string, number> => {
  try {
    const names = readdirSync(work).filter((name) => name.startsWith('slate-'));
    return new Map(names.map((name) => [name, readFileSync(join(work, name)).readInt32LE(0)]));
  } catch {
    return new Map();
  }
};

const keyOf = (out: string, ordinal: number): string => {
  const line = readFileSync(join(out, 'listing/samples.jsonl'), 'utf8').split('\n')[ordinal];
  return line === undefined || line === '' ? '' : (JSON.parse(line) as { key: string }).key;
};

/** Looks at a running command and its children until asked to end (Linux). `out`: its run folder. */
export const watch = (pid: number, out: string): { readonly end: () => Watched } => {
  const stays = new Map<string, Stay>();
  let peak = 0;
  let slowest = { ordinal: -1, seconds: 0 };
  const look = (): void => {
    for (const process of [pid, ...childrenOf(pid)]) peak = Math.max(peak, peakBytes(process));
    const now = performance.now();
    for (const [slate, ordinal] of slates(join(out, 'work'))) {
      const stay = stays.get(slate);
      if (stay?.ordinal !== ordinal) stays.set(slate, { ordinal, since: now });
      else if (ordinal >= 0 && (now - stay.since) / 1000 > slowest.seconds) {
        slowest = { ordinal, seconds: (now - stay.since) / 1000 };
      }
    }
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  return {
    end: () => {
      clearInterval(timer);
      const { ordinal, seconds } = slowest;
      return { peakBytes: peak, slowest: { key: ordinal < 0 ? '' : keyOf(out, ordinal), seconds } };
    },
  };
};
