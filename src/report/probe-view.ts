import { formatNumber, type Lang } from '../messages/fill.ts';
import { say } from '../messages/index.ts';
import {
  type FirstNonfinite,
  LARGEST_FINITE,
  type LayerActivation,
  type PreparedStep,
  type ProbeOutcome,
  type Unprobed,
} from '../model/probe.ts';
import { modelNoteLines } from './probe-lines.ts';
import { columnsOf, padTo } from './text-columns.ts';
import { visible } from './visible-text.ts';

const DIGITS = 4;

const short = (value: number): string => formatNumber(Number(value.toPrecision(DIGITS)));
const timesTo = (limit: number, largest: number): string => (largest === 0 ? '–' : `${short(limit / largest)} ×`);

const rowOf = ({ name, largest, nonfinite }: LayerActivation): readonly string[] => [
  visible(name),
  short(largest),
  timesTo(LARGEST_FINITE.float16, largest),
  timesTo(LARGEST_FINITE.bfloat16, largest),
  nonfinite === undefined ? '' : `${nonfinite.value} @ ${nonfinite.index}`,
];

const firstLine = ({ stage, name, index, value, cause }: FirstNonfinite, lang: Lang): string =>
  say(lang, 'cli.probe.first', {
    stage,
    name: visible(name),
    index,
    value,
    cause: cause === undefined ? '' : ` (${visible(cause)})`,
  });

const overflowLines = ({ overflow }: ProbeOutcome, lang: Lang): readonly string[] =>
  Object.entries(overflow).map(([format, { name, index, value }]) =>
    say(lang, 'cli.probe.overflow', { format, name: visible(name), index, value }),
  );

const lossLine = ({ loss, lossName, nonfinite }: ProbeOutcome, lang: Lang): readonly string[] => {
  if (loss !== undefined) return [say(lang, 'cli.probe.loss', { name: lossName ?? '', loss: short(loss) })];
  return nonfinite === undefined ? [say(lang, 'cli.probe.no-loss')] : [];
};

const stepRow = ({ step, shape, range, nonfinite }: PreparedStep): readonly string[] => [
  step,
  shape.join(' x '),
  range === undefined ? '–' : short(range[0]),
  range === undefined ? '–' : short(range[1]),
  nonfinite === 0 ? '' : formatNumber(nonfinite),
];

const unprobedLine = ({ reason, detail }: Unprobed, lang: Lang): string =>
  say(lang, 'cli.probe.unprobed', {
    why: say(lang, `probe.unprobed.${reason}`),
    detail: detail === '' ? '' : ` (${visible(detail)})`,
  });

/** Rows under a head, in columns. */
const tableOf = (head: string, rows: readonly (readonly string[])[]): readonly string[] => {
  const table = [head.split(' | '), ...rows];
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => columnsOf(row[column] ?? ''))));
  return table.map((row) => `  ${row.map((cell, column) => padTo(cell, widths[column]!)).join('  ')}`.trimEnd());
};

const stepLines = ({ steps = [] }: ProbeOutcome, lang: Lang): readonly string[] =>
  steps.length === 0
    ? []
    : [say(lang, 'cli.probe.steps'), ...tableOf(say(lang, 'cli.probe.step-columns'), steps.map(stepRow))];

/** What the probe made of one sample: a line for each step that prepared it, and a line for each layer: its largest magnitude, and how many times that fits the smaller formats. */
export const probeView = (outcome: ProbeOutcome, lang: Lang): readonly string[] => {
  const { layers, nonfinite, unprobed, notes } = outcome;
  if (unprobed !== undefined) return [unprobedLine(unprobed, lang)];
  const title = say(lang, 'cli.probe.title');
  return [
    ...stepLines(outcome, lang),
    ...(layers.length === 0 ? [] : [title, ...tableOf(say(lang, 'cli.probe.columns'), layers.map(rowOf))]),
    ...(nonfinite === undefined ? [] : [firstLine(nonfinite, lang)]),
    ...overflowLines(outcome, lang),
    ...lossLine(outcome, lang),
    ...modelNoteLines(notes, lang),
  ];
};
