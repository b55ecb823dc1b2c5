import { type Command, Option } from 'commander';
import type { Lang } from '../messages/fill.ts';
import { say } from '../messages/index.ts';
import type { ConfigInput } from '../model/config.ts';
import { quotePath } from '../report/shell-quote.ts';
import { visible } from '../report/visible-text.ts';
import type { Api } from './api.ts';
import { type Configuration, configure } from './configuration.ts';
import type { JsonSchema } from './expectation.ts';
import type { Given } from './layers.ts';
import { flagName, LANG_SETTING, SETTINGS, type Setting } from './settings.ts';
import { type Console, writeTo } from './terminal.ts';

/** What a verb is given: the reader's language, the process, the library when it asks for it. */
export interface Context {
  /** The words after `prepass`. */
  readonly argv: readonly string[];
  readonly lang: Lang;
  readonly console: Console;
  readonly api: () => Promise<Api>;
  readonly setExitCode: (code: number) => void;
}

/** Adds a verb to the program. */
export type Verb = (program: Command, context: Context) => void;

export type Options = Readonly<Record<string, unknown>>;

/** '--ignore-label' -> 'ignoreLabel', as commander names it. */
const attributeOf = (setting: Setting): string =>
  flagName(setting)
    .slice(2)
    .replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

const collect = (text: string, before: readonly string[] | undefined): readonly string[] => [...(before ?? []), text];

export const repeatable = (flag: string, about: string): Option => new Option(flag, about).argParser(collect);

const optionOf = (setting: Setting, lang: Lang): Option => {
  const about = say(lang, setting.about);
  return setting.kind === 'switch' ? new Option(setting.flag, about) : repeatable(setting.flag, about);
};

/** Adds the settings of a run, all or those named, and what configures them. */
export const addSettings = (command: Command, lang: Lang, keys?: readonly Setting['key'][]): Command => {
  for (const setting of SETTINGS) {
    if (keys !== undefined && !keys.includes(setting.key)) continue;
    command.optionsGroup(say(lang, `cli.group.${setting.group}`));
    command.addOption(optionOf(setting, lang));
  }
  return command
    .optionsGroup(say(lang, 'cli.group.configuration'))
    .addOption(repeatable('--opt <check.option=value>', say(lang, 'cli.flag.opt')))
    .option('--config <file>', say(lang, 'cli.flag.config'));
};

/** What every verb understands. */
export const addCommon = (command: Command, lang: Lang): Command =>
  command
    .optionsGroup(say(lang, 'cli.group.output'))
    .option('--json', say(lang, 'cli.flag.json'))
    .option('--quiet', say(lang, 'cli.flag.quiet'))
    .addOption(optionOf(LANG_SETTING, lang))
    .helpOption('-h, --help', say(lang, 'cli.flag.help'));

const givenIn = (options: Options): Given =>
  Object.fromEntries(
    [...SETTINGS, LANG_SETTING].flatMap((setting) => {
      const value = options[attributeOf(setting)];
      if (value === undefined) return [];
      return [[setting.key, value === true ? ['1'] : (value as readonly string[])]];
    }),
  );

/**
 * The configuration of a verb's options; `dataset` undefined where a finished run is judged. Says on stderr which file was found but not
 * loaded. Throws UserError.
 */
export const configurationOf = async (
  options: Options,
  dataset: string | undefined,
  { console, lang, api }: Context,
): Promise<Configuration> => {
  const { configurationSchema, configurationJsonSchema } = await api();
  const configuration = configure(
    {
      ...(dataset !== undefined && { dataset }),
      flags: givenIn(options),
      options: (options.opt as readonly string[] | undefined) ?? [],
      ...(options.config !== undefined && { configFile: String(options.config) }),
      environment: console.environment,
      cwd: console.cwd,
    },
    { schema: configurationSchema, json: configurationJsonSchema() as JsonSchema },
  );
  const [path] = configuration.notLoaded;
  if (path !== undefined && options.quiet !== true) {
    const paths = configuration.notLoaded.map(visible).join(', ');
    console.err.write(`${say(lang, 'cli.config-not-loaded', { paths, path: quotePath(path) })}\n`);
  }
  return configuration;
};

/** Settings that change what a finished run recorded: those stated, nothing else. `dataset`: the run's. */
export const overridesOf = async (
  options: Options,
  dataset: string,
  context: Context,
): Promise<Partial<ConfigInput>> => {
  const { input } = await configurationOf(options, dataset, context);
  const { dataset: _, lang: __, ...rest } = input;
  return rest;
};

/** With --json one JSON document, else the text; nothing else ever goes to stdout. */
export const answer = ({ console }: Context, options: Options, json: unknown, text: string): Promise<void> =>
  writeTo(console.out, options.json === true ? `${JSON.stringify(json, null, 1)}\n` : text);

/** The run folder stated, or the latest run's. */
export const folderOf = (api: Api, stated: string | undefined): string => stated ?? api.loadRun().out;
