import { resolve } from 'node:path';
import type { Lang } from '../../messages/fill.ts';
import { say, sayAny } from '../../messages/index.ts';
import { UserError } from '../../model/errors.ts';
import { renderDecisions } from '../../report/decisions.ts';
import { shorten, visible } from '../../report/visible-text.ts';
import type { Api } from '../api.ts';
import { addCommon, answer, type Context, type Options, type Verb } from '../context.ts';
import { examples } from '../help.ts';
import { shortPath } from '../terminal.ts';

const MOST_PROBLEMS = 20;
const MAX_VALUE = 200;

type Problems = Extract<Awaited<ReturnType<Api['decide']>>, { problems: unknown }>['problems'];

const refusal = (problems: Problems, lang: Lang): UserError => {
  const lines = problems.slice(0, MOST_PROBLEMS).map(({ key, data }) => {
    const shown = Object.entries(data).map(([name, value]) => [
      name,
      typeof value === 'string' ? shorten(visible(value), MAX_VALUE) : value,
    ]);
    return sayAny(lang, key, Object.fromEntries(shown));
  });
  const more = problems.length - lines.length;
  if (more > 0) lines.push(say(lang, 'decide.problem.more', { count: more }));
  return new UserError('decide.refused', { count: problems.length, problems: lines.join('\n  ') });
};

const act = async (file: string | undefined, options: Options, context: Context): Promise<void> => {
  const { console, lang } = context;
  const isList = options.list === true;
  if (isList === (file !== undefined)) throw new UserError('decide.what');
  const api = await context.api();
  const where = {
    ...(options.run !== undefined && { run: String(options.run) }),
    ...(options.decisions !== undefined && { decisions: String(options.decisions) }),
  };
  if (file === undefined) {
    const listed = api.listDecisions(where);
    const text = renderDecisions(listed.standing);
    return answer(context, options, listed, text === '' ? `${say(lang, 'decide.none')}\n` : text);
  }
  const outcome = await api.decide(api.readDecisionsFile(resolve(console.cwd, file)), where);
  if ('problems' in outcome) throw refusal(outcome.problems, lang);
  const store = visible(shortPath(outcome.store, console.cwd));
  await answer(context, options, outcome, `${say(lang, 'decide.recorded', { recorded: outcome.recorded, store })}\n`);
};

export const decideVerb: Verb = (program, context) => {
  const { lang } = context;
  const command = program.command('decide').description(say(lang, 'cli.decide.about'));
  command.argument('[file]', say(lang, 'cli.decide.file'));
  command
    .option('--run <run>', say(lang, 'cli.decide.run'))
    .option('--decisions <file>', say(lang, 'cli.flag.decisions'))
    .option('--list', say(lang, 'cli.decide.list'));
  addCommon(command, lang)
    .addHelpText('after', examples(lang, say(lang, 'cli.decide.examples')))
    .action((file: string | undefined, options: Options) => act(file, options, context));
};
