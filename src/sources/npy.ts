import { roleOf } from './file-kinds.ts';
import { type Place, splitOf } from './folder-samples.ts';

/** Arrays by themselves: the first axis of each counts samples. */
export const npy =
  (splits: ReadonlySet<string>): Place =>
  (key) => {
    if (roleOf(key) !== 'array') return undefined;
    const split = splitOf(key, splits);
    return { role: 'array', holdsSamples: true, ...(split !== undefined && { split }) };
  };
