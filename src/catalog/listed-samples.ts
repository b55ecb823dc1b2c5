import type { Plan } from '../model/plan.ts';
import type { Sample } from '../model/sample.ts';
import { readLines } from './read-lines.ts';
import type { RunFolder } from './run-folder.ts';

/** The file that lists what a run was asked to examine. */
export const askedListing = (folder: RunFolder, { part }: Pick<Plan, 'part'>): string =>
  part === undefined ? folder.listedSamples : folder.listedPart;

/**
 * Finds samples of a listing by ascending ordinals, a block in memory at a time. Those of a stopped run's listing that were not
 * reached are passed over. Throws Error for an ordinal that is not listed.
 */
export const samplesByOrdinal = (listing: string): ((ordinal: number) => Sample) => {
  const lines = readLines(listing);
  return (ordinal) => {
    for (let line = lines.next(); line.done !== true; line = lines.next()) {
      const sample = JSON.parse(line.value) as Sample;
      if (sample.ordinal === ordinal) return sample;
      if (sample.ordinal > ordinal) break;
    }
    throw new Error(`listing and catalog differ at ordinal ${ordinal}`);
  };
};
