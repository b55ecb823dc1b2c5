import type { ArrayHeader } from '../../model/facets.ts';
import { oneLine } from '../defang.ts';

/** Names that a finding shows. */
const SHOWN = 20;

/** The columns at `places` of a table's row, and whether there are more than are named. `count`: how many there are in all. */
export const columnsAt = (
  { names = [] }: Pick<ArrayHeader, 'names'>,
  places: readonly number[],
  count: number,
): { readonly columns: readonly string[]; readonly more: string } => ({
  columns: places.slice(0, SHOWN).map((place) => oneLine(names[place] ?? String(place))),
  more: count > Math.min(SHOWN, places.length) ? ', …' : '',
});
