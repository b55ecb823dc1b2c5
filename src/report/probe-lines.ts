import { formatNumber, type Lang } from '../messages/fill.ts';
import { say } from '../messages/index.ts';
import { LARGEST_FINITE, type ModelNote } from '../model/probe.ts';
import type { ProbeSummary, RunSummary } from '../model/summary.ts';
import { shorten, visible } from './visible-text.ts';

const DIGITS = 3;
/** Of what a runtime said, UTF-16 units. */
const MOST_DETAIL = 160;

const short = (value: number): string => formatNumber(Number(value.toPrecision(DIGITS)));

/** Losses by name. */
const lossWords = ({ losses }: ProbeSummary, lang: Lang): string =>
  losses
    .map(({ name, median, max }) => say(lang, 'report.probe.loss', { name, median: short(median), max: short(max) }))
    .join(' · ');

/** The tensor that comes nearest to what float16 cannot hold. */
const headroomWords = ({ layers }: ProbeSummary, lang: Lang): string => {
  const [first, ...others] = layers;
  if (first === undefined) return '';
  const worst = others.reduce((most, layer) => (layer.largest > most.largest ? layer : most), first);
  if (worst.largest === 0) return '';
  return say(lang, 'report.probe.headroom', {
    layer: visible(worst.name),
    times: short(LARGEST_FINITE.float16 / worst.largest),
  });
};

/** Samples that were not probed, by reason: their verdict is that of the other checks. */
const unprobedLine = ({ unprobed = [] }: ProbeSummary, lang: Lang): readonly string[] => {
  if (unprobed.length === 0) return [];
  const reasons = unprobed.map(({ reason, count }) =>
    say(lang, 'report.unprobed.reason', { count, why: say(lang, `probe.unprobed.${reason}`) }),
  );
  const count = unprobed.reduce((sum, each) => sum + each.count, 0);
  return [say(lang, 'report.unprobed', { count, reasons: reasons.join(' + ') })];
};

/** How the user's model was run, where it could not be run as training will. */
export const modelNoteLines = (notes: readonly ModelNote[] | undefined, lang: Lang): readonly string[] =>
  (notes ?? []).map((note) =>
    note.code === 'fixed-batch'
      ? say(lang, 'report.probe.fixed-batch', { batch: note.batch })
      : say(lang, 'report.probe.rounded-after', {
          format: note.precision,
          detail: shorten(visible(note.detail), MOST_DETAIL),
        }),
  );

/** How many samples passed the probe network, what came of them, and what did not pass it, and how a model was run; none without a probe. */
export const probeLines = ({ probe, samples }: RunSummary, lang: Lang): string[] => {
  if (probe === undefined) return [];
  const network = probe.network === 'built-in' ? say(lang, 'report.probe.built-in') : visible(probe.model?.file ?? '');
  const head = say(lang, 'report.probe', { probed: probe.probed, samples, network });
  const rows = probe.rows === undefined ? '' : say(lang, 'report.probe.rows', { rows: probe.rows });
  const words = [head, rows, lossWords(probe, lang), headroomWords(probe, lang)].filter((text) => text !== '');
  return [words.join(' · '), ...unprobedLine(probe, lang), ...modelNoteLines(probe.model?.notes, lang)];
};
