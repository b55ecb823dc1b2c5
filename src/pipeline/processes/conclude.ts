/** Entry of the concluding process: verdicts, tables, targets, and everything the trainer reads. */
import { appendFileSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { loadDuckDb, openDatabase } from '../../catalog/database.ts';
import { createIdentities } from '../../catalog/identities.ts';
import { askedListing } from '../../catalog/listed-samples.ts';
import { plotProbe } from '../../catalog/probe-plots.ts';
import { summarizeProbe, writeLosses } from '../../catalog/probe-queries.ts';
import { type RunFolder, runFolder } from '../../catalog/run-folder.ts';
import { createSealedFile, sealFile } from '../../catalog/sealed-file.ts';
import { countLabels, countUnsupported, countVerdicts, groupFindings } from '../../catalog/summary-queries.ts';
import { checks } from '../../checks/index.ts';
import { exportClean } from '../../export/clean.ts';
import { writeFindingLines } from '../../export/finding-lines.ts';
import { decisionBook } from '../../messages/decisions.ts';
import { fill } from '../../messages/fill.ts';
import { acceptanceBook } from '../../messages/rules.ts';
import { type AnyCheck, bookOf } from '../../model/check.ts';
import type { Finding } from '../../model/finding.ts';
import { bytesFromKey } from '../../model/path-key.ts';
import type { Plan } from '../../model/plan.ts';
import type { Sample } from '../../model/sample.ts';
import type { Place } from '../../model/target-place.ts';
import { openRoots } from '../../storage/local.ts';
import { inputCount } from '../../targets/inputs.ts';
import { transform } from '../../targets/transform.ts';
import type { ConcludeRequest, Conclusion } from '../conclusion.ts';
import { pictureSizes } from '../picture-sizes.ts';
import { createItemCollector } from '../report-items.ts';
import { judgedSamples } from '../sample-rows.ts';
import { serveStage } from '../stage.ts';
import { createInputChooser } from './choose-inputs.ts';
import { sealClassWeights } from './class-counts.ts';
import { createTargetFitting, fitOf, placeOf } from './fit-clean.ts';
import { judge } from './judge.ts';
import { createMovePlanner, type MovePlanner } from './plan-moves.ts';
import { sidecarEvidence } from './sidecar-evidence.ts';

/** A format that nothing here decodes is a finding, which the user may accept; anything else unexamined is a hole. */
const UNSUPPORTED = 'image/unsupported';

const book = { ...bookOf(checks as readonly AnyCheck[]), ...acceptanceBook, ...decisionBook };

const seal = (folder: RunFolder, moves: Awaited<ReturnType<MovePlanner['finish']>>['moves']): void => {
  const file = createSealedFile(folder.moves);
  for (const move of moves) file.write(`${JSON.stringify(move)}\n`);
  file.seal();
};

/** This process's resident memory, for the measurement of flatness. */
const logMemory = (): void => {
  const path = process.env.PREPASS_MEMORY_LOG;
  if (path === undefined) return;
  const { maxRSS } = process.resourceUsage();
  appendFileSync(path, `${JSON.stringify({ process: 'conclude', stage: 'concluding', maxRssBytes: maxRSS * 1024 })}\n`);
};

/** What lies in a file with others is named by its key; '' where a row names no file. */
const resourceOf = ({ key, parts: [part] }: Sample): string => {
  if (part === undefined) return '';
  const { resource, cell, member, row, range } = part;
  return [cell, member, row, range].every((place) => place === undefined) ? resource : key;
};

/** What stands for the whole dataset, and may be there from before a segment was lost. */
const discardClean = (folder: RunFolder): void => {
  const { clean, rejected, rejectedLines, toFix, findingLines, moves } = folder;
  for (const path of [clean, rejected, rejectedLines, toFix, findingLines, moves, folder.targets]) {
    rmSync(path, { recursive: true, force: true });
  }
};

const conclude = async ({ out, stopped }: ConcludeRequest): Promise<Conclusion> => {
  const folder = runFolder(out);
  const plan = JSON.parse(readFileSync(folder.plan, 'utf8')) as Plan;
  const { config, facts } = plan;
  const database = await openDatabase(join(folder.work, 'conclude.duckdb'));
  const weighed = await judge(database, folder, plan, stopped);
  const { partial } = weighed;
  const reason = (finding: Pick<Finding, 'check' | 'code' | 'data'>): string =>
    fill(book[finding.check]!.codes[finding.code]![config.lang], finding.data);

  const listing = askedListing(folder, plan);
  const roots = openRoots(bytesFromKey(plan.root), config.followRoots);
  const planner = createMovePlanner(config, (ref) => sidecarEvidence(roots, ref, config.limits.maxFileBytes));
  const fitting = createTargetFitting(plan, folder);
  if (partial === undefined) {
    const inputs = createInputChooser(plan, folder.inputPictures);
    // Targets and inputs are of all clean samples; what may move is among the few that something was found of.
    const which = config.targets.length > 0 || inputCount(config) > 0 ? 'all' : 'concerned';
    const sizeOf = fitting.needsSize ? pictureSizes(database) : undefined;
    for await (const judged of judgedSamples(database, listing, which)) {
      planner.consider(judged);
      fitting.add({ ...judged, size: await sizeOf?.(judged.sample.ordinal) });
      inputs.add(judged);
    }
    await inputs.finish(database);
  } else discardClean(folder);
  const fitted = partial === undefined ? fitting.finish() : [];

  const collector = createItemCollector();
  let incomplete = facts.noteCounts['unreadable-directory'] ?? 0;
  if (stopped !== undefined && partial !== undefined) {
    incomplete += (plan.part?.samples ?? facts.samples) - partial.examined;
  }
  const rows = async function* () {
    const sizeOf = fitting.needsSize && partial === undefined ? pictureSizes(database) : undefined;
    for await (const judged of judgedSamples(database, listing, partial === undefined ? 'all' : 'part')) {
      planner.own(judged.sample);
      collector.add(judged);
      const { sample, verdict, findings } = judged;
      if (verdict === 'unexamined' && !findings.some(({ check }) => check === UNSUPPORTED)) incomplete += 1;
      yield {
        ordinal: sample.ordinal,
        key: sample.key,
        id: sample.id,
        split: sample.split ?? null,
        label: sample.annotations.label ?? null,
        verdict,
        resource: resourceOf(sample),
        ...(sample.annotations.origin && { origin: sample.annotations.origin }),
        findings,
        ...(config.targets.length > 0 && { place: placeOf(sample, plan, await sizeOf?.(sample.ordinal)) }),
      };
    }
  };
  const exporting = {
    facts,
    root: bytesFromKey(plan.root),
    out,
    paths: config.paths,
    dropSuspect: config.dropSuspect,
    transforms: Object.fromEntries(
      fitted.map(({ target }) => [target.name, (value: number, place: Place) => transform(target, value, place)]),
    ),
    reason,
  };
  let exported = { clean: 0, unlistable: 0 };
  if (partial === undefined) exported = await exportClean(rows(), exporting);
  else for await (const _ of rows());
  if (partial === undefined) await writeFindingLines(database, folder.findingLines, reason);

  if (partial === undefined) await sealClassWeights(database, plan, folder.classWeights);
  const labels = await countLabels(database);
  const counts = await countVerdicts(database);
  const perClass = new Map<string, number>();
  for (const { label, count } of labels) perClass.set(label, (perClass.get(label) ?? 0) + count);
  const { plan: movePlan, moves } = await planner.finish(createIdentities(folder), facts.samples, perClass, reason);
  if (partial === undefined) seal(folder, moves);
  const { items, total } = collector.finish(partial === undefined ? planner.dispositionOf : () => 'none');
  const probe = await summarizeProbe(database, facts);
  if (probe !== undefined) await writeLosses(database, folder);
  const probePlots = await plotProbe(database, facts);
  const conclusion: Conclusion = {
    ...(probe && { probe }),
    ...(probePlots && { probePlots }),
    counts,
    groups: await groupFindings(database),
    unsupported: await countUnsupported(database),
    movePlan,
    ...weighed,
    targets: fitted.map(fitOf),
    // Before and after cleaning: nothing was cleaned of a part.
    labels: partial === undefined ? labels : [],
    targetPlots: fitted.map(({ target, before, after }) => ({
      name: target.name,
      method: target.method,
      before,
      after,
    })),
    items,
    itemsTotal: total,
    unlistable: exported.unlistable,
    clean: exported.clean,
    incomplete,
  };
  database.close();
  sealFile(folder.conclusion, JSON.stringify(conclusion));
  logMemory();
  return conclusion;
};

serveStage<ConcludeRequest, Conclusion>(conclude);
// While samples are examined: it would keep them waiting at the end.
loadDuckDb();
