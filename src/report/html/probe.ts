import { formatNumber, type Lang } from '../../messages/fill.ts';
import { say } from '../../messages/index.ts';
import { LARGEST_FINITE } from '../../model/probe.ts';
import type { ProbePlots, ProbeSummary, ReportData, ReportItem } from '../../model/summary.ts';
import { probeLines } from '../probe-lines.ts';
import { shorten } from '../visible-text.ts';
import { lossCurve, scaleOf, short } from './loss-curve.ts';
import { html, linkTo, type Markup, placeId } from './markup.ts';

const MAX_LAYERS = 200;

/** A picture stands in the gallery, where there is one: the link leads there. */
const named = (key: string, item: ReportItem | undefined): Markup => {
  const shown = html`<bdi class="mono">${shorten(key, 120)}</bdi>`;
  return item === undefined ? shown : html`<a href="${linkTo(placeId('item', item.id))}">${shown}</a>`;
};

const curveBlock = (
  curve: ProbePlots['losses'][number],
  items: ReadonlyMap<string, ReportItem>,
  lang: Lang,
): Markup => {
  const { name, count, points, highest } = curve;
  const about = say(lang, 'report.page.probe.curve', {
    name,
    count,
    low: short(points[0]?.[1] ?? 0),
    high: short(points.at(-1)?.[1] ?? 0),
  });
  const { isLogarithmic } = scaleOf(points.map(([, loss]) => loss));
  const hint = say(lang, isLogarithmic ? 'report.page.probe.logarithmic' : 'report.page.probe.straight');
  const flagged = new Set([...items].filter(([, item]) => item.findings.length > 0).map(([id]) => id));
  const rows = highest.map(
    ({ key, id, loss }) => html`<tr><td>${named(key, items.get(id))}</td><td class="num">${short(loss)}</td></tr>`,
  );
  return html`<article class="card"><h3>${say(lang, 'report.page.probe.byRank', { name })}</h3><p class="hint">${hint}</p>${lossCurve(curve, flagged, about)}<table><caption>${say(lang, 'report.page.probe.highest')}</caption><thead><tr><th scope="col">${say(lang, 'report.page.probe.sample')}</th><th scope="col" class="num">${say(lang, 'report.page.probe.loss')}</th></tr></thead><tbody>${rows}</tbody></table></article>`;
};

const placesBlock = ({ places }: ProbePlots, lang: Lang): Markup => {
  if (places.length === 0) return html``;
  const rows = places.map(
    ({ stage, name, samples, example }) =>
      html`<tr><td>${say(lang, `report.page.probe.stage.${stage}`)}</td><td class="mono">${shorten(name, 120)}</td><td class="num">${formatNumber(samples)}</td><td><bdi class="mono">${shorten(example, 120)}</bdi></td></tr>`,
  );
  return html`<article class="card scroll"><h3>${say(lang, 'report.page.probe.places')}</h3><table><thead><tr><th scope="col">${say(lang, 'report.page.probe.stage')}</th><th scope="col">${say(lang, 'report.page.probe.name')}</th><th scope="col" class="num">${say(lang, 'report.page.samples')}</th><th scope="col">${say(lang, 'report.page.example')}</th></tr></thead><tbody>${rows}</tbody></table></article>`;
};

const times = (limit: number, largest: number): string => (largest === 0 ? '–' : `${short(limit / largest)} ×`);

const layersBlock = ({ layers }: ProbeSummary, lang: Lang): Markup => {
  if (layers.length === 0) return html``;
  const rows = layers
    .slice(0, MAX_LAYERS)
    .map(
      ({ name, largest, key }) =>
        html`<tr><th scope="row" class="mono">${shorten(name, 120)}</th><td class="num">${short(largest)}</td><td class="num">${times(LARGEST_FINITE.float16, largest)}</td><td class="num">${times(LARGEST_FINITE.bfloat16, largest)}</td><td><bdi class="mono">${shorten(key, 120)}</bdi></td></tr>`,
    );
  const left = layers.length - rows.length;
  const more = left > 0 ? html`<p class="hint">+ ${formatNumber(left)}</p>` : html``;
  return html`<article class="card scroll"><h3>${say(lang, 'report.page.probe.headroom')}</h3><p class="hint">${say(lang, 'report.page.probe.headroomHint')}</p><table><thead><tr><th scope="col">${say(lang, 'report.page.probe.layer')}</th><th scope="col" class="num">${say(lang, 'report.page.probe.largest')}</th><th scope="col" class="num">float16</th><th scope="col" class="num">bfloat16</th><th scope="col">${say(lang, 'report.page.probe.sample')}</th></tr></thead><tbody>${rows}</tbody></table>${more}</article>`;
};

/** What the probe network made of the samples: losses by rank, where they stopped being finite, how near layers come to overflow. */
export const probeSection = ({ summary, items, probe: plots }: ReportData, lang: Lang): Markup => {
  if (summary.probe === undefined || plots === undefined) return html``;
  const byId = new Map(items.map((item) => [item.id, item]));
  const curves = plots.losses.map((curve) => curveBlock(curve, byId, lang));
  return html`<section aria-labelledby="probe"><h2 id="probe">${say(lang, 'report.page.probe')}</h2>${probeLines(summary, lang).map((line) => html`<p class="hint">${line}</p>`)}<div class="stack">${curves}${placesBlock(plots, lang)}${layersBlock(summary.probe, lang)}</div></section>`;
};
