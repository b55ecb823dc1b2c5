import { formatNumber, type Lang } from '../../messages/fill.ts';
import { say } from '../../messages/index.ts';
import type { ReportData } from '../../model/summary.ts';
import { shorten } from '../visible-text.ts';
import { html, type Markup } from './markup.ts';

type LabelCount = ReportData['labels'][number];

/** Labels shown before the rest goes into a fold. */
const MAX_OPEN = 40;

const row = ({ label, count, clean }: LabelCount, largest: number, lang: Lang): Markup => {
  const width = (value: number) => ((value / largest) * 1000).toFixed(1);
  const about = say(lang, 'report.page.bar', { before: count, after: clean });
  const name = label === '' ? say(lang, 'report.page.noLabel') : shorten(label, 80);
  return html`<tr><th scope="row"><bdi>${name}</bdi></th><td class="num">${formatNumber(count)}</td><td class="num">${formatNumber(clean)}</td><td class="bar"><svg class="bar" viewBox="0 0 1000 14" preserveAspectRatio="none" role="img" aria-label="${about}"><rect class="before" width="${width(count)}" height="14"/><rect class="after" y="3" width="${width(clean)}" height="8"/></svg></td></tr>`;
};

const table = (caption: string, rows: readonly LabelCount[], largest: number, lang: Lang): Markup =>
  html`<table><caption>${caption}</caption><thead><tr><th scope="col">${say(lang, 'report.page.labelName')}</th><th scope="col" class="num">${say(lang, 'report.page.before')}</th><th scope="col" class="num">${say(lang, 'report.page.after')}</th><td class="bar"></td></tr></thead><tbody>${rows.map((each) => row(each, largest, lang))}</tbody></table>`;

const splitBlock = (split: string, rows: readonly LabelCount[], largest: number, lang: Lang): Markup => {
  const caption = split === '' ? say(lang, 'report.page.allSamples') : shorten(split, 80);
  const first = table(caption, rows.slice(0, MAX_OPEN), largest, lang);
  if (rows.length <= MAX_OPEN) return html`<div class="card scroll">${first}</div>`;
  const summary = say(lang, 'report.page.moreLabels', { count: rows.length });
  return html`<div class="card scroll">${first}<details><summary>${summary}</summary>${table(caption, rows, largest, lang)}</details></div>`;
};

/** Samples per label before and after cleaning, one table per split on a common scale. */
export const labelsSection = ({ labels }: ReportData, lang: Lang): Markup => {
  if (labels.length === 0) return html``;
  const largest = labels.reduce((most, { count, clean }) => Math.max(most, count, clean), 1);
  const splits = [...new Set(labels.map(({ split }) => split))];
  const blocks = splits.map((split) =>
    splitBlock(
      split,
      labels.filter((each) => each.split === split),
      largest,
      lang,
    ),
  );
  const key = (tone: 'before' | 'after') =>
    html`<span class="key"><svg viewBox="0 0 14 14" aria-hidden="true"><rect class="${tone}" width="14" height="14"/></svg>${say(lang, `report.page.${tone}`)}</span>`;
  return html`<section aria-labelledby="labels"><h2 id="labels">${say(lang, 'report.page.labels')}</h2><p class="hint">${key('before')}${key('after')}</p><div class="stack">${blocks}</div></section>`;
};
