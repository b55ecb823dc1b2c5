/** Entry of the concluding process: dataset halves of the checks, verdicts, tables, targets, and everything the trainer reads. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase } from '../../catalog/database.ts';
import { loadSegments } from '../../catalog/load-segments.ts';
import { runFolder } from '../../catalog/run-folder.ts';
import { countLabels, countVerdicts, groupFindings } from '../../catalog/summary-queries.ts';
import { nameChecks, writeTables } from '../../catalog/tables.ts';
import { checks } from '../../checks/index.ts';
import type { AnyCheck } from '../../model/check.ts';
import type { Plan } from '../../model/plan.ts';
import { verdictOf } from '../../policy/verdict.ts';
import { concludeChecks } from '../dataset-half.ts';
import { serveStage } from '../stage.ts';
import { judgeSamples } from '../verdicts.ts';

serveStage<{ readonly out: string }, Conclusion>(async ({ out }) => {
  const folder = runFolder(out);
  const plan = JSON.parse(readFileSync(folder.plan, 'utf8')) as Plan;
  const enabled = (checks as readonly AnyCheck[]).filter((check) => check.id in plan.checks);
  const database = await openDatabase(join(folder.work, 'conclude.duckdb'));
  await loadSegments(database, folder.segments, enabled);
  await concludeChecks(database, enabled, plan.options, plan.facts);
  await judgeSamples(database, verdictOf);
  await nameChecks(database);
  await writeTables(database, folder);
});
