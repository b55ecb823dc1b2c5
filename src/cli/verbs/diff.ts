import { resolve } from 'node:path';
import { say } from '../../messages/index.ts';
import { UserError } from '../../model/errors.ts';
import { renderDiff } from '../../report/diff.ts';
import { renderDiffMarkdown } from '../../report/diff-markdown.ts';
import { addCommon, type Context, type Options, type Verb } from '../context.ts';
import { examples } from '../help.ts';
import { deliver, wantsColor } from '../terminal.ts';

const FORMATS = ['terminal', 'json', 'markdown'] as const;
type Format = (typeof FORMATS)[number];

const formatOf = (options: Options): Format => {
  if (options.json === true) return 'json';
  const format = FORMATS.find((each) => each === options.format);
  if (format !== undefined) return format;
  throw new UserError('diff.bad-format', { given: String(options.format), allowed: FORMATS.join(', ') });
};

const limitOf = (options: Options): number => {
  const text = String(options.limit);
  if (/^\d{1,4}$/.test(text) && Number(text) <= 1000) return Number(text);
  throw new UserError('diff.bad-limit', { given: text });
};

async function* pieces(
  before: string,
  after: string,
  options: Options,
  { api, lang, console }: Context,
): AsyncGenerator<string> {
  const format = formatOf(options);
  const limit = limitOf(options);
  const { diffRuns, exportDiff, book } = await api();
  if (format === 'json') return yield* exportDiff(before, after);
  const diff = await diffRuns(before, after, { examples: limit });
  if (format === 'markdown') return yield renderDiffMarkdown(diff, book, lang);
  const color = options.output === undefined && wantsColor(console.out, console.environment);
  yield renderDiff(diff, book, lang, { color });
}

const act = (before: string, after: string, options: Options, context: Context): Promise<void> => {
  const output = options.output === undefined ? undefined : resolve(context.console.cwd, String(options.output));
  return deliver(pieces(before, after, options, context), output, context.console);
};

export const diffVerb: Verb = (program, context) => {
  const { lang } = context;
  const command = program.command('diff').description(say(lang, 'cli.diff.about'));
  command.argument('<before>', say(lang, 'cli.diff.before')).argument('<after>', say(lang, 'cli.diff.after'));
  command
    .option('--format <terminal|json|markdown>', say(lang, 'cli.diff.format'), 'terminal')
    .option('--limit <n>', say(lang, 'cli.diff.limit'), '5')
    .option('--output <file>', say(lang, 'cli.flag.output'));
  addCommon(command, lang)
    .addHelpText('after', examples(lang, say(lang, 'cli.diff.examples')))
    .action((before: string, after: string, options: Options) => act(before, after, options, context));
};
