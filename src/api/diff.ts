import type { Database } from '../catalog/database.ts';
import { compareRuns, diffCodes, diffCounts, diffEntries, verdictChanges } from '../catalog/diff-queries.ts';
import { openRuns } from '../catalog/two-runs.ts';
import { DIFF_SECTIONS, type DiffCounts, type RunDiff, type VerdictChange } from '../model/diff.ts';
import {
  checksApart,
  comparedRun,
  type LoadedRun,
  loadedRun,
  refuseNothingShared,
  refuseOtherLayout,
  warningsOf,
} from './compare.ts';

type Head = DiffCounts & Pick<RunDiff, 'format' | 'before' | 'after' | 'warnings'>;

interface Comparison {
  readonly database: Database;
  readonly head: Head;
}

const compared = async (before: LoadedRun, after: LoadedRun): Promise<Comparison> => {
  refuseOtherLayout(before, after);
  const database = await openRuns({ before: before.folder, after: after.folder });
  try {
    await compareRuns(database, checksApart(before, after));
    const counts = await diffCounts(database);
    refuseNothingShared(before, after, counts.samples.shared);
    const warnings = warningsOf(before, after);
    const head: Head = { format: 1, before: comparedRun(before), after: comparedRun(after), warnings, ...counts };
    return { database, head };
  } catch (error) {
    database.close();
    throw error;
  }
};

/**
 * What differs between two finished runs: findings that are new, fixed or changed, and verdicts of samples. Reads the runs alone.
 *
 * @param examples at most so many entries of each code, and verdict changes, are named; the counts are of all.
 * Throws UserError where there is no such run, one is of a newer format, or they are of different datasets.
 */
export const diffRuns = async (
  before: string,
  after: string,
  { examples = 5 }: { readonly examples?: number } = {},
): Promise<RunDiff> => {
  const { database, head } = await compared(loadedRun(before), loadedRun(after));
  try {
    const verdictExamples: VerdictChange[] = [];
    for await (const change of verdictChanges(database, examples)) verdictExamples.push(change);
    return {
      ...head,
      codes: {
        new: await diffCodes(database, 'new', examples),
        fixed: await diffCodes(database, 'fixed', examples),
        changed: await diffCodes(database, 'changed', examples),
      },
      verdictExamples,
    };
  } finally {
    database.close();
  }
};

async function* jsonArray(rows: AsyncIterable<object>): AsyncGenerator<string> {
  let opening = '[';
  for await (const row of rows) {
    yield `${opening}\n  ${JSON.stringify(row)}`;
    opening = ',';
  }
  yield opening === '[' ? '[]' : '\n ]';
}

/** The same with every entry, as one JSON document in pieces: `new`, `fixed`, `changed` and `samplesChanged` are whole lists. */
export async function* exportDiff(before: string, after: string): AsyncGenerator<string> {
  const { database, head } = await compared(loadedRun(before), loadedRun(after));
  try {
    const { format, before: earlier, after: later, warnings, ...counts } = head;
    yield '{';
    for (const [name, value] of Object.entries({ format, before: earlier, after: later, warnings, counts })) {
      yield `\n ${JSON.stringify(name)}: ${JSON.stringify(value)},`;
    }
    for (const section of DIFF_SECTIONS) {
      yield `\n ${JSON.stringify(section)}: `;
      yield* jsonArray(diffEntries(database, section));
      yield ',';
    }
    yield '\n "samplesChanged": ';
    yield* jsonArray(verdictChanges(database));
    yield '\n}\n';
  } finally {
    database.close();
  }
}
