import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { say } from '../../messages/index.ts';
import { UserError } from '../../model/errors.ts';
import type { RunSummary } from '../../model/summary.ts';
import { quotePath } from '../../report/shell-quote.ts';
import { renderTerminal } from '../../report/terminal.ts';
import type { Api } from '../api.ts';
import type { Configuration } from '../configuration.ts';
import { addCommon, addSettings, answer, type Context, configurationOf, type Options, type Verb } from '../context.ts';
import { examples, exitTable } from '../help.ts';
import { createProgress, type Progress } from '../progress.ts';
import { listenForStop } from '../signals.ts';
import { pathsOf, wantsColor } from '../terminal.ts';

const print = (context: Context, options: Options, { config, origins }: Configuration): Promise<void> => {
  const text = (value: unknown) => (value === undefined ? '–' : JSON.stringify(value));
  const { checks, limits, ...plain } = config;
  const within = (prefix: string, values: object) =>
    Object.entries(values).map(([name, value]): [string, unknown] => [`${prefix}.${name}`, value]);
  const rows: [string, unknown][] = [
    ...Object.entries(plain),
    ...within('limits', limits),
    ...Object.entries(checks).flatMap(([check, options]) => within(`checks.${check}`, options)),
  ];
  const described = rows.map(([name, value]) => ({ name, value, origin: origins[name] ?? 'default' }));
  const lines = described.map((row) => `${row.name} = ${text(row.value)}  (${row.origin})\n`);
  return answer(context, options, described, lines.join(''));
};

export const progressFor = ({ console, lang }: Context, options: Options): Progress => {
  const { err } = console;
  const mode = err.isTTY === true && console.environment.TERM !== 'dumb' ? 'line' : 'plain';
  return createProgress({
    lang,
    mode: options.quiet === true ? 'none' : mode,
    write: (text) => err.write(text),
    now: () => performance.now(),
    columns: () => err.columns,
  });
};

/** `resume`: the command that goes on with a stopped run. */
export const showSummary = (
  context: Context,
  api: Api,
  options: Options,
  summary: RunSummary,
  resume?: string,
): Promise<void> => {
  const { console, lang } = context;
  const places = pathsOf(summary.dataset, summary.out, join(summary.out, 'report', 'index.html'), console.cwd);
  const paths = { ...places, ...(resume !== undefined && { resume }) };
  const color = wantsColor(console.out, console.environment);
  return answer(context, options, summary, renderTerminal(summary, api.book, lang, { color, paths }));
};

/** The same command again, with what makes it go on. */
const resumeCommand = (argv: readonly string[], out: string | undefined): string => {
  const words = argv.map((word) => (word.startsWith('-') ? word : quotePath(word)));
  if (!argv.includes('--resume')) words.push('--resume');
  if (out !== undefined && !argv.some((word) => word === '--out' || word.startsWith('--out='))) {
    words.push('--out', quotePath(out));
  }
  return `prepass ${words.join(' ')}`;
};

/** A word that is neither a verb nor anything on disk is a slip of the hand more often than a dataset. */
const refuseSlip = (dataset: string, cwd: string): void => {
  if (/^[a-z-]+$/.test(dataset) && !existsSync(resolve(cwd, dataset))) {
    throw new UserError('cli.neither-verb-nor-dataset', { given: dataset });
  }
};

const act = async (dataset: string, options: Options, context: Context): Promise<void> => {
  const { console, lang, argv } = context;
  if (argv[0] !== 'run') refuseSlip(dataset, console.cwd);
  const configuration = await configurationOf(options, dataset, context);
  if (options.printConfig === true) return print(context, options, configuration);

  const api = await context.api();
  const progress = progressFor(context, options);
  const tell = (text: string) => options.quiet !== true && console.err.write(`${text}\n`);
  const stop = listenForStop(() => {
    progress.end();
    tell(say(lang, 'cli.stopping'));
  });
  let out: string | undefined;
  try {
    const summary = await api.run(configuration.input, {
      signal: stop.signal,
      onEvent: (event) => {
        if (event.kind === 'layout') out = event.out;
        progress.onEvent(event);
      },
    });
    progress.end();
    context.setExitCode(summary.exit.code);
    const reason = summary.partial?.reason;
    const canGoOn = reason === 'interrupted' || reason === 'max-time';
    const command = resumeCommand(argv, summary.out);
    if (canGoOn) tell(say(lang, 'cli.stopped', { command }));
    else if (stop.exitCode() !== undefined && reason === undefined) tell(say(lang, 'cli.stoppedLate'));
    await showSummary(context, api, options, summary, canGoOn ? command : undefined);
  } catch (error) {
    progress.end();
    const code = stop.exitCode();
    if (code === undefined || !(error instanceof api.Interrupted)) throw error;
    context.setExitCode(code);
    const command = resumeCommand(argv, out);
    tell(out === undefined ? say(lang, 'cli.stoppedEarly') : say(lang, 'cli.stopped', { command }));
    if (options.json === true)
      await answer(
        context,
        options,
        { interrupted: true, out: out ?? null, command: out === undefined ? null : command },
        '',
      );
  } finally {
    stop.release();
  }
};

export const runVerb: Verb = (program, context) => {
  const { lang } = context;
  const command = program.command('run', { isDefault: true }).description(say(lang, 'cli.run.about'));
  command.argument('<dataset>', say(lang, 'cli.run.dataset'));
  addSettings(command, lang).option('--print-config', say(lang, 'cli.flag.printConfig'));
  addCommon(command, lang)
    .addHelpText('after', examples(lang, say(lang, 'cli.run.examples')) + exitTable(lang))
    .action((dataset: string, options: Options) => act(dataset, options, context));
};
