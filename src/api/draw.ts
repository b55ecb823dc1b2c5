import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type RunFolder, runFolder } from '../catalog/run-folder.ts';
import { sealFile } from '../catalog/sealed-file.ts';
import type { Plan } from '../model/plan.ts';
import type { Conclusion } from '../pipeline/conclusion.ts';
import type { Drawing } from '../pipeline/jobs.ts';
import type { Pool } from '../pipeline/pool.ts';
import { runBatches } from '../pipeline/run-batches.ts';

const DRAWINGS_AT_ONCE = 16;

/** Takes over what the base run drew of the same content in the same way. Answers the file names. */
const copyDrawings = ({ items }: Conclusion, folder: RunFolder, { base }: Plan): ReadonlySet<string> => {
  const copied = new Set<string>();
  if (base === undefined) return copied;
  const before = runFolder(base.out);
  if (!existsSync(before.conclusion)) return copied;
  const known = (JSON.parse(readFileSync(before.conclusion, 'utf8')) as Conclusion).items;
  const byId = new Map(known.map((item) => [item.id, item]));
  for (const { id, thumbnail, sha256, hide } of items) {
    const same = byId.get(id);
    if (thumbnail === null || sha256 === null || same?.sha256 !== sha256 || same.hide !== hide) continue;
    const drawn = join(before.evidence, thumbnail);
    if (!existsSync(drawn)) continue;
    sealFile(join(folder.evidence, thumbnail), readFileSync(drawn));
    copied.add(thumbnail);
  }
  return copied;
};

/** Has workers draw the thumbnails that the report asks for. Answers the names of the files that could be drawn. */
export const drawEvidence = async (
  pool: Pool,
  conclusion: Conclusion,
  folder: RunFolder,
  plan: Plan,
): Promise<ReadonlySet<string>> => {
  const drawn = new Set(copyDrawings(conclusion, folder, plan));
  const drawings: Drawing[] = conclusion.items.flatMap(({ ordinal, resource, cell, range, thumbnail, hide }) =>
    resource === null || thumbnail === null || drawn.has(thumbnail)
      ? []
      : [{ ordinal, resource, cell, range, file: thumbnail, hide }],
  );
  const jobOf = (batch: readonly Drawing[]) => ({ kind: 'draw' as const, drawings: batch });
  await runBatches(pool, drawings, DRAWINGS_AT_ONCE, jobOf, (outcome) => {
    if (outcome.kind === 'draw') for (const file of outcome.drawn) drawn.add(file);
  });
  return drawn;
};
