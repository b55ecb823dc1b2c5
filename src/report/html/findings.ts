import { formatNumber, type Lang } from '../../messages/fill.ts';
import { say } from '../../messages/index.ts';
import type { CheckBook } from '../../model/check.ts';
import type { FindingGroup, ReportData } from '../../model/summary.ts';
import { bySeverity, checkTitle, sentence } from '../finding-words.ts';
import { shorten } from '../visible-text.ts';
import { html, linkTo, type Markup, placeId } from './markup.ts';

export const checkPlace = (check: string): string => placeId('check', check);

const row = (group: FindingGroup, book: CheckBook, lang: Lang): Markup => {
  const { check, code, severity, example } = group;
  const where = example.key === undefined ? html`` : html`<bdi class="mono">${shorten(example.key, 120)}</bdi>: `;
  return html`<tr><td><span class="pill ${severity}">${say(lang, `report.severity.${severity}`)}</span></td><td class="id"><a href="${linkTo(checkPlace(check))}">${checkTitle(book, lang, check)}</a></td><td class="num">${formatNumber(group.samples || group.findings)}</td><td>${where}${sentence(book, lang, { check, code, data: example.data })}</td></tr>`;
};

const page = (check: string, book: CheckBook, lang: Lang): Markup => {
  const entry = Object.hasOwn(book, check) ? book[check] : undefined;
  const words =
    entry === undefined
      ? html``
      : html`<h4>${say(lang, 'report.page.why')}</h4><p>${entry.why[lang]}</p><h4>${say(lang, 'report.page.remedy')}</h4><p>${entry.remedy[lang]}</p>`;
  return html`<article class="card" id="${checkPlace(check)}"><h3>${checkTitle(book, lang, check)}</h3><div class="id mono">${check}</div>${words}</article>`;
};

/** Every kind of finding, the worst first, with its number and an example. */
export const findingsSection = ({ summary }: ReportData, book: CheckBook, lang: Lang): Markup => {
  const groups = bySeverity(summary.groups);
  const title = html`<h2 id="findings">${say(lang, 'report.page.findings')}</h2>`;
  if (groups.length === 0) {
    return html`<section aria-labelledby="findings">${title}<p class="hint">${say(lang, 'report.line.noFindings')}</p></section>`;
  }
  return html`<section aria-labelledby="findings">${title}<div class="card scroll"><table><thead><tr><th scope="col">${say(lang, 'report.page.severity')}</th><th scope="col">${say(lang, 'report.page.check')}</th><th scope="col" class="num">${say(lang, 'report.page.samples')}</th><th scope="col">${say(lang, 'report.page.example')}</th></tr></thead><tbody>${groups.map((group) => row(group, book, lang))}</tbody></table></div></section>`;
};

/** For each check with a finding: why it matters and what to do. What the findings above link to. */
export const explanationsSection = ({ summary, items }: ReportData, book: CheckBook, lang: Lang): Markup => {
  const checks = new Set(bySeverity(summary.groups).map((group) => group.check));
  for (const item of items) for (const { check } of item.findings) checks.add(check);
  if (checks.size === 0) return html``;
  const pages = [...checks].map((check) => page(check, book, lang));
  return html`<section aria-labelledby="checks"><h2 id="checks">${say(lang, 'report.page.explanations')}</h2><div class="checks">${pages}</div></section>`;
};
