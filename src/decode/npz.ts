import type { EntrySource } from '../model/entry.ts';
import type { Made } from '../model/facets.ts';
import { type ArrayOptions, examineArray } from './npy.ts';

/**
 * As `examineArray`, of bytes out of an archive: what is wrong with them there stands before what they look like. Only objects that
 * would be unpickled are told of in any case.
 */
export const examineEntry = (source: EntrySource, options: ArrayOptions): Made => {
  const made = examineArray(source, options);
  const problem = source.settle();
  if (problem === undefined || made.faults.some(({ cause }) => cause === 'pickled-object')) return made;
  const { scan: _, ...facets } = made.facets;
  return { facets, faults: [{ ...problem, facet: facets.array === undefined ? 'array' : 'scan' }] };
};
