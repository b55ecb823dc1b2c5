import { formatNumber, type Lang } from '../../messages/fill.ts';
import { type MessageKey, say, sayAny } from '../../messages/index.ts';
import type { RunSummary } from '../../model/summary.ts';
import { decisionsLine } from '../decisions.ts';
import { formatDuration, speedLine } from '../lines.ts';
import { listingNotes } from '../listing-notes.ts';
import { probeLines } from '../probe-lines.ts';
import { acceptanceWords, ruleNotes } from '../rule-notes.ts';
import { unsupportedNotes } from '../unsupported-notes.ts';
import { shorten } from '../visible-text.ts';
import { html, type Markup } from './markup.ts';

const MAX_NAMED = 20;

const fact = (lang: Lang, key: MessageKey, value: string | readonly Markup[]): Markup =>
  value.length === 0 ? html`` : html`<dt>${say(lang, key)}</dt><dd>${value}</dd>`;

const checksWith = (summary: RunSummary, wanted: (tally: RunSummary['tallies'][string]) => boolean): string =>
  Object.entries(summary.tallies)
    .filter(([, tally]) => wanted(tally))
    .map(([check]) => check)
    .join(', ');

const culprits = (summary: RunSummary): readonly Markup[] => {
  const named = summary.culprits.slice(0, MAX_NAMED);
  const lines = named.map(
    ({ key, fault }) =>
      html`<div><bdi class="mono">${shorten(key, 200)}</bdi>: ${fault.kind} ${fault.cause ?? ''} ${shorten(fault.detail, 200)}</div>`,
  );
  const left = summary.culprits.length - named.length;
  return left > 0 ? [...lines, html`<div>+ ${formatNumber(left)}</div>`] : lines;
};

/** Kinds that no check tells of: each is named here. */
const NAMED_KINDS = ['special-file', 'link-cycle', 'ignore-unmatched'];

const listing = (summary: RunSummary, lang: Lang): readonly Markup[] => {
  const named = summary.facts.notes.filter(({ kind }) => NAMED_KINDS.includes(kind)).slice(0, MAX_NAMED);
  return [
    ...listingNotes(summary, lang).map((text) => html`<div>${text}</div>`),
    ...named.map(
      ({ kind, ref }) => html`<div>${sayAny(lang, `sources.note-${kind}`, { ref: shorten(ref, 200) })}</div>`,
    ),
  ];
};

const unsupported = (summary: RunSummary, lang: Lang): readonly Markup[] =>
  unsupportedNotes(summary, lang).map((text) => html`<div>${text}</div>`);

const probe = (summary: RunSummary, lang: Lang): readonly Markup[] =>
  probeLines(summary, lang).map((text) => html`<div>${text}</div>`);

const rules = (summary: RunSummary, lang: Lang): readonly Markup[] => {
  const acceptances = summary.rules?.acceptances ?? [];
  const left = acceptances.length - MAX_NAMED;
  return [
    ...ruleNotes(summary, lang).map((text) => html`<div>${text}</div>`),
    ...acceptances.slice(0, MAX_NAMED).map((one) => html`<div>${acceptanceWords(one, lang)}</div>`),
    ...(left > 0 ? [html`<div>+ ${formatNumber(left)}</div>`] : []),
  ];
};

/** What the run looked at, what it did not, and how long it took. */
export const aboutSection = (summary: RunSummary, lang: Lang): Markup => {
  const { facts } = summary;
  const splits = Object.entries(facts.splits).map(([split, count]) => `${split}: ${formatNumber(count)}`);
  const stages = Object.entries(summary.secondsPerStage).map(
    ([stage, seconds]) => `${stage} ${formatDuration(seconds)}`,
  );
  const layout = `${say(lang, `report.layout.${facts.layout}`)} · ${sayAny(lang, facts.reason.key, facts.reason.data)}`;
  const others = facts.otherFiles > 0 ? say(lang, 'report.line.otherFiles', { count: facts.otherFiles }) : '';
  return html`<section aria-labelledby="about"><h2 id="about">${say(lang, 'report.page.about')}</h2>
<dl class="facts card">
${fact(lang, 'report.page.dataset', [html`<bdi class="mono">${shorten(summary.dataset, 400)}</bdi>`])}
${fact(lang, 'report.page.layout', layout)}
${fact(lang, 'report.page.splits', splits.slice(0, MAX_NAMED).join(' · '))}
${fact(lang, 'report.page.size', speedLine(summary, lang))}
${fact(lang, 'report.page.otherFiles', others)}
${fact(lang, 'report.page.listing', listing(summary, lang))}
${fact(lang, 'report.page.unsupported', unsupported(summary, lang))}
${fact(lang, 'report.page.probe', probe(summary, lang))}
${fact(lang, 'report.page.rules', rules(summary, lang))}
${fact(
  lang,
  'report.page.notRun',
  checksWith(summary, (tally) => tally.ran === 0 && tally.crashed === 0),
)}
${fact(
  lang,
  'report.page.checkFailures',
  checksWith(summary, (tally) => tally.crashed > 0),
)}
${fact(lang, 'report.page.culprits', culprits(summary))}
${fact(lang, 'report.page.decisions', decisionsLine(summary.decisions, lang).join(''))}
${fact(lang, 'report.page.stages', stages.join(' · '))}
</dl></section>`;
};

/** For every check: on how many samples it ran, for how many it had nothing to look at, where it failed. */
export const coverageSection = (summary: RunSummary, lang: Lang): Markup => {
  const rows = Object.entries(summary.tallies).map(
    ([check, tally]) =>
      html`<tr><th scope="row" class="mono">${check}</th><td class="num">${formatNumber(tally.ran)}</td><td class="num">${formatNumber(tally.skipped)}</td><td class="num">${formatNumber(tally.crashed)}</td></tr>`,
  );
  if (rows.length === 0) return html``;
  return html`<section aria-labelledby="coverage"><h2 id="coverage">${say(lang, 'report.page.coverage')}</h2>
<div class="card scroll"><table><thead><tr><th scope="col">${say(lang, 'report.page.check')}</th><th scope="col" class="num">${say(lang, 'report.page.ran')}</th><th scope="col" class="num">${say(lang, 'report.page.skipped')}</th><th scope="col" class="num">${say(lang, 'report.page.crashed')}</th></tr></thead><tbody>${rows}</tbody></table></div></section>`;
};
