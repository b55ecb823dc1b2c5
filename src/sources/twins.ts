import type { RowProblem } from '../model/sample.ts';
import { createHashTable } from './hash-table.ts';

/** So many pairs are told apart; a dataset with more has been told. */
const MAX_TWINS = 100_000;

/** Names that one of the usual file systems would take for the same: equal but for case or Unicode composition. */
const fold = (key: string): string => key.toLowerCase().normalize('NFC');

/** Two passes: `see` every key once, then `problemOf` in the listing's order blames all but the first of each set. */
export interface Twins {
  readonly see: (key: string) => void;
  readonly problemOf: (key: string) => RowProblem | undefined;
}

export const createTwins = (): Twins => {
  const table = createHashTable();
  const shared = new Map<string, string | undefined>();
  let seen = 0;
  return {
    see: (key) => {
      const folded = fold(key);
      seen += 1;
      if (table.add(folded, seen) !== undefined && shared.size < MAX_TWINS) shared.set(folded, undefined);
    },
    problemOf: (key) => {
      if (shared.size === 0) return undefined;
      const folded = fold(key);
      if (!shared.has(folded)) return undefined;
      const first = shared.get(folded);
      if (first === undefined) shared.set(folded, key);
      return first === undefined || first === key ? undefined : { kind: 'name-twin', detail: { twin: first } };
    },
  };
};
