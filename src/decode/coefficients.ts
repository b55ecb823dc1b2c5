import { slipOf } from '../measures/slip.ts';
import type { Coefficients } from '../model/facets.ts';
import { readBlockLevels } from './codecs/jpeg-levels.ts';

/** What a JPEG's coefficients say; undefined where they cannot be followed. Takes longer than decoding itself. */
export const coefficientsOf = (jpeg: Uint8Array): Coefficients | undefined => {
  const found = readBlockLevels(jpeg);
  if (found === undefined) return undefined;
  const { planes, columns, rows, impossible } = found;
  const slip = slipOf(planes, columns, rows);
  const blocks = planes.reduce((sum, { levels }) => sum + levels.length, 0);
  return { impossible, blocks, ...(slip && { slip }) };
};
