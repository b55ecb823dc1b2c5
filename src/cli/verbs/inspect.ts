import type { Inspection } from '../../index.ts';
import { say } from '../../messages/index.ts';
import type { CheckBook } from '../../model/check.ts';
import { UserError } from '../../model/errors.ts';
import type { ProbeOutcome } from '../../model/probe.ts';
import { checkTitle, sentence } from '../../report/finding-words.ts';
import { probeView } from '../../report/probe-view.ts';
import { shorten, visible } from '../../report/visible-text.ts';
import {
  addCommon,
  addSettings,
  answer,
  type Context,
  configurationOf,
  type Options,
  repeatable,
  type Verb,
} from '../context.ts';
import { examples } from '../help.ts';

const SETTING_KEYS = [
  'decoder',
  'disable',
  'timeoutMs',
  'layout',
  'classes',
  'probe',
  'probeModel',
  'probeRuntime',
  'probeLoss',
  'preprocess',
] as const;

const explain = ({ record, facets, verdict }: Inspection, book: CheckBook, { lang }: Context): string => {
  const lines = [`${visible(record.key)}: ${say(lang, `report.verdict.${verdict}`)}`, ''];
  for (const finding of record.findings) {
    const title = checkTitle(book, lang, finding.check);
    lines.push(`${say(lang, `report.severity.${finding.severity}`)} ${visible(finding.check)} · ${title}`);
    lines.push(`  ${sentence(book, lang, finding)}`);
    const entry = Object.hasOwn(book, finding.check) ? book[finding.check] : undefined;
    if (entry !== undefined) lines.push(`  ${entry.why[lang]}`, `  → ${entry.remedy[lang]}`);
    lines.push('');
  }
  if (record.findings.length === 0) lines.push(say(lang, 'report.line.noFindings'), '');
  for (const fault of record.faults) {
    lines.push(say(lang, 'cli.inspect.fault', { facet: fault.facet, kind: fault.kind, detail: visible(fault.detail) }));
  }
  const { probe, ...others } = facets as Inspection['facets'] & { readonly probe?: ProbeOutcome };
  if (probe !== undefined) lines.push(...probeView(probe, lang), '');
  lines.push(say(lang, 'cli.inspect.facets'));
  for (const [name, value] of Object.entries(others)) {
    lines.push(`  ${name}: ${shorten(visible(JSON.stringify(value) ?? '–'), 400)}`);
  }
  return `${lines.join('\n')}\n`;
};

const rowIn = (row: unknown): number => {
  if (!/^\d{1,15}$/.test(String(row))) throw new UserError('cli.bad-row', { given: String(row) });
  return Number(row);
};

const saidIn = ({ label, target, row }: Options) => ({
  ...(label !== undefined && { label: String(label) }),
  ...(target !== undefined && { targets: target as readonly string[] }),
  ...(row !== undefined && { row: rowIn(row) }),
});

const act = async (file: string, options: Options, context: Context): Promise<void> => {
  // Of a run --target names columns; of one file, where there are none, it is the value.
  const { label, target, row, ...settings } = options;
  const { input } = await configurationOf(settings, file, context);
  const api = await context.api();
  const { dataset: _, ...rest } = input;
  const inspection = await api.inspectFile(file, rest, saidIn({ label, target, row }));
  const { verdict } = inspection;
  if (verdict === 'bad' || verdict === 'over-limit') context.setExitCode(1);
  if (verdict === 'unexamined') context.setExitCode(3);
  await answer(context, options, inspection, explain(inspection, api.book, context));
};

export const inspectVerb: Verb = (program, context) => {
  const { lang } = context;
  const command = program.command('inspect').description(say(lang, 'cli.inspect.about'));
  command.argument('<file>', say(lang, 'cli.inspect.file'));
  command.option('--row <number>', say(lang, 'cli.inspect.row'));
  addSettings(command, lang, SETTING_KEYS);
  command
    .optionsGroup(say(lang, 'cli.group.probe'))
    .option('--label <class>', say(lang, 'cli.inspect.label'))
    .addOption(repeatable('--target <value>', say(lang, 'cli.inspect.target')));
  addCommon(command, lang)
    .addHelpText('after', examples(lang, say(lang, 'cli.inspect.examples')))
    .action((file: string, options: Options) => act(file, options, context));
};
