import type { Database } from '../../catalog/database.ts';
import { sealFile } from '../../catalog/sealed-file.ts';
import { inClassOrder } from '../../export/classes.ts';
import type { ListingFacts } from '../../model/listing.ts';
import { parseNumber } from '../../model/number-cell.ts';
import type { Plan } from '../../model/plan.ts';
import { type ClassCount, type ClassOrder, classWeights, writeClassWeights } from '../../targets/class-weights.ts';
import { trainingSplit } from './fit-clean.ts';

/** A label column of so many values holds no classes. */
const MOST_CLASSES = 100_000;

/** Clean samples of each label cell, in the split that is trained on; undefined where there are too many. */
const countCells = async (database: Database, { config }: Plan, split: string | undefined) => {
  const verdicts = config.dropSuspect ? "('ok')" : "('ok', 'suspect')";
  const cells = new Map<string, number>();
  const query = `
    SELECT s.label AS label, count(*) AS count FROM samples s LEFT JOIN verdicts v USING (ordinal)
    WHERE s.label IS NOT NULL AND coalesce(v.verdict, 'ok') IN ${verdicts} AND ($1 = '' OR s.split = $1)
    GROUP BY 1 ORDER BY 1 LIMIT ${MOST_CLASSES + 1}`;
  for await (const { label, count } of database.rows<{ label: string; count: number }>(query, split ?? '')) {
    cells.set(label, count);
  }
  return cells.size > MOST_CLASSES ? undefined : cells;
};

/** '3' and '3.0' are one class; what is ignored in training, or no whole number, is none. */
const countIntegers = (cells: ReadonlyMap<string, number>, { labels }: ListingFacts): readonly ClassCount[] => {
  const counts = new Map<number, number>();
  const declared = Math.min(labels.declaredClasses ?? 0, MOST_CLASSES);
  for (let number = 0; number < declared; number += 1) if (!labels.ignored.includes(number)) counts.set(number, 0);
  for (const [cell, count] of cells) {
    const parsed = parseNumber(cell);
    if (parsed.kind !== 'number' || !Number.isInteger(parsed.value) || labels.ignored.includes(parsed.value)) continue;
    const number = parsed.value + 0;
    counts.set(number, (counts.get(number) ?? 0) + count);
  }
  return [...counts].sort(([a], [b]) => a - b).map(([number, count]) => ({ label: String(number), count }));
};

const countNames = (cells: ReadonlyMap<string, number>, { labels }: ListingFacts): readonly ClassCount[] =>
  (labels.declaredNames ?? inClassOrder(labels.classes)).map((label) => ({ label, count: cells.get(label) ?? 0 }));

const orderOf = ({ labels }: ListingFacts): ClassOrder => {
  const { kind, declaredNames, declaredClasses: declared, ignored } = labels;
  if (kind !== 'integers') return { order: declaredNames === undefined ? 'names' : 'declared' };
  return {
    order: 'numbers',
    ...(declared !== undefined && { declared }),
    ...(ignored.length > 0 && { ignored: [...ignored].sort((a, b) => a - b) }),
  };
};

/** Seals `targets/classes.json`, for datasets with classes. All samples must have been examined. */
export const sealClassWeights = async (database: Database, plan: Plan, path: string): Promise<void> => {
  const { kind } = plan.facts.labels;
  if (kind === 'none') return;
  const split = trainingSplit(plan);
  const cells = await countCells(database, plan, split);
  if (cells === undefined) return;
  const counts = kind === 'integers' ? countIntegers(cells, plan.facts) : countNames(cells, plan.facts);
  sealFile(path, writeClassWeights(classWeights(counts, split ?? 'all', orderOf(plan.facts))));
};
