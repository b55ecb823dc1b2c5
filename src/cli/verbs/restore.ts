import { say } from '../../messages/index.ts';
import { UserError } from '../../model/errors.ts';
import { failureWords } from '../../report/lines.ts';
import { visible } from '../../report/visible-text.ts';
import { addCommon, answer, type Context, type Options, type Verb } from '../context.ts';
import { EXIT } from '../failure.ts';
import { examples } from '../help.ts';

const act = async (place: string, keys: readonly string[], options: Options, context: Context): Promise<void> => {
  const all = options.all === true;
  if (all === keys.length > 0) throw new UserError('cli.restore-what');
  const { lang } = context;
  const api = await context.api();
  const outcome = await api.restoreQuarantine(place, all ? { all: true } : { keys });
  const { restored, failed } = outcome;
  if (failed.length > 0) context.setExitCode(EXIT.partly);
  const lines = failed.map(({ key, reason }) => `  ${visible(key)}: ${failureWords(reason, lang)}`);
  const counts = { restored, failed: failed.length, place: visible(outcome.place) };
  await answer(context, options, outcome, `${[say(lang, 'cli.restore.done', counts), ...lines].join('\n')}\n`);
};

export const restoreVerb: Verb = (program, context) => {
  const { lang } = context;
  const command = program.command('restore').description(say(lang, 'cli.restore.about'));
  command.argument('<place>', say(lang, 'cli.place')).argument('[keys...]', say(lang, 'cli.restore.keys'));
  command.option('--all', say(lang, 'cli.restore.all'));
  addCommon(command, lang)
    .addHelpText('after', examples(lang, say(lang, 'cli.restore.examples')))
    .action((place: string, keys: readonly string[], options: Options) => act(place, keys, options, context));
};
