import type { ArrayHeader, ArrayScan, NumberScan } from '../../model/facets.ts';
import type { Locator } from '../../model/finding.ts';
import { oneLine } from '../defang.ts';

/** The numbers of an array, or of one field of its records. */
interface Series extends NumberScan {
  readonly dtype: string;
  /** Of a field: where it is, and its name for people. */
  readonly place?: { readonly at: Locator; readonly field: string };
}

/** What was found in an array, series by series: one, or one for each field. */
export const scannedSeries = ({ dtype }: ArrayHeader, scan: ArrayScan): readonly Series[] => {
  if (scan.fields === undefined) return [{ ...scan, dtype }];
  return scan.fields.map(({ field, ...found }) => ({ ...found, place: { at: { field }, field: oneLine(field) } }));
};
