import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bar } from './bars.ts';
import { damageRows, type SourceResult } from './damage-bars.ts';
import { ROOT, WORK } from './places.ts';

const PAGE = join(ROOT, 'docs/detection.md');

const cell = (text: string | number): string => String(text).replaceAll('|', '\\|');
const line = (cells: readonly (string | number)[]): string => `| ${cells.map(cell).join(' | ')} |`;

/** Rows, the first of which is the header, as a table of Markdown. */
const markdownTable = (rows: readonly (readonly (string | number)[])[]): string =>
  [line(rows[0]!), `|${' --- |'.repeat(rows[0]!.length)}`, ...rows.slice(1).map(line)].join('\n');

const barsTable = (bars: readonly Bar[]): string =>
  markdownTable([
    ['what', 'measured', 'owed', 'holds'],
    ...bars.map(({ name, measured, owed, holds }) => [name, measured, owed, holds ? 'yes' : 'no']),
  ]);

const resultSection = (result: SourceResult): string => {
  const { name, end } = result.source;
  const known = end === undefined ? 'The format does not say where a file ends.' : `Where a file ends: ${end}.`;
  return `### ${name}\n\n${known}\n\n${markdownTable(damageRows(result))}`;
};

const isDamage = ({ name }: Bar, results: readonly SourceResult[]): boolean =>
  results.some(({ source }) => name.startsWith(`${source.name}, `));

const missedList = (bars: readonly Bar[], results: readonly SourceResult[]): string => {
  const missed = bars.filter((bar) => !bar.holds && isDamage(bar, results));
  if (missed.length === 0) return 'None.';
  return markdownTable([
    ['what', 'found', 'owed', 'an example'],
    ...missed.map(({ name, measured, owed, cases }) => [
      name,
      measured,
      owed,
      (cases[0] ?? '').replaceAll(`${WORK}/`, ''),
    ]),
  ]);
};

/** The text between `<!-- NAME -->` and `<!-- end -->`, replaced. Throws where the page has no such place. */
const replaced = (page: string, name: string, text: string): string => {
  const start = page.indexOf(`<!-- ${name} -->`);
  const end = page.indexOf('<!-- end -->', start);
  if (start < 0 || end < 0) throw new Error(`docs/detection.md has no place for ${name}`);
  return `${page.slice(0, start)}<!-- ${name} -->\n\n${text}\n\n${page.slice(end)}`;
};

/** Writes what was measured into the page's marked places; what was not measured stays as it is. */
export const writeDetectionPage = (bars: readonly Bar[], results: readonly SourceResult[]): void => {
  let page = readFileSync(PAGE, 'utf8');
  const others = bars.filter((bar) => !isDamage(bar, results));
  if (others.length > 0) page = replaced(page, 'bars', barsTable(others));
  if (results.length > 0) {
    page = replaced(page, 'missed', missedList(bars, results));
    page = replaced(page, 'damage', results.map(resultSection).join('\n\n'));
  }
  writeFileSync(PAGE, page);
};
