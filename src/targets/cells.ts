import { UserError } from '../model/errors.ts';
import { parseNumber } from '../model/number-cell.ts';
import { NOWHERE, type Place } from '../model/target-place.ts';
import type { FittedTarget, Normalizer } from './normalizer.ts';
import { createPlaceReader } from './place-cells.ts';
import { inverse, transform } from './transform.ts';

/** Why a cell has no normalized value. */
export type CellProblem = 'empty' | 'not-a-number' | 'not-finite' | 'outside-domain' | 'overflow';
export type Cell = { readonly text: string } | { readonly problem: CellProblem };

export type Direction = 'transform' | 'inverse';

/** 'age' -> 'age_normalized'. */
export const normalizedName = (name: string): string => `${name}_normalized`;
/** 'age' -> 'age_denormalized'. */
export const denormalizedName = (name: string): string => `${name}_denormalized`;

const PROBLEMS = { missing: 'empty', text: 'not-a-number', nonfinite: 'not-finite' } as const satisfies Record<
  string,
  CellProblem
>;

const convert = (target: FittedTarget, direction: Direction, value: number, place: Place): Cell => {
  if (direction === 'transform' && target.method === 'log1p' && value <= -1) return { problem: 'outside-domain' };
  const result = direction === 'transform' ? transform(target, value, place) : inverse(target, value, place);
  // The shortest text that reads back to the same double, and no '-0'.
  return Number.isFinite(result) ? { text: String(result + 0) } : { problem: 'overflow' };
};

/** A number that was parsed already, as the text of the normalized cell. */
export const normalizeNumber = (target: FittedTarget, value: number, place: Place = NOWHERE): Cell =>
  Number.isFinite(value) ? convert(target, 'transform', value, place) : { problem: 'not-finite' };

/** A cell's text (blanks around it do not count) to the text of the converted cell. */
export const convertCell = (target: FittedTarget, direction: Direction, text: string, place: Place = NOWHERE): Cell => {
  const parsed = parseNumber(text);
  if (parsed.kind !== 'number') return { problem: PROBLEMS[parsed.kind] };
  return convert(target, direction, parsed.value, place);
};

/** Adds columns to a table, row by row, each beside the one it is made from. */
export interface RowMapper {
  readonly header: readonly string[];
  /**
   * The row's cells with the new ones put in. An empty cell stays empty; any other that cannot be converted, or a row of
   * another length than the header, throws UserError with the 1-based line.
   */
  readonly map: (row: readonly string[], line: number) => readonly string[];
}

interface NewColumn {
  readonly target: FittedTarget;
  readonly source: number;
  readonly name: string;
}

const sourceOf = (header: readonly string[], name: string, direction: Direction): number => {
  const normalized = direction === 'inverse' ? header.indexOf(normalizedName(name)) : -1;
  return normalized >= 0 ? normalized : header.indexOf(name);
};

/**
 * `transform` reads NAME and adds NAME_normalized; `inverse` reads NAME_normalized, or NAME where that column is missing,
 * and adds NAME_denormalized. `names` limits it to these targets (default: all that have a column). `file` names the
 * table in errors. A target by size also reads the columns `width` and `height`, one by group the column of groups. Throws UserError:
 * no column to convert, a column asked for or needed is missing, the new name is taken.
 */
export const createRowMapper = (
  normalizer: Normalizer,
  header: readonly string[],
  direction: Direction,
  file: string,
  names?: readonly string[],
): RowMapper => {
  const nameOf = direction === 'transform' ? normalizedName : denormalizedName;
  const columns: NewColumn[] = [];
  for (const target of normalizer.targets) {
    if (names !== undefined && !names.includes(target.name)) continue;
    const source = sourceOf(header, target.name, direction);
    if (source < 0 && names === undefined) continue;
    if (source < 0) throw new UserError('targets.no-column', { file, name: target.name, header: header.join(', ') });
    const name = nameOf(target.name);
    if (header.includes(name)) throw new UserError('targets.column-exists', { file, name });
    columns.push({ target, source, name });
  }
  const unknown = names?.find((name) => normalizer.targets.every((target) => target.name !== name));
  const known = normalizer.targets.map((target) => target.name).join(', ');
  if (unknown !== undefined) throw new UserError('targets.unknown-target', { name: unknown, known });
  if (columns.length === 0)
    throw new UserError('targets.nothing-to-convert', { file, known, header: header.join(', ') });
  const placeOf = createPlaceReader(
    columns.map(({ target }) => target),
    header,
    file,
  );

  // From the right, so that an insertion moves no source that is still to come.
  const ordered = columns.toSorted((a, b) => b.source - a.source);
  const withNew = (cells: readonly string[], textOf: (column: NewColumn) => string): readonly string[] => {
    const result = [...cells];
    for (const column of ordered) result.splice(column.source + 1, 0, textOf(column));
    return result;
  };
  return {
    header: withNew(header, (column) => column.name),
    map: (row, line) => {
      if (row.length !== header.length) {
        throw new UserError('targets.ragged-row', { file, line, cells: row.length, expected: header.length });
      }
      const place = placeOf(row, line);
      return withNew(row, ({ target, source }) => {
        const value = row[source]!;
        const cell = convertCell(target, direction, value, place);
        if ('text' in cell) return cell.text;
        if (cell.problem === 'empty') return '';
        throw new UserError(`targets.cell-${cell.problem}`, { file, line, column: header[source]!, value });
      });
    },
  };
};
