import pc from 'picocolors';
import { formatNumber, type Lang } from '../messages/fill.ts';
import { say, sayAny } from '../messages/index.ts';
import type { ComparisonWarning } from '../model/diff.ts';
import type { GateReport, GateRule } from '../model/gate.ts';
import { exitKey } from './outcome.ts';
import { quotePath } from './shell-quote.ts';
import { shorten, visible } from './visible-text.ts';

const MAX_CODES = 8;
const MAX_VALUE = 120;

/** A comparison's caveats, safe to show. */
export const warningLines = (warnings: readonly ComparisonWarning[], lang: Lang): readonly string[] =>
  warnings.map(({ key, data }) => {
    const shown = Object.entries(data).map(([name, value]) => [
      name,
      typeof value === 'string' ? shorten(visible(value), MAX_VALUE) : value,
    ]);
    return sayAny(lang, key, Object.fromEntries(shown));
  });

const ruleText = (rule: GateRule, lang: Lang): string => {
  if (rule.rule === 'complete' && rule.accepted) return say(lang, 'gate.rule.complete-accepted', { ...rule });
  return say(lang, `gate.rule.${rule.rule}`, { ...rule });
};

/** What a broken rule is about, and what to do. */
const details = (rule: GateRule, out: string, lang: Lang): readonly string[] => {
  const table = (name: string) => `prepass export ${quotePath(out)} ${name}`;
  if (rule.rule === 'max-bad') return [say(lang, 'gate.todo.max-bad', { command: table('rejected') })];
  if (rule.rule === 'max-warnings') return [say(lang, 'gate.todo.max-warnings', { command: table('findings') })];
  if (rule.rule === 'complete') return [say(lang, 'gate.todo.complete')];
  const shown = rule.codes
    .slice(0, MAX_CODES)
    .map(
      ({ check, code, severity, findings }) =>
        `${say(lang, `report.severity.${severity}`)} ${visible(check)} ${visible(code)}: ${formatNumber(findings)}`,
    );
  const left = rule.codes.length - shown.length;
  const [first] = rule.codes;
  return [
    ...shown,
    ...(left > 0 ? [say(lang, 'diff.more', { count: left })] : []),
    ...(first === undefined ? [] : [say(lang, 'gate.todo.fail-on', { check: visible(first.check) })]),
  ];
};

/** Every rule on a line with its numbers; below a broken one, what broke it and what to do. `out`: as one would type it here. */
export const renderGate = (report: GateReport, lang: Lang, { color, out }: { color: boolean; out: string }): string => {
  const colors = pc.createColors(color);
  const { run, baseline, rules, exit } = report;
  const dataset = shorten(visible(run.dataset), MAX_VALUE);
  const lines = [colors.bold(say(lang, 'gate.title', { run: visible(run.id), dataset }))];
  if (baseline !== undefined) lines.push(say(lang, 'gate.baseline', { baseline: visible(baseline.id) }));
  lines.push(...warningLines(report.warnings, lang).map((text) => colors.yellow(text)));
  for (const rule of rules) {
    const mark = rule.passed ? colors.green(say(lang, 'gate.pass')) : colors.red(say(lang, 'gate.fail'));
    lines.push(`  ${mark}  ${ruleText(rule, lang)}`);
    if (!rule.passed) lines.push(...details(rule, out, lang).map((text) => `        ${text}`));
  }
  lines.push(
    say(lang, 'report.line.exit', { code: exit.code, meaning: say(lang, exitKey({ exit, partial: run.partial })) }),
  );
  return `${lines.join('\n')}\n`;
};
