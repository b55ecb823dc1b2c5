import { formatBytes, formatNumber, type Lang } from '../../messages/fill.ts';
import { type MessageKey, say } from '../../messages/index.ts';
import type { CheckBook } from '../../model/check.ts';
import type { Finding, Locator } from '../../model/finding.ts';
import type { Json } from '../../model/json.ts';
import type { ReportData, ReportItem } from '../../model/summary.ts';
import { VERDICTS } from '../../model/verdict.ts';
import { bounded, checkTitle, sentence } from '../finding-words.ts';
import { shorten } from '../visible-text.ts';
import { checkPlace } from './findings.ts';
import { html, type Link, linkTo, type Markup, picture, placeId } from './markup.ts';

const MAX_FINDINGS = 8;
const MAX_EVIDENCE = 24;
/** Pictures are about 6 kB each; the page stays one that can be mailed whatever the evidence folder holds. */
const MAX_PICTURE_BYTES = 48_000;
const MAX_PICTURES_BYTES = 6_000_000;

export type Thumbnail = (name: string) => Uint8Array | undefined;

/** Gives pictures until they weigh too much together. */
const boundedPictures = (thumbnail: Thumbnail): ((name: string) => Link | undefined) => {
  let left = MAX_PICTURES_BYTES;
  return (name) => {
    const bytes = thumbnail(name);
    if (bytes === undefined || bytes.length > Math.min(left, MAX_PICTURE_BYTES)) return undefined;
    left -= bytes.length;
    return picture(bytes);
  };
};

const AT: readonly (keyof Locator)[] = ['file', 'line', 'row', 'field', 'part', 'offset', 'box'];

const whereabouts = (at: Locator | undefined, lang: Lang): string =>
  AT.flatMap((name) => {
    const value = at?.[name];
    if (value === undefined) return [];
    const shown = typeof value === 'string' ? shorten(value, 120) : value;
    return [say(lang, `report.at.${name}`, { value: shown })];
  }).join(', ');

const asText = (value: Json): string => {
  const part = bounded(value);
  return shorten(typeof part === 'string' ? part : JSON.stringify(part), 300);
};

const reason = (finding: Finding, book: CheckBook, lang: Lang): Markup => {
  const where = whereabouts(finding.at, lang);
  const evidence = Object.entries(finding.data).slice(0, MAX_EVIDENCE);
  const details =
    evidence.length === 0
      ? html``
      : html`<details><summary>${say(lang, 'report.page.evidence')}</summary><dl>${evidence.map(([name, value]) => html`<dt>${shorten(name, 60)}</dt><dd class="mono">${asText(value)}</dd>`)}</dl></details>`;
  return html`<li><a href="${linkTo(checkPlace(finding.check))}">${checkTitle(book, lang, finding.check)}</a>: ${sentence(book, lang, finding)}${where === '' ? html`` : html` <span class="where">(${where})</span>`}${details}</li>`;
};

const dispositionKey = (item: ReportItem): MessageKey =>
  item.quarantined === true ? 'report.page.disposition.moved' : `report.page.disposition.${item.disposition}`;

const meta = (item: ReportItem, lang: Lang): string =>
  [
    item.label === null ? '' : say(lang, 'report.page.label', { label: shorten(item.label, 80) }),
    item.split === null ? '' : say(lang, 'report.page.split', { split: shorten(item.split, 80) }),
    item.format ?? '',
    item.width === null || item.height === null ? '' : `${item.width} × ${item.height} px`,
    item.bytes === null ? '' : formatBytes(item.bytes),
  ]
    .filter((text) => text !== '')
    .join(' · ');

const card = (item: ReportItem, image: Link | undefined, book: CheckBook, lang: Lang): Markup => {
  const key = shorten(item.key, 240);
  const found = item.findings.slice(0, MAX_FINDINGS).map((finding) => reason(finding, book, lang));
  const left = item.findings.length - found.length;
  if (left > 0) found.push(html`<li>${say(lang, 'report.page.moreReasons', { count: left })}</li>`);
  if (found.length === 0) found.push(html`<li>${say(lang, 'report.page.noReason')}</li>`);
  const checks = [...new Set(item.findings.map((finding) => checkPlace(finding.check)))].join(' ');
  const drawn =
    image === undefined
      ? html`<span>${say(lang, 'report.page.noPicture')}</span>`
      : html`<img src="${image}" alt="${say(lang, 'report.page.thumbnail', { key })}" loading="lazy" decoding="async">`;
  return html`<li id="${placeId('item', item.id)}" data-verdict="${item.verdict}" data-checks="${checks}"><div class="thumb">${drawn}</div><div class="item"><h3><bdi class="mono">${key}</bdi></h3><div class="pills"><span class="pill ${item.verdict}">${say(lang, `report.verdict.${item.verdict}`)}</span><span class="pill">${say(lang, dispositionKey(item))}</span></div><p class="meta">${meta(item, lang)}</p></div><ul class="reasons">${found}</ul></li>`;
};

const filterForm = (items: readonly ReportItem[], book: CheckBook, lang: Lang): Markup => {
  const verdicts = VERDICTS.filter((verdict) => items.some((item) => item.verdict === verdict));
  const checks = [...new Set(items.flatMap((item) => item.findings.map((finding) => finding.check)))].toSorted();
  const any = html`<option value="">${say(lang, 'report.page.any')}</option>`;
  return html`<form id="filter" class="filter" hidden autocomplete="off">
<label>${say(lang, 'report.page.words')}<input name="words" type="search" spellcheck="false"></label>
<label>${say(lang, 'report.page.verdict')}<select name="verdict">${any}${verdicts.map((verdict) => html`<option value="${verdict}">${say(lang, `report.verdict.${verdict}`)}</option>`)}</select></label>
<label>${say(lang, 'report.page.check')}<select name="check">${any}${checks.map((check) => html`<option value="${checkPlace(check)}">${checkTitle(book, lang, check)}</option>`)}</select></label>
<button type="reset">${say(lang, 'report.page.reset')}</button>
<output id="shown" aria-live="polite" data-template="${say(lang, 'report.page.shown', { total: items.length })}"></output></form>`;
};

/** What was or would be quarantined, and what else deserves a look: picture, reason, evidence. */
export const gallerySection = (data: ReportData, book: CheckBook, lang: Lang, thumbnail: Thumbnail): Markup => {
  const pictureOf = boundedPictures(thumbnail);
  const { items, itemsTotal } = data;
  const title = html`<h2 id="gallery">${say(lang, 'report.page.gallery')}</h2>`;
  if (items.length === 0) {
    return html`<section aria-labelledby="gallery">${title}<p class="hint">${say(lang, 'report.page.galleryEmpty')}</p></section>`;
  }
  const cards = items.map((item) =>
    card(item, item.thumbnail === null ? undefined : pictureOf(item.thumbnail), book, lang),
  );
  const hint = say(lang, 'report.page.galleryHint', {
    shown: formatNumber(items.length),
    total: formatNumber(itemsTotal),
  });
  return html`<section aria-labelledby="gallery">${title}<p class="hint">${hint}</p>${filterForm(items, book, lang)}<ol id="items" class="gallery">${cards}</ol></section>`;
};
