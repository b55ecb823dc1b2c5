/** One thing that must hold: what was measured, what is owed, and every case that speaks against it. */
export interface Bar {
  readonly name: string;
  readonly measured: string;
  readonly owed: string;
  readonly holds: boolean;
  /** Each disagreement, one a line. Also listed where the bar holds. */
  readonly cases: readonly string[];
}

/** Rows of equal cells as text, columns as wide as their widest. */
export const table = (rows: readonly (readonly (string | number)[])[]): string => {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => String(row[column]).length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => String(cell).padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};

/** `mostCases`: of each bar; all of them are in the report. */
export const showBars = (bars: readonly Bar[], mostCases = Number.POSITIVE_INFINITY): string =>
  bars
    .map(({ name, measured, owed, holds, cases }) => {
      const head = `${holds ? 'holds ' : 'MISSED'}  ${name}: ${measured} (owed: ${owed})`;
      const rest = cases.length - mostCases;
      const shown = [...cases.slice(0, mostCases), ...(rest > 0 ? [`and ${rest} more`] : [])];
      return [head, ...shown.map((line) => `          ${line}`)].join('\n');
    })
    .join('\n');

export const percent = (part: number, of: number): string => `${((100 * part) / of).toFixed(1)} %`;
