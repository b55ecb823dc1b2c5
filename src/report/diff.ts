import pc from 'picocolors';
import { formatNumber, type Lang } from '../messages/fill.ts';
import { type MessageKey, say } from '../messages/index.ts';
import type { CheckBook } from '../model/check.ts';
import { DIFF_SECTIONS, type DiffCode, type DiffEntry, type DiffSection, type RunDiff } from '../model/diff.ts';
import { sentence } from './finding-words.ts';
import { warningLines } from './gate.ts';
import { clip, padTo } from './text-columns.ts';
import { shorten, visible } from './visible-text.ts';

const COLUMNS = 100;
const MAX_KEY = 60;
const SEVERITY_COLUMNS = 7;

/** Nothing that both runs do not agree on. */
export const isSame = ({ findings, verdicts, samples }: RunDiff): boolean =>
  findings.new + findings.fixed + findings.changed + verdicts.length + samples.added + samples.removed === 0;

/** Why it is in one run only, in words; nothing where both runs looked. */
export const reasonWords = (section: DiffSection, { reason }: Pick<DiffCode, 'reason'>, lang: Lang): string => {
  if (section === 'changed' || reason === 'found' || reason === 'changed') return '';
  return say(lang, `diff.reason.${section}.${reason}`);
};

/** '3', or '1 (4 samples)' where groups are among them. */
export const countWords = ({ findings, samples }: DiffCode, lang: Lang): string =>
  findings === samples ? formatNumber(findings) : say(lang, 'diff.findings', { findings, samples });

/** What an entry is about, where it is no single sample. */
export const subjectWords = (section: DiffSection, { samples, partial }: DiffEntry, lang: Lang): string => {
  if (partial) return say(lang, section === 'fixed' ? 'diff.left' : 'diff.joined', { samples });
  return samples === 0 ? say(lang, 'diff.dataset') : say(lang, 'diff.group', { samples });
};

/** 'note became error'; nothing where only data changed. */
export const changeWords = ({ before, severity, verdict }: DiffEntry, lang: Lang): string => {
  if (before === undefined) return '';
  const became = (kind: 'severity' | 'verdict', from: string, to: string) =>
    say(lang, 'diff.became', {
      before: say(lang, `report.${kind}.${from}` as MessageKey),
      after: say(lang, `report.${kind}.${to}` as MessageKey),
    });
  const words: string[] = [];
  if (before.severity !== severity) words.push(became('severity', before.severity, severity));
  if (before.verdict !== verdict) words.push(became('verdict', before.verdict, verdict));
  return words.join(', ');
};

export const verdictWords = ({ before, after, samples }: RunDiff['verdicts'][number], lang: Lang): string =>
  say(lang, 'diff.verdict', {
    before: say(lang, `report.verdict.${before}`),
    after: say(lang, `report.verdict.${after}`),
    samples,
  });

const entryLine = (section: DiffSection, entry: DiffEntry, book: CheckBook, lang: Lang): string => {
  const subject = entry.key === null ? subjectWords(section, entry, lang) : shorten(visible(entry.key), MAX_KEY);
  const change = changeWords(entry, lang);
  return `      ${subject}: ${change === '' ? '' : `${change}: `}${sentence(book, lang, entry)}`;
};

const codeLines = (section: DiffSection, code: DiffCode, book: CheckBook, lang: Lang): readonly string[] => {
  const why = reasonWords(section, code, lang);
  const severity = padTo(say(lang, `report.severity.${code.severity}`), SEVERITY_COLUMNS);
  const count = countWords(code, lang);
  const more = code.findings - code.examples.length;
  return [
    `  ${severity} ${visible(code.check)} ${visible(code.code)}  ${count}${why === '' ? '' : ` · ${why}`}`,
    ...code.examples.map((entry) => entryLine(section, entry, book, lang)),
    ...(more > 0 ? [`      … ${say(lang, 'diff.more', { count: more })}`] : []),
  ];
};

/** Two runs side by side for a terminal: no line wider than 100 columns, nothing invisible in it. */
export const renderDiff = (
  diff: RunDiff,
  book: CheckBook,
  lang: Lang,
  { color }: { readonly color: boolean },
): string => {
  const colors = pc.createColors(color);
  const paint = { new: colors.red, fixed: colors.green, changed: colors.yellow };
  const line = (text: string) => clip(text, COLUMNS);
  const { before, after, samples, verdicts, verdictExamples } = diff;
  const ends = { before: visible(before.id), after: visible(after.id) };
  const lines = [
    colors.bold(say(lang, 'diff.title', { ...diff.findings })),
    line(say(lang, 'diff.runs', ends)),
    line(say(lang, 'diff.samples', { ...samples, before: before.samples, after: after.samples })),
    ...warningLines(diff.warnings, lang).map((text) => colors.yellow(text)),
  ];
  if (isSame(diff)) lines.push(say(lang, 'diff.same'));
  for (const section of DIFF_SECTIONS) {
    if (diff.codes[section].length === 0) continue;
    const title = `${say(lang, `diff.section.${section}`)}: ${formatNumber(diff.findings[section])}`;
    lines.push('', colors.bold(paint[section](title)));
    lines.push(...diff.codes[section].flatMap((code) => codeLines(section, code, book, lang)).map(line));
  }
  if (verdicts.length > 0) {
    lines.push('', colors.bold(say(lang, 'diff.verdicts')));
    lines.push(...verdicts.map((change) => `  ${verdictWords(change, lang)}`));
    for (const change of verdictExamples) {
      const words = say(lang, 'diff.became', {
        before: say(lang, `report.verdict.${change.before}`),
        after: say(lang, `report.verdict.${change.after}`),
      });
      lines.push(line(`      ${shorten(visible(change.key), MAX_KEY)}: ${words}`));
    }
    const more = verdicts.reduce((sum, change) => sum + change.samples, 0) - verdictExamples.length;
    if (more > 0) lines.push(`      … ${say(lang, 'diff.more', { count: more })}`);
  }
  return `${lines.join('\n')}\n`;
};
