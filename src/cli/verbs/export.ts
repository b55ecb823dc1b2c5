import { resolve } from 'node:path';
import { say } from '../../messages/index.ts';
import { UserError } from '../../model/errors.ts';
import { EXPORT_FORMATS, EXPORT_TABLES } from '../api.ts';
import { addCommon, answer, type Context, folderOf, type Options, type Verb } from '../context.ts';
import { examples } from '../help.ts';
import { deliver } from '../terminal.ts';

const unknownTable = (words: readonly string[]): UserError =>
  new UserError('cli.unknown-table', { given: words.join(' '), allowed: [...EXPORT_TABLES, 'arrays'].join(', ') });

/** Refuses what cannot be: a table on stdout and one JSON document there as well. */
export const outputOf = (options: Options, { console }: Context): string | undefined => {
  const output = options.output === undefined ? undefined : resolve(console.cwd, String(options.output));
  if (options.json === true && output === undefined) throw new UserError('cli.json-needs-output');
  return output;
};

/** A copy of the arrays is no table: it is several files, in a folder. */
const copyArrays = async (words: readonly string[], options: Options, context: Context): Promise<void> => {
  if (words.length > 2) throw unknownTable(words);
  const output = options.output === undefined ? undefined : resolve(context.console.cwd, String(options.output));
  const api = await context.api();
  const copied = await api.exportArrays(folderOf(api, words.length === 2 ? words[0] : undefined), output);
  const lines = copied.map((each) => say(context.lang, 'cli.copied-array', { ...each }));
  await answer(context, options, { table: 'arrays', files: copied }, `${lines.join('\n')}\n`);
};

const act = async (words: readonly string[], options: Options, context: Context): Promise<void> => {
  const name = words.at(-1) ?? '';
  const table = EXPORT_TABLES.find((each) => each === name);
  if (name === 'arrays') return copyArrays(words, options, context);
  if (table === undefined || words.length > 2) throw unknownTable(words);
  const format = EXPORT_FORMATS.find((each) => each === options.format);
  if (format === undefined) {
    throw new UserError('cli.unknown-format', { given: String(options.format), allowed: EXPORT_FORMATS.join(', ') });
  }
  const output = outputOf(options, context);
  const api = await context.api();
  const folder = folderOf(api, words.length === 2 ? words[0] : undefined);
  const { partial } = api.loadRun(folder);
  if (partial !== undefined && table !== 'clean') {
    const { examined, of } = partial;
    context.console.err.write(`${say(context.lang, 'cli.partial-export', { examined, of, rest: of - examined })}\n`);
  }
  await deliver(api.exportTable(folder, table, format), output, context.console);
  if (options.json === true) await answer(context, options, { table, format, output }, '');
};

export const exportVerb: Verb = (program, context) => {
  const { lang } = context;
  const command = program.command('export').description(say(lang, 'cli.export.about'));
  command.argument('<folder-and-table...>', say(lang, 'cli.export.table'));
  command
    .usage(`[folder] <${EXPORT_TABLES.join('|')}|arrays> [options]`)
    .option('--format <csv|jsonl>', say(lang, 'cli.export.format'), 'csv')
    .option('--output <file>', say(lang, 'cli.flag.output'));
  addCommon(command, lang)
    .addHelpText('after', examples(lang, say(lang, 'cli.export.examples')))
    .action((words: readonly string[], options: Options) => act(words, options, context));
};
