import { askedListing, samplesByOrdinal } from '../catalog/listed-samples.ts';
import { openTables, SAMPLES_IN_ORDER, type SampleRow } from '../catalog/read-tables.ts';
import type { RunFolder } from '../catalog/run-folder.ts';
import type { Plan } from '../model/plan.ts';
import type { Sample } from '../model/sample.ts';
import { isClean, type Verdict } from '../model/verdict.ts';

/** The samples of a finished run's clean list, in ordinal order. */
export async function* keptSamples(folder: RunFolder, plan: Plan): AsyncGenerator<Sample> {
  const tables = await openTables(folder);
  try {
    const sampleAt = samplesByOrdinal(askedListing(folder, plan));
    for await (const { ordinal, verdict } of tables.rows<SampleRow>(SAMPLES_IN_ORDER)) {
      const sample = sampleAt(ordinal);
      if (isClean(verdict as Verdict, plan.config)) yield sample;
    }
  } finally {
    tables.close();
  }
}
