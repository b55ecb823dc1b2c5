import type { ParsedNumber } from './facets.ts';

/** What Python's float() takes, without its underscores, which no CSV reader shares. */
const FINITE = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const INFINITE = /^([+-]?)inf(?:inity)?$/i;
const NOT_A_NUMBER = /^[+-]?nan$/i;

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
