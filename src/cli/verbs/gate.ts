import { say } from '../../messages/index.ts';
import { renderGate } from '../../report/gate.ts';
import { addCommon, addSettings, answer, type Context, type Options, overridesOf, type Verb } from '../context.ts';
import { examples, exitTable } from '../help.ts';
import { shortPath, wantsColor } from '../terminal.ts';

const SETTING_KEYS = ['failOn', 'exitZero', 'allowIncomplete', 'ignoreUnsupported'] as const;

const act = async (stated: string | undefined, options: Options, context: Context): Promise<void> => {
  const { console, lang } = context;
  const api = await context.api();
  const { dataset } = api.loadRun(stated);
  const { failOn, exitZero, allowIncomplete, ignoreUnsupported } = await overridesOf(options, dataset, context);
  const report = await api.gateRun(stated, {
    ...(failOn !== undefined && { failOn }),
    ...(exitZero !== undefined && { exitZero }),
    ...(allowIncomplete !== undefined && { allowIncomplete }),
    ...(ignoreUnsupported !== undefined && { ignoreUnsupported }),
    ...(options.maxBad !== undefined && { maxBad: String(options.maxBad) }),
    ...(options.maxWarnings !== undefined && { maxWarnings: wholeNumber(String(options.maxWarnings)) }),
    ...(options.baseline !== undefined && { baseline: String(options.baseline) }),
  });
  context.setExitCode(report.exit.code);
  const color = wantsColor(console.out, console.environment);
  const text = renderGate(report, lang, { color, out: shortPath(report.out, console.cwd) });
  await answer(context, options, report, text);
};

/** What is no whole number is refused by the library, which says what would be. */
const wholeNumber = (text: string): number => (/^\d+$/.test(text) ? Number(text) : Number.NaN);

export const gateVerb: Verb = (program, context) => {
  const { lang } = context;
  const command = program.command('gate').description(say(lang, 'cli.gate.about'));
  command.argument('[run]', say(lang, 'cli.run-argument'));
  addSettings(command, lang, SETTING_KEYS)
    .optionsGroup(say(lang, 'cli.group.result'))
    .option('--max-bad <share%|n>', say(lang, 'cli.flag.maxBad'))
    .option('--max-warnings <n>', say(lang, 'cli.flag.maxWarnings'))
    .option('--baseline <run>', say(lang, 'cli.flag.baseline'));
  addCommon(command, lang)
    .addHelpText('after', examples(lang, say(lang, 'cli.gate.examples')) + exitTable(lang))
    .action((run: string | undefined, options: Options) => act(run, options, context));
};
