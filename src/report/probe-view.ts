import { formatNumber, type Lang } from '../messages/fill.ts';
import { say } from '../messages/index.ts';
import { type FirstNonfinite, LARGEST_FINITE, type LayerActivation, type ProbeOutcome } from '../model/probe.ts';
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

/** What the probe made of one sample, a line for each layer: its largest magnitude, and how many times that fits the smaller formats. */
export const probeView = (outcome: ProbeOutcome, lang: Lang): readonly string[] => {
  const { layers, nonfinite, unprobed } = outcome;
  if (unprobed !== undefined) return [say(lang, 'cli.probe.unprobed', { why: visible(unprobed) })];
  const table = [say(lang, 'cli.probe.columns').split(' | '), ...layers.map(rowOf)];
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => columnsOf(row[column] ?? ''))));
  return [
    say(lang, 'cli.probe.title'),
    ...(layers.length === 0
      ? []
      : table.map((row) => `  ${row.map((cell, column) => padTo(cell, widths[column]!)).join('  ')}`.trimEnd())),
    ...(nonfinite === undefined ? [] : [firstLine(nonfinite, lang)]),
    ...overflowLines(outcome, lang),
    ...lossLine(outcome, lang),
  ];
};
