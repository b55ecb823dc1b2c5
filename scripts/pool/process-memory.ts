import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

/** VmHWM: the largest resident set so far, in bytes. 0 for a process that is gone, and where the system does not tell. */
export const peakBytes = (pid: number): number => {
  try {
    const line = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return Number(line?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
};

/** From now on `peakBytes` counts from what is resident now (Linux, proc(5): writing 5 to clear_refs). */
export const forgetPeak = (pid: number): void => {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5');
  } catch {
    // Gone, or a kernel without it: then the peak is that of the process's whole life, which is no less.
  }
};

export const childrenOf = (pid: number): readonly number[] => {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
};

export const commandOf = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
};
