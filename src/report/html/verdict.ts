import { formatNumber, type Lang } from '../../messages/fill.ts';
import { say } from '../../messages/index.ts';
import type { RunSummary } from '../../model/summary.ts';
import { VERDICTS } from '../../model/verdict.ts';
import { moveLine, notConcludedLine, partialLine, restOf } from '../lines.ts';
import { exitKey, outcomeOf } from '../outcome.ts';
import { html, type Markup } from './markup.ts';

/** One bar of the verdicts' shares. What is there at all is at least a sliver: two bad ones in a million must show. */
const shareBar = (summary: RunSummary, lang: Lang): Markup => {
  const present = VERDICTS.filter((verdict) => summary.counts[verdict] > 0);
  if (present.length === 0) return html``;
  const total = present.reduce((sum, verdict) => sum + summary.counts[verdict], 0);
  const widths = present.map((verdict) => Math.max(6, (summary.counts[verdict] / total) * 1000));
  const scale = 1000 / widths.reduce((sum, width) => sum + width, 0);
  let left = 0;
  const bars = present.map((verdict, at) => {
    const width = widths[at]! * scale;
    const bar = html`<rect class="v-${verdict}" x="${left.toFixed(2)}" width="${width.toFixed(2)}" height="12"/>`;
    left += width;
    return bar;
  });
  const parts = present.map((verdict) => `${say(lang, `report.verdict.${verdict}`)} ${summary.counts[verdict]}`);
  return html`<svg class="share" viewBox="0 0 1000 12" preserveAspectRatio="none" role="img" aria-label="${say(lang, 'report.page.share', { parts })}">${bars}</svg>`;
};

/** The answer first: one sentence, then counts that add up. */
export const verdictSection = (summary: RunSummary, lang: Lang): Markup => {
  const { tone, key, data } = outcomeOf(summary);
  const { code } = summary.exit;
  const pills = VERDICTS.map(
    (verdict, at) =>
      html`<span class="op" aria-hidden="true">${at === 0 ? '=' : '+'}</span><span class="pill ${verdict}"><b>${formatNumber(summary.counts[verdict])}</b> ${say(lang, `report.verdict.${verdict}`)}</span>`,
  );
  const { partial } = summary;
  const stamp = partialLine(summary, lang).map((text) => html`<p class="partial">${text}</p>`);
  const notConcluded = notConcludedLine(summary, lang).map((text) => html`<p>${text}</p>`);
  const rest =
    partial === undefined
      ? []
      : [html`<span class="pill"><b>${say(lang, 'report.partial.rest', { rest: restOf(partial) })}</b></span>`];
  return html`<section id="verdict" class="verdict ${tone}">
${stamp}
<h1>${say(lang, key, data)}</h1>
<p>${say(lang, 'report.line.exit', { code, meaning: say(lang, exitKey(summary)) })}</p>
<p>${moveLine(summary, lang)}</p>
${notConcluded}
<div class="sum"><span class="pill"><b>${formatNumber(summary.samples)}</b> ${say(lang, 'report.page.samples')}</span>${pills}${rest}</div>
${shareBar(summary, lang)}
</section>`;
};
