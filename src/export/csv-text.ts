/** A first character that spreadsheets take for the beginning of a formula. */
const FORMULA = /^[=+\-@\t\r]/;
/** '-1' begins like a formula and is none: programs read labels back. */
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** A cell of a CSV that people open: quoted where needed, and no formula. Never used for a trainer's manifest, whose cells stay as they are. */
export const csvCell = (value: string | number | null): string => {
  const text = value === null ? '' : String(value);
  const isFormula = typeof value === 'string' && FORMULA.test(text) && !NUMBER.test(text);
  return quoted(isFormula ? `'${text}` : text);
};

export const csvLine = (cells: readonly (string | number | null)[]): string => `${cells.map(csvCell).join(',')}\n`;

/** A line for programs alone: every cell as it is. */
export const plainCsvLine = (cells: readonly string[]): string => `${cells.map(quoted).join(',')}\n`;
