import type { DatasetView } from '../../model/check.ts';
import { LABELED_SQL } from './integer-labels.ts';

export interface NameCount {
  readonly name: string;
  /** Samples with this name, at least 1. */
  readonly count: number;
}

/** The class names that occur, in the order of their bytes. Empty when labels are integers or absent. */
export const usedNames = async ({ facts, rows }: DatasetView): Promise<readonly NameCount[]> => {
  if (facts.labels.kind !== 'names') return [];
  const names: NameCount[] = [];
  const query = `SELECT label AS name, count(*) AS count FROM samples
    WHERE ${LABELED_SQL} GROUP BY label ORDER BY label`;
  for await (const { name, count } of rows<NameCount & Record<string, unknown>>(query)) names.push({ name, count });
  return names;
};

/** Samples of one class name, ascending. */
export const samplesNamed = async ({ rows }: DatasetView, name: string): Promise<readonly number[]> => {
  const ordinals: number[] = [];
  const query = 'SELECT ordinal FROM samples WHERE label = $1 ORDER BY ordinal';
  for await (const { ordinal } of rows<{ ordinal: number }>(query, name)) ordinals.push(ordinal);
  return ordinals;
};
