/**
 * prepass as a library: everything that the command does, without touching the console or the exit code.
 * Errors: UserError for what the caller can mend, Interrupted after an abort, Error for bugs.
 */
import { z } from 'zod';
import { checks } from './checks/index.ts';
import type { AnyCheck } from './model/check.ts';
import { DECISION_CHECK } from './model/decision.ts';
import { UserError } from './model/errors.ts';
import { ACCEPTANCE_CHECK } from './model/rules.ts';

export { book } from './api/book.ts';
export { configurationJsonSchema, configurationSchema, configurationSchemaPath } from './api/configuration-schema.ts';
export type { CopiedArray } from './api/copied-array.ts';
export {
  type Decided,
  type DecideOptions,
  decide,
  decisionsSchema,
  listDecisions,
  readDecisionsFile,
  type Undecided,
} from './api/decide.ts';
export { diffRuns, exportDiff } from './api/diff.ts';
export { exportArrays } from './api/export-arrays.ts';
export { type ExportFormat, type ExportTable, exportTable } from './api/export-table.ts';
export { type GateOptions, gateRun } from './api/gate.ts';
export { type Inspection, inspectFile, type Said } from './api/inspect.ts';
export { loadReport, loadRun, writeReport } from './api/load.ts';
export { type DatasetLook, lookAtDataset } from './api/look.ts';
export { writeWhole } from './api/new-file.ts';
export {
  applyPlannedQuarantine,
  listQuarantine,
  planQuarantine,
  recoverQuarantine,
  restoreQuarantine,
} from './api/quarantine.ts';
export { run } from './api/run.ts';
export { targetsFit, targetsInverse, targetsTransform } from './api/targets.ts';
export { targetsMerge } from './api/targets-merge.ts';
export { version } from './api/version.ts';
export type { CheckBook } from './model/check.ts';
export type { Config, ConfigInput } from './model/config.ts';
export { configSchema } from './model/config.ts';
export type { DiffCode, DiffEntry, RunDiff } from './model/diff.ts';
export { UserError } from './model/errors.ts';
export type { RunEvent, RunHooks } from './model/events.ts';
export type { Finding, Locator } from './model/finding.ts';
export type { GateReport, GateRule } from './model/gate.ts';
export type { MovePlan, QuarantineOutcome, ReportData, RunSummary } from './model/summary.ts';
export type { Severity, Verdict } from './model/verdict.ts';
export { Interrupted } from './pipeline/stage.ts';

/** JSON Schema of a check's options. Throws UserError for an id that no check has. */
export const checkOptionsSchema = (id: string): unknown => {
  if (id === DECISION_CHECK || id === ACCEPTANCE_CHECK) return z.toJSONSchema(z.strictObject({}));
  const all = checks as readonly AnyCheck[];
  const check = all.find((candidate) => candidate.id === id);
  if (check === undefined)
    throw new UserError('pipeline.unknown-check', { id, known: all.map((one) => one.id).join(', ') });
  return z.toJSONSchema(check.options);
};
