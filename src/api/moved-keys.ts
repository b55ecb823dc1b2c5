import { existsSync } from 'node:fs';
import { readLines } from '../catalog/read-lines.ts';
import type { RunFolder } from '../catalog/run-folder.ts';
import { sealFile } from '../catalog/sealed-file.ts';
import type { PlannedMove } from '../model/plan.ts';
import type { RunSummary } from '../model/summary.ts';

/** Keeps which samples a run moved beside it, so that it can be judged again without the quarantine. */
export const recordMovedKeys = (folder: RunFolder, keys: ReadonlySet<string>): void => {
  sealFile(folder.moved, [...keys].map((key) => `${JSON.stringify(key)}\n`).join(''));
};

/** Keys of the samples that a finished run has moved. */
export function* movedKeys({
  folder,
  summary,
}: {
  readonly folder: RunFolder;
  readonly summary: Pick<RunSummary, 'quarantine'>;
}): Generator<string> {
  if (summary.quarantine === undefined) return;
  if (existsSync(folder.moved)) {
    for (const line of readLines(folder.moved)) yield JSON.parse(line) as string;
    return;
  }
  // Runs of before this was kept: what was planned and did not fail.
  const failed = new Set(summary.quarantine.failed.map(({ key }) => key));
  for (const line of readLines(folder.moves)) {
    const { key } = JSON.parse(line) as PlannedMove;
    if (!failed.has(key)) yield key;
  }
}
