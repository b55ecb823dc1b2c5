import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { z } from 'zod';

/** Who holds a lock. A pid alone is not enough: it is used again after its process ended, and counted per container. */
export const holderSchema = z.strictObject({
  pid: z.number().int().min(1),
  /** When the process started, in clock ticks since boot. */
  startTicks: z.string(),
  host: z.string(),
  boot: z.string(),
  pidNamespace: z.string(),
  /** UTC. */
  since: z.string(),
});
export type Holder = z.output<typeof holderSchema>;

/** Field 22 of /proc/PID/stat; the second field holds the command's name, which may contain anything. */
const startTicksOf = (pid: number | 'self'): string | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
};

export const thisProcess = (): Holder => ({
  pid: Number(readlinkSync('/proc/self')),
  startTicks: startTicksOf('self') ?? '',
  host: hostname(),
  boot: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
  pidNamespace: readlinkSync('/proc/self/ns/pid'),
  since: new Date().toISOString(),
});

/** `unknown`: on another machine or in another container, where we cannot look. */
export const stateOf = (holder: Holder, observer: Holder): 'alive' | 'dead' | 'unknown' => {
  if (holder.host !== observer.host) return 'unknown';
  if (holder.boot !== observer.boot) return 'dead';
  if (holder.pidNamespace !== observer.pidNamespace) return 'unknown';
  return startTicksOf(holder.pid) === holder.startTicks ? 'alive' : 'dead';
};
