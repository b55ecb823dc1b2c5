import { say } from '../../messages/index.ts';
import { addCommon, type Context, folderOf, type Options, type Verb } from '../context.ts';
import { examples } from '../help.ts';
import { showSummary } from './run.ts';

const act = async (stated: string | undefined, options: Options, context: Context): Promise<void> => {
  const api = await context.api();
  const folder = folderOf(api, stated);
  const summary = api.loadRun(folder);
  api.writeReport(folder, context.lang);
  await showSummary(context, api, options, summary);
};

export const reportVerb: Verb = (program, context) => {
  const { lang } = context;
  const command = program.command('report').description(say(lang, 'cli.report.about'));
  command.argument('[folder]', say(lang, 'cli.folder'));
  addCommon(command, lang)
    .addHelpText('after', examples(lang, say(lang, 'cli.report.examples')))
    .action((folder: string | undefined, options: Options) => act(folder, options, context));
};
