import { formatNumber, type Lang } from '../messages/fill.ts';
import { say } from '../messages/index.ts';
import type { CheckBook } from '../model/check.ts';
import { DIFF_SECTIONS, type DiffCode, type DiffEntry, type DiffSection, type RunDiff } from '../model/diff.ts';
import { changeWords, countWords, isSame, reasonWords, subjectWords, verdictWords } from './diff.ts';
import { checkTitle, sentence } from './finding-words.ts';
import { warningLines } from './gate.ts';
import { shorten, visible } from './visible-text.ts';

const MAX_TEXT = 160;
/** A comment holds 65,536 characters; nobody reads that many. */
const MAX_CODES = 20;

/**
 * Text that nobody should trust, as a code span: inside it nothing is a link, a mention, a picture or markup. The fence is longer than any
 * run of backticks in it.
 */
export const codeSpan = (text: string): string => {
  const shown = shorten(visible(text), MAX_TEXT);
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const needsRoom = shown === '' || /^[` ]|[` ]$/.test(shown);
  const room = needsRoom ? ' ' : '';
  return `${fence}${room}${shown}${room}${fence}`;
};

const entryItem = (section: DiffSection, entry: DiffEntry, book: CheckBook, lang: Lang): string => {
  const subject = entry.key === null ? subjectWords(section, entry, lang) : codeSpan(entry.key);
  const words = [subject, changeWords(entry, lang), codeSpan(sentence(book, lang, entry))];
  return `  - ${words.filter((word) => word !== '').join(': ')}`;
};

const codeItems = (section: DiffSection, code: DiffCode, book: CheckBook, lang: Lang): readonly string[] => {
  const why = reasonWords(section, code, lang);
  const title = Object.hasOwn(book, code.check) ? ` ${checkTitle(book, lang, code.check)}` : '';
  const count = countWords(code, lang);
  const more = code.findings - code.examples.length;
  return [
    `- **${say(lang, `report.severity.${code.severity}`)}** ${codeSpan(code.check)}${title}: ${count}${why === '' ? '' : `, ${why}`}`,
    ...code.examples.map((entry) => entryItem(section, entry, book, lang)),
    ...(more > 0 ? [`  - ${say(lang, 'diff.more', { count: more })}`] : []),
  ];
};

/** Two runs side by side for a pull request comment. */
export const renderDiffMarkdown = (diff: RunDiff, book: CheckBook, lang: Lang): string => {
  const { before, after, samples, verdicts } = diff;
  const ends = { before: codeSpan(before.id), after: codeSpan(after.id) };
  const blocks = [
    `### prepass: ${say(lang, 'diff.title', { ...diff.findings })}`,
    `${say(lang, 'diff.runs', ends)}  \n${say(lang, 'diff.samples', { ...samples, before: before.samples, after: after.samples })}`,
    ...warningLines(diff.warnings, lang).map((text) => `> ${codeSpan(text)}`),
  ];
  if (isSame(diff)) blocks.push(say(lang, 'diff.same'));
  for (const section of DIFF_SECTIONS) {
    const codes = diff.codes[section];
    if (codes.length === 0) continue;
    const title = `**${say(lang, `diff.section.${section}`)}: ${formatNumber(diff.findings[section])}**`;
    const items = codes.slice(0, MAX_CODES).flatMap((code) => codeItems(section, code, book, lang));
    const left = codes.slice(MAX_CODES).reduce((sum, { findings }) => sum + findings, 0);
    if (left > 0) items.push(`- ${say(lang, 'diff.more', { count: left })}`);
    blocks.push(title, items.join('\n'));
  }
  if (verdicts.length > 0) {
    const items = verdicts.map((change) => `- ${verdictWords(change, lang)}`);
    blocks.push(`**${say(lang, 'diff.verdicts')}**`, items.join('\n'));
  }
  return `${blocks.join('\n\n')}\n`;
};
