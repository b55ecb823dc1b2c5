import { UserError } from '../model/errors.ts';
import { parseNumber } from '../model/number-cell.ts';
import { needsSize } from '../model/target-columns.ts';
import type { Place } from '../model/target-place.ts';
import type { FittedTarget } from './normalizer.ts';

/** Columns of a table that say how large a row's picture is, in pixels, as those of `export samples`. */
const WIDTH = 'width';
const HEIGHT = 'height';

/**
 * What a row says of its group and of its picture's size, as far as the targets need it. Throws UserError where a column that is needed
 * is missing, and at a row whose size is no positive number.
 */
export const createPlaceReader = (
  targets: readonly FittedTarget[],
  header: readonly string[],
  file: string,
): ((row: readonly string[], line: number) => Place) => {
  const columnOf = (column: string): number => {
    const at = header.indexOf(column);
    if (at >= 0) return at;
    throw new UserError('targets.place-column', { file, column, header: header.join(', ') });
  };
  const by = targets.find(({ groups }) => groups !== undefined)?.groups?.by;
  const groupAt = by === undefined ? undefined : columnOf(by);
  const sizeAt = needsSize(targets) ? ([columnOf(WIDTH), columnOf(HEIGHT)] as const) : undefined;

  const pixels = (row: readonly string[], line: number, at: number): number => {
    const parsed = parseNumber(row[at]!);
    if (parsed.kind === 'number' && parsed.value > 0) return parsed.value;
    throw new UserError('targets.cell-no-size', { file, line, column: header[at]!, value: row[at]! });
  };
  return (row, line) => ({
    ...(groupAt !== undefined && { group: row[groupAt]! }),
    ...(sizeAt !== undefined && { width: pixels(row, line, sizeAt[0]), height: pixels(row, line, sizeAt[1]) }),
  });
};
