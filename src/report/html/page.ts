import type { Lang } from '../../messages/fill.ts';
import { type MessageKey, say } from '../../messages/index.ts';
import type { CheckBook } from '../../model/check.ts';
import type { ReportData } from '../../model/summary.ts';
import { shorten } from '../visible-text.ts';
import { aboutSection, coverageSection } from './about.ts';
import { explanationsSection, findingsSection } from './findings.ts';
import { gallerySection, type Thumbnail } from './gallery.ts';
import { head } from './head.ts';
import { labelsSection } from './labels.ts';
import { html, linkTo, type Markup, ownSource, textOf } from './markup.ts';
import { probeSection } from './probe.ts';
import { script } from './script.ts';
import { targetsSection } from './targets.ts';
import { verdictSection } from './verdict.ts';

const contents = (data: ReportData, lang: Lang): Markup => {
  const entries: readonly (readonly [place: string, key: MessageKey])[] = [
    ['verdict', 'report.page.verdict'],
    ['findings', 'report.page.findings'],
    ['gallery', 'report.page.gallery'],
    ...(data.labels.length > 0 ? [['labels', 'report.page.labels'] as const] : []),
    ...(data.targets.length > 0 ? [['targets', 'report.page.targets'] as const] : []),
    ...(data.probe === undefined ? [] : [['probe', 'report.page.probe'] as const]),
    ['about', 'report.page.about'],
  ];
  const links = entries.map(([place, key]) => html`<li><a href="${linkTo(place)}">${say(lang, key)}</a></li>`);
  return html`<nav class="toc" aria-label="${say(lang, 'report.page.contents')}"><div class="wide"><ul>${links}</ul></div></nav>`;
};

/**
 * The whole report as one page that opens from disk without network and reads without scripts. `thumbnail` gives the
 * bytes of a picture of the evidence folder by its name. Everything of the dataset's is text in it, never markup.
 */
export const renderHtml = (data: ReportData, book: CheckBook, lang: Lang, thumbnail: Thumbnail): string => {
  const { summary } = data;
  const run = { id: summary.id, time: summary.finishedAt.replace('T', ' ').replace(/(\.\d+)?Z$/, '') };
  const stamp = summary.partial === undefined ? '' : `${say(lang, 'report.partial.title')} · `;
  const page = html`<html lang="${lang === 'zh' ? 'zh-CN' : 'en'}">
${head(`${stamp}${say(lang, 'report.page.title', { dataset: shorten(summary.dataset, 80) })}`)}
<body><a class="skip" href="${linkTo('verdict')}">${say(lang, 'report.page.skip')}</a>
<header class="top"><div class="wide"><span class="brand">pre<b>pass</b></span><bdi class="mono">${shorten(summary.dataset, 100)}</bdi><span class="run">${say(lang, 'report.page.run', run)}</span></div></header>
${contents(data, lang)}
<main class="wide">
${verdictSection(summary, lang)}
${findingsSection(data, book, lang)}
${gallerySection(data, book, lang, thumbnail)}
${explanationsSection(data, book, lang)}
${labelsSection(data, lang)}
${targetsSection(data, lang)}
${probeSection(data, lang)}
${aboutSection(summary, lang)}
${coverageSection(summary, lang)}
</main>
<footer class="wide">${say(lang, 'report.page.footer', { version: summary.version })}</footer>
${ownSource('script', script)}</body></html>
`;
  return `<!DOCTYPE html>\n${textOf(page)}`;
};
