import type { Database } from '../../catalog/database.ts';
import { loadFeatures } from '../../catalog/load-features.ts';
import { loadListing, loadSegments } from '../../catalog/load-segments.ts';
import type { RunFolder } from '../../catalog/run-folder.ts';
import { nameChecks, writeTables } from '../../catalog/tables.ts';
import { checks } from '../../checks/index.ts';
import type { AnyCheck } from '../../model/check.ts';
import type { DecisionsOutcome } from '../../model/decision.ts';
import type { PartialRun } from '../../model/part.ts';
import type { Plan } from '../../model/plan.ts';
import type { RulesOutcome } from '../../model/summary.ts';
import { verdictOf } from '../../policy/verdict.ts';
import { acceptanceOutcomes, reachOf, readyRules, weigh, weighsAsBuilt } from '../../policy/weigh.ts';
import { applyDecisions } from '../apply-decisions.ts';
import { applyRules, prepareRules } from '../apply-rules.ts';
import type { ConcludeRequest, Conclusion } from '../conclusion.ts';
import { concludeChecks } from '../dataset-half.ts';
import { tellStale } from '../tell-stale.ts';
import { judgeSamples } from '../verdicts.ts';
import { concludeFeatures } from './conclude-features.ts';

const all = checks as readonly AnyCheck[];

const countSamples = async (database: Database): Promise<number> => {
  for await (const { n } of database.rows<{ n: number }>('SELECT count(*) AS n FROM samples')) return n;
  return 0;
};

/** Undefined where no rule was written. */
const weighFindings = async (
  database: Database,
  { config, startedAt }: Plan,
  part: object | undefined,
): Promise<RulesOutcome | undefined> => {
  await prepareRules(database);
  if (weighsAsBuilt(config)) return undefined;
  const today = startedAt.slice(0, 'YYYY-MM-DD'.length);
  const trials = all.filter(({ stage }) => stage === 'trial').map(({ id }) => id);
  const rules = readyRules(config, today, trials);
  const ids = all.map(({ id }) => id);
  const { used, ...counts } = await applyRules(
    database,
    (finding, key, sha256) => weigh(finding, rules, key, sha256),
    reachOf(rules, ids),
    (index) => config.accept[index]!,
  );
  const outcomes = acceptanceOutcomes(config.accept, today, used);
  // What a part does not show may stand in the rest.
  const acceptances = part === undefined ? outcomes : outcomes.filter(({ stale }) => stale !== 'unmatched');
  await tellStale(database, acceptances);
  return { ...counts, acceptances };
};

/** What a part has not met may stand in the rest; what was edited was met. */
const withoutUnmet = (decided: DecisionsOutcome | undefined): DecisionsOutcome | undefined => {
  const edited = decided?.staleExamples.filter(({ why }) => why === 'edited') ?? [];
  return decided && { ...decided, stale: edited.length, staleExamples: edited };
};

/**
 * From sealed segments to verdicts: the dataset halves of the checks, then the team's rules, then people's decisions, which have the last
 * word. Leaves the run's tables in `database` and on disk. `partial`: what was examined where that is not all of the dataset.
 */
export const judge = async (
  database: Database,
  folder: RunFolder,
  plan: Plan,
  stopped: ConcludeRequest['stopped'],
): Promise<Pick<Conclusion, 'rules' | 'decisions' | 'partial' | 'features'>> => {
  const { facts, part: asked } = plan;
  const enabled = all.filter((check) => check.id in plan.checks);
  await loadSegments(database, folder.segments, all);
  const examined = await countSamples(database);
  const reason = stopped ?? asked?.by;
  const expected = asked?.samples ?? facts.samples;
  if (stopped === undefined && examined !== expected) throw new Error(`${examined} records of ${expected} samples`);
  const part = reason === undefined ? undefined : { examined, of: facts.samples };
  const features = part === undefined ? concludeFeatures(folder, plan) : undefined;
  await loadFeatures(database, features === undefined ? undefined : folder.features);
  if (part !== undefined) await loadListing(database, folder.listedSamples);
  const notConcluded = await concludeChecks(database, enabled, plan.options, facts, part);
  const rules = await weighFindings(database, plan, part);
  const decided = await applyDecisions(database, plan.decisions ?? []);
  const decisions = part === undefined ? decided : withoutUnmet(decided);
  await judgeSamples(database, verdictOf);
  await nameChecks(database);
  await writeTables(database, folder);
  const partial: PartialRun | undefined =
    reason === undefined || part === undefined ? undefined : { reason, ...part, ...(asked && { asked }), notConcluded };
  return {
    ...(features && { features }),
    ...(rules && { rules }),
    ...(decisions && { decisions }),
    ...(partial && { partial }),
  };
};
