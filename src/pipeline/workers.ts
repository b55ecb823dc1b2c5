import { readFileSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';

const BYTES_PER_WORKER = 1.5 * 2 ** 30;

const read = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
};

/** Cores that a control group's quota allows (cgroup v2, then v1); Infinity without one. */
const quota = (): number => {
  const [share, period] = (read('/sys/fs/cgroup/cpu.max') ?? '').split(' ');
  if (share !== undefined && share !== 'max' && period !== undefined) return Number(share) / Number(period);
  const v1 = Number(read('/sys/fs/cgroup/cpu/cpu.cfs_quota_us') ?? -1);
  const v1Period = Number(read('/sys/fs/cgroup/cpu/cpu.cfs_period_us') ?? 0);
  return v1 > 0 && v1Period > 0 ? v1 / v1Period : Number.POSITIVE_INFINITY;
};

const memoryBytes = (): number => {
  const limit = Number(read('/sys/fs/cgroup/memory.max') ?? Number.NaN);
  return Number.isFinite(limit) && limit > 0 ? Math.min(limit, totalmem()) : totalmem();
};

/** Worker processes that this machine carries: min(affinity, quota, SLURM's share, memory / 1.5 GiB), at least one. */
export const countWorkers = (environment: NodeJS.ProcessEnv): number => {
  const slurm = Number(environment.SLURM_CPUS_PER_TASK ?? Number.NaN);
  const candidates = [availableParallelism(), quota(), slurm, memoryBytes() / BYTES_PER_WORKER];
  return Math.max(1, Math.floor(Math.min(...candidates.filter((value) => value > 0))));
};
