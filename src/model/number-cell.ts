import type { ParsedNumber } from './facets.ts';

/** What Python's float() takes, without its underscores, which no CSV reader shares. */
const FINITE = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const INFINITE = /^([+-]?)inf(?:inity)?$/i;
const NOT_A_NUMBER = /^[+-]?nan$/i;

/** What pandas' read_csv takes for a value that is not there, beside an empty cell; 'nan' and its kin are numbers that are none. */
const MISSING = new Set(['#N/A', '#N/A N/A', '#NA', '<NA>', 'N/A', 'NA', 'NULL', 'None', 'n/a', 'null']);
/** What older C libraries write for NaN. */
const INDEFINITE = /^-?1\.#(?:IND|QNAN)$/;

/** A cell as a number. Blanks around it do not count; integers beyond 2^53 stay numbers, rounded. */
export const parseNumber = (cell: string): ParsedNumber => {
  const text = cell.trim();
  if (text === '') return { kind: 'missing' };
  if (FINITE.test(text)) {
    const value = Number(text);
    return Number.isFinite(value) ? { kind: 'number', value } : { kind: 'nonfinite', value, raw: cell };
  }
  if (NOT_A_NUMBER.test(text)) return { kind: 'nonfinite', value: Number.NaN, raw: cell };
  const infinite = INFINITE.exec(text);
  if (infinite === null) return { kind: 'text', raw: cell };
  return {
    kind: 'nonfinite',
    value: infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY,
    raw: cell,
  };
};

/** A table's cell as a number: as `parseNumber` has it, and missing where pandas would read it so. */
export const parseFeature = (cell: string): ParsedNumber => {
  const parsed = parseNumber(cell);
  if (parsed.kind !== 'text') return parsed;
  const text = cell.trim();
  if (MISSING.has(text)) return { kind: 'missing' };
  return INDEFINITE.test(text) ? { kind: 'nonfinite', value: Number.NaN, raw: cell } : parsed;
};
