import { formatNumber, type Lang } from '../../messages/fill.ts';
import { say } from '../../messages/index.ts';
import type { Histogram, LossesOfZero, LossOfZero, ReportData, TargetFit } from '../../model/summary.ts';
import { shorten } from '../visible-text.ts';
import { html, type Markup } from './markup.ts';

const WIDTH = 480;
const HEIGHT = 170;
const BASE = 140;
const TOP = 10;

/** Places of the edges from 0 to 1; evenly spaced when the values give no scale (all equal, or too far apart to subtract). */
const placesOf = (edges: readonly number[]): readonly number[] => {
  const low = edges[0]!;
  const span = edges.at(-1)! - low;
  const even = edges.map((_, at) => at / (edges.length - 1));
  if (!Number.isFinite(span) || span <= 0) return even;
  const places = edges.map((edge) => (edge - low) / span);
  return places.every((place) => place >= 0 && place <= 1) ? places : even;
};

/** Inline SVG of a histogram: bars over the axis, the ends and zero marked. Undefined for a histogram without bars. */
const histogramSvg = ({ edges, counts }: Histogram, tone: 'before' | 'after', about: string): Markup | undefined => {
  if (counts.length === 0 || edges.length !== counts.length + 1) return undefined;
  const places = placesOf(edges);
  const tallest = counts.reduce((most, count) => Math.max(most, count), 1);
  const bars = counts.map((count, at) => {
    const height = (count / tallest) * (BASE - TOP);
    const x = places[at]! * WIDTH;
    const width = Math.max(0.5, (places[at + 1]! - places[at]!) * WIDTH - 1);
    return html`<rect class="${tone}" x="${x.toFixed(2)}" y="${(BASE - height).toFixed(2)}" width="${width.toFixed(2)}" height="${height.toFixed(2)}"/>`;
  });
  const low = edges[0]!;
  const high = edges.at(-1)!;
  const zero = low < 0 && high > 0 && Number.isFinite(high - low) ? (-low / (high - low)) * WIDTH : undefined;
  // A mark at zero would stand on the ends' numbers there.
  const zeroMark =
    zero === undefined || zero < 70 || zero > WIDTH - 70
      ? html``
      : html`<line class="axis" x1="${zero.toFixed(2)}" x2="${zero.toFixed(2)}" y1="${TOP}" y2="${BASE + 6}"/><text x="${zero.toFixed(2)}" y="${BASE + 20}" text-anchor="middle">0</text>`;
  return html`<svg class="plot" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${about}">${bars}<line class="axis" x1="0" x2="${WIDTH}" y1="${BASE}" y2="${BASE}"/>${zeroMark}<text x="0" y="${BASE + 20}">${formatNumber(low)}</text><text x="${WIDTH}" y="${BASE + 20}" text-anchor="end">${formatNumber(high)}</text></svg>`;
};

const fitLine = (fit: TargetFit | undefined, lang: Lang): string => {
  if (fit === undefined) return '';
  const params = Object.entries(fit.params).map(([name, value]) => `${shorten(name, 40)} = ${formatNumber(value)}`);
  return say(lang, 'report.page.fit', { n: fit.n, on: shorten(fit.fittedOn, 60), excluded: fit.excluded, params });
};

const amount = (value: number | string): string => (typeof value === 'number' ? formatNumber(value) : '∞');

const PRECISIONS = ['float32', 'float16'] as const;
const LOSSES = ['l2', 'l1'] as const;

/** Before → after, for each loss in each precision. */
const lossTable = ({ losses }: TargetFit, lang: Lang): Markup => {
  if (losses === undefined) return html``;
  const change = (pick: (loss: LossOfZero) => number | string, of: (all: LossesOfZero) => LossOfZero): string =>
    [losses.before, losses.after].map((all) => amount(pick(of(all)))).join(' → ');
  const rows = LOSSES.flatMap((loss) =>
    PRECISIONS.map((precision) => {
      const of = (all: LossesOfZero): LossOfZero => all[precision][loss];
      return html`<tr><th scope="row">${loss.toUpperCase()}, ${precision}</th><td>${change(({ mean }) => mean, of)}</td><td>${change(({ largest }) => largest, of)}</td><td>${change(({ overflows }) => overflows, of)}</td></tr>`;
    }),
  );
  const head = (['lossName', 'lossMean', 'lossLargest', 'lossInfinite'] as const).map(
    (name) => html`<th scope="col">${say(lang, `report.page.${name}`)}</th>`,
  );
  return html`<table><caption>${say(lang, 'report.page.losses')}</caption><thead><tr>${head}</tr></thead><tbody>${rows}</tbody></table>`;
};

/** Each regression target as given and as the network will see it. */
export const targetsSection = ({ targets, summary }: ReportData, lang: Lang): Markup => {
  if (targets.length === 0) return html``;
  const blocks = targets.map(({ name, method, before, after }) => {
    const shown = shorten(name, 80);
    const plot = (histogram: Histogram, tone: 'before' | 'after', which: string) => {
      const n = histogram.counts.reduce((sum, count) => sum + count, 0);
      const ends = { low: histogram.edges[0] ?? null, high: histogram.edges.at(-1) ?? null };
      const about = say(lang, 'report.page.plot', { name: shown, which, n, ...ends });
      const drawn = histogramSvg(histogram, tone, about);
      return html`<figure><figcaption>${which}</figcaption>${drawn ?? html`<p class="hint">–</p>`}</figure>`;
    };
    const fit = summary.targets.find((each) => each.name === name);
    return html`<article class="card"><h3><bdi>${shown}</bdi></h3><p class="hint">${fitLine(fit, lang)}</p><div class="plots">${plot(before, 'before', say(lang, 'report.page.targetBefore'))}${plot(after, 'after', say(lang, 'report.page.targetAfter', { method }))}</div>${fit === undefined ? html`` : lossTable(fit, lang)}</article>`;
  });
  return html`<section aria-labelledby="targets"><h2 id="targets">${say(lang, 'report.page.targets')}</h2><div class="stack">${blocks}</div></section>`;
};
