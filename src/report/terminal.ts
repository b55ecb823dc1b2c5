import pc from 'picocolors';
import { formatNumber, type Lang } from '../messages/fill.ts';
import { say, sayAny } from '../messages/index.ts';
import type { CheckBook } from '../model/check.ts';
import type { FindingGroup, RunSummary } from '../model/summary.ts';
import { type Severity, VERDICTS } from '../model/verdict.ts';
import { decisionsLine } from './decisions.ts';
import { bySeverity, sentence } from './finding-words.ts';
import { moveLine, notConcludedLine, notRunLines, partialLine, restOf, speedLine, targetsLine } from './lines.ts';
import { listingNotes, packed } from './listing-notes.ts';
import { nextSteps, type ReportPaths } from './next-steps.ts';
import { exitKey, outcomeOf } from './outcome.ts';
import { probeLines } from './probe-lines.ts';
import { ruleNotes } from './rule-notes.ts';
import { clip, columnsOf, padTo } from './text-columns.ts';
import { unsupportedNotes } from './unsupported-notes.ts';
import { shorten, visible } from './visible-text.ts';

export interface TerminalOptions {
  /** The caller honors NO_COLOR and knows whether it writes to a terminal. */
  readonly color: boolean;
  readonly paths: ReportPaths;
}

const LINES = 24;
const COLUMNS = 100;
const MAX_GROUPS = 8;
const SEVERITY_COLUMNS = 7;

type Colors = ReturnType<typeof pc.createColors>;

/** One line of the summary: nothing invisible in it, cut where the terminal would wrap. */
const line = (text: string): string => clip(visible(text), COLUMNS);

const countsLine = (summary: RunSummary, lang: Lang): string => {
  const parts = VERDICTS.map(
    (verdict) => `${formatNumber(summary.counts[verdict])} ${say(lang, `report.verdict.${verdict}`)}`,
  );
  const { partial } = summary;
  const rest = partial === undefined ? '' : ` · ${say(lang, 'report.partial.rest', { rest: restOf(partial) })}`;
  return `${say(lang, 'report.line.samples', { samples: summary.samples })} = ${parts.join(' + ')}${rest}`;
};

const groupLine = (group: FindingGroup, book: CheckBook, lang: Lang, widths: { id: number; count: number }) => {
  const count = formatNumber(group.samples || group.findings).padStart(widths.count);
  const head = `${padTo(say(lang, `report.severity.${group.severity}`), SEVERITY_COLUMNS)} ${padTo(visible(group.check), widths.id)} ${count}`;
  const text = sentence(book, lang, { check: group.check, code: group.code, data: group.example.data });
  return line(`${head}  ${text}`);
};

const paint = (colors: Colors, severity: Severity): ((text: string) => string) => {
  if (severity === 'error') return colors.red;
  return severity === 'warning' ? colors.yellow : colors.dim;
};

const groupLines = (groups: readonly FindingGroup[], book: CheckBook, lang: Lang, colors: Colors): string[] => {
  const widths = {
    id: Math.min(26, Math.max(...groups.map((group) => columnsOf(visible(group.check))))),
    count: Math.max(...groups.map((group) => formatNumber(group.samples || group.findings).length)),
  };
  return groups.map((group) => {
    const word = say(lang, `report.severity.${group.severity}`);
    return paint(colors, group.severity)(word) + groupLine(group, book, lang, widths).slice(word.length);
  });
};

/** Terminal lines that a text takes: commands are never cut, since people copy them. */
const physicalLines = (text: string): number => Math.max(1, Math.ceil(columnsOf(text) / COLUMNS));

/**
 * The summary that ends a run: at most 24 lines of 100 columns, invisible characters shown, no line break inside a line.
 * Only the commands to copy may be wider than 100 columns; they are counted as the lines they wrap to.
 */
export const renderTerminal = (
  summary: RunSummary,
  book: CheckBook,
  lang: Lang,
  { color, paths }: TerminalOptions,
): string => {
  const colors = pc.createColors(color);
  const { tone, key, data } = outcomeOf(summary);
  const toneColor = { pass: colors.green, warn: colors.yellow, fail: colors.red }[tone];
  const facts = summary.facts;
  const layout = say(lang, 'report.line.layout', {
    layout: say(lang, `report.layout.${facts.layout}`),
    reason: sayAny(lang, facts.reason.key, facts.reason.data),
  });
  const title = `prepass ${summary.version} · ${shorten(visible(paths.dataset), 48)} · ${speedLine(summary, lang)}`;

  const opening = [
    colors.bold(line(title)),
    ...partialLine(summary, lang).map((text) => colors.bold(colors.yellow(line(text)))),
    line(layout),
    colors.bold(toneColor(line(say(lang, key, data)))),
    line(countsLine(summary, lang)),
    '',
  ];
  const closing = [
    ...notConcludedLine(summary, lang),
    ...notRunLines(summary, lang),
    ...targetsLine(summary, lang),
    ...probeLines(summary, lang),
    ...decisionsLine(summary.decisions, lang),
    moveLine(summary, lang),
    say(lang, 'report.line.exit', { code: summary.exit.code, meaning: say(lang, exitKey(summary)) }),
  ].map(line);

  const steps = nextSteps(summary, paths, lang);
  const stepColumns = Math.max(...steps.map((step) => columnsOf(step.about)));
  const commands = steps.map((step) => `  ${padTo(step.about, stepColumns)}  ${step.command}`);

  const groups = bySeverity(summary.groups);
  const fixed = opening.length + closing.length + 1 + commands.reduce((sum, text) => sum + physicalLines(text), 0);
  // Findings come first: one line of them at least, that of what is left out.
  const notes = packed(
    [...unsupportedNotes(summary, lang), ...ruleNotes(summary, lang), ...listingNotes(summary, lang)],
    COLUMNS,
  )
    .slice(0, Math.max(0, LINES - fixed - 1))
    .map(line);
  const room = LINES - fixed - notes.length;
  // The line that counts what is left out needs a place of its own.
  const shown =
    groups.length <= Math.min(MAX_GROUPS, room) ? groups : groups.slice(0, Math.max(0, Math.min(MAX_GROUPS, room - 1)));
  const found = shown.length === 0 ? [] : groupLines(shown, book, lang, colors);
  if (groups.length === 0) found.push(say(lang, 'report.line.noFindings'));
  if (groups.length > shown.length) {
    found.push(colors.dim(say(lang, 'report.line.more', { kinds: groups.length - shown.length })));
  }
  return `${[...opening, ...found, ...notes, ...closing, '', ...commands].join('\n')}\n`;
};
