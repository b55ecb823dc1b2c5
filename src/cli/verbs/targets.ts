import { resolve } from 'node:path';
import { formatNumber } from '../../messages/fill.ts';
import { say } from '../../messages/index.ts';
import { UserError } from '../../model/errors.ts';
import { lossWords, targetWords } from '../../report/lines.ts';
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
  const settings = await overridesOf(options, api.loadRun(folder).dataset, context);
  const { targets = [], targetBy, targetByLeast } = settings;
  if (targets.length === 0) throw new UserError('cli.no-targets');
  const fits = await api.targetsFit(folder, targets, { targetBy, targetByLeast });
  const lines = fits.map((fit) => {
    const shown = Object.entries(fit.params).map(([param, value]) => `${param} = ${formatNumber(value)}`);
    const words = [shown.join(', '), lossWords(fit, context.lang)].filter((text) => text !== undefined && text !== '');
    return `${targetWords(fit, context.lang)}: ${words.join('; ')}\n`;
  });
  await answer(context, options, fits, lines.join(''));
};

const mergeTargets = async (folders: readonly string[], options: Options, context: Context): Promise<void> => {
  if (options.output === undefined) throw new UserError('targets.merge-needs-output');
  const api = await context.api();
  const { cwd } = context.console;
  const out = resolve(cwd, String(options.output));
  const merged = api.targetsMerge(
    folders.map((folder) => resolve(cwd, folder)),
    out,
  );
  const { lang } = context;
  const { targets, inputs, classes } = merged;
  const lines = [
    ...targets.map((target) => targetWords(target, lang)),
    ...(inputs === undefined ? [] : [say(lang, 'report.line.mergedInputs', { n: inputs.n, on: inputs.fittedOn })]),
    ...(classes === undefined
      ? []
      : [say(lang, 'report.line.mergedClasses', { classes: classes.classes, n: classes.n, on: classes.fittedOn })]),
  ];
  await answer(context, options, { out, ...merged }, lines.map((line) => `${line}\n`).join(''));
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
  fitting.addHelpText('after', examples(lang, say(lang, 'cli.targets.examples')));
  addCommon(addSettings(fitting, lang, ['targets', 'targetBy', 'targetByLeast']), lang).action(
    (folder: string | undefined, options: Options) => fitTargets(folder, options, context),
  );
  const merging = parent.command('merge').description(say(lang, 'cli.targets.merge'));
  merging
    .argument('<folders...>', say(lang, 'cli.targets.parts'))
    .option('-o, --output <folder>', say(lang, 'cli.targets.output'))
    .addHelpText('after', examples(lang, say(lang, 'cli.targets.mergeExamples')));
  addCommon(merging, lang).action((folders: readonly string[], options: Options) =>
    mergeTargets(folders, options, context),
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
    command.addHelpText('after', examples(lang, say(lang, `cli.targets.${name}Examples`)));
    addCommon(command, lang).action((csv: string, normalizer: string, options: Options) =>
      convert(direction, [csv, normalizer], options, context),
    );
  }
};
