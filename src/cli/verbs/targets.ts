import { formatNumber } from '../../messages/fill.ts';
import { say } from '../../messages/index.ts';
import { UserError } from '../../model/errors.ts';
import { visible } from '../../report/visible-text.ts';
import {
  addCommon,
  addSettings,
  answer,
  type Context,
  folderOf,
  type Options,
  overridesOf,
  type Verb,
} from '../context.ts';
import { examples } from '../help.ts';
import { deliver } from '../terminal.ts';
import { outputOf } from './export.ts';

const fitTargets = async (stated: string | undefined, options: Options, context: Context): Promise<void> => {
  const api = await context.api();
  const folder = folderOf(api, stated);
  const { targets = [] } = await overridesOf(options, api.loadRun(folder).dataset, context);
  if (targets.length === 0) throw new UserError('cli.no-targets');
  const fits = await api.targetsFit(folder, targets);
  const lines = fits.map(({ name, method, n, fittedOn, params }) => {
    const shown = Object.entries(params).map(([param, value]) => `${param} = ${formatNumber(value)}`);
    const head = say(context.lang, 'report.line.target', { name: visible(name), method, n, on: visible(fittedOn) });
    return `${head}: ${shown.join(', ')}\n`;
  });
  await answer(context, options, fits, lines.join(''));
};

const convert = async (
  direction: 'targetsTransform' | 'targetsInverse',
  [csv, normalizer]: readonly [string, string],
  options: Options,
  context: Context,
): Promise<void> => {
  const output = outputOf(options, context);
  const api = await context.api();
  await deliver(api[direction](csv, normalizer), output, context.console);
  if (options.json === true) await answer(context, options, { csv, normalizer, output }, '');
};

export const targetsVerb: Verb = (program, context) => {
  const { lang } = context;
  const parent = program.command('targets').description(say(lang, 'cli.targets.about'));
  parent.helpOption('-h, --help', say(lang, 'cli.flag.help')).helpCommand(false);
  parent.addHelpText('after', examples(lang, say(lang, 'cli.targets.examples')));
  const fitting = parent.command('fit').description(say(lang, 'cli.targets.fit'));
  fitting.argument('[folder]', say(lang, 'cli.folder'));
  addCommon(addSettings(fitting, lang, ['targets', 'targetMissing']), lang).action(
    (folder: string | undefined, options: Options) => fitTargets(folder, options, context),
  );
  for (const [name, direction] of [
    ['transform', 'targetsTransform'],
    ['inverse', 'targetsInverse'],
  ] as const) {
    const command = parent.command(name).description(say(lang, `cli.targets.${name}`));
    command
      .argument('<csv>', say(lang, 'cli.targets.csv'))
      .argument('<normalizer>', say(lang, 'cli.targets.normalizer'));
    command.option('--output <file>', say(lang, 'cli.flag.output'));
    addCommon(command, lang).action((csv: string, normalizer: string, options: Options) =>
      convert(direction, [csv, normalizer], options, context),
    );
  }
};
