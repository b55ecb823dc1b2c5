import type { Command } from 'commander';
import { say } from '../../messages/index.ts';
import { moveLine } from '../../report/lines.ts';
import { visible } from '../../report/visible-text.ts';
import {
  addCommon,
  addSettings,
  answer,
  type Context,
  folderOf,
  type Options,
  overridesOf,
  repeatable,
  type Verb,
} from '../context.ts';
import { EXIT } from '../failure.ts';
import { examples, exitTable } from '../help.ts';
import { listenForStop } from '../signals.ts';
import { progressFor } from './run.ts';

const SETTING_KEYS = ['quarantineDir', 'maxMove'] as const;

const plan = async (stated: string | undefined, options: Options, context: Context): Promise<void> => {
  const api = await context.api();
  const folder = folderOf(api, stated);
  const overrides = await overridesOf(options, api.loadRun(folder).dataset, context);
  const { moves, ...movePlan } = await api.planQuarantine(folder, overrides);
  const keys: string[] = [];
  for await (const { key } of moves) keys.push(key);
  if (movePlan.refusal !== undefined) context.setExitCode(EXIT.refused);
  const line = moveLine({ ...api.loadRun(folder), movePlan, quarantine: undefined }, context.lang);
  const text = [...keys.map(visible), line].join('\n');
  await answer(context, options, { ...movePlan, keys }, `${text}\n`);
};

const apply = async (stated: string | undefined, options: Options, context: Context): Promise<void> => {
  const api = await context.api();
  const folder = folderOf(api, stated);
  const summary = api.loadRun(folder);
  const overrides = await overridesOf(options, summary.dataset, context);
  const { moves: _, ...movePlan } = await api.planQuarantine(folder, overrides);
  if (movePlan.refusal !== undefined) {
    context.setExitCode(EXIT.refused);
    const line = moveLine({ ...summary, movePlan, quarantine: undefined }, context.lang);
    return answer(context, options, movePlan, `${line}\n`);
  }
  const progress = progressFor(context, options);
  const stop = listenForStop(() => progress.end());
  try {
    progress.onEvent({ kind: 'stage', stage: 'quarantine' });
    const hooks = { signal: stop.signal, onEvent: progress.onEvent };
    const outcome = await api.applyPlannedQuarantine(folder, overrides, hooks);
    progress.end();
    context.setExitCode(stop.exitCode() ?? (outcome.failed.length > 0 ? EXIT.partly : EXIT.ok));
    const line = moveLine({ ...summary, movePlan, quarantine: outcome }, context.lang);
    await answer(context, options, outcome, `${line}\n`);
  } finally {
    progress.end();
    stop.release();
  }
};

const list = async (place: string, options: Options, context: Context): Promise<void> => {
  const api = await context.api();
  const entries = [];
  for await (const entry of api.listQuarantine(place)) entries.push(entry);
  const text = entries.map(({ key, transaction, state }) => `${transaction}  ${state}  ${visible(key)}\n`).join('');
  await answer(context, options, entries, text || `${say(context.lang, 'cli.quarantine.empty')}\n`);
};

const recover = async (place: string, options: Options, context: Context): Promise<void> => {
  const api = await context.api();
  const recovery = await api.recoverQuarantine(place, options.abandon as readonly string[] | undefined);
  const { held, returned, stuck } = recovery;
  if (stuck.length > 0) context.setExitCode(EXIT.partly);
  const counts = { held: held.length, returned: returned.length, stuck: stuck.length };
  const stuckLines = stuck.map(({ tx, path }) =>
    say(context.lang, 'quarantine.neither-copy', { transaction: tx, file: visible(path), place: visible(place) }),
  );
  const text = [say(context.lang, 'cli.quarantine.recovered', counts), ...stuckLines].join('\n');
  await answer(context, options, recovery, `${text}\n`);
};

export const quarantineVerb: Verb = (program, context) => {
  const { lang } = context;
  const parent = program.command('quarantine').description(say(lang, 'cli.quarantine.about'));
  parent.helpOption('-h, --help', say(lang, 'cli.flag.help')).helpCommand(false);
  parent.addHelpText('after', examples(lang, say(lang, 'cli.quarantine.examples')) + exitTable(lang));
  const onRun = (name: 'plan' | 'apply', act: typeof plan): Command => {
    const command = parent.command(name).description(say(lang, `cli.quarantine.${name}`));
    command.argument('[folder]', say(lang, 'cli.folder'));
    return addCommon(addSettings(command, lang, SETTING_KEYS), lang).action(
      (folder: string | undefined, options: Options) => act(folder, options, context),
    );
  };
  const onPlace = (name: 'list' | 'recover', act: typeof list): Command => {
    const command = parent.command(name).description(say(lang, `cli.quarantine.${name}`));
    command.argument('<place>', say(lang, 'cli.place'));
    return addCommon(command, lang).action((place: string, options: Options) => act(place, options, context));
  };
  onRun('plan', plan);
  onRun('apply', apply);
  onPlace('list', list);
  onPlace('recover', recover).addOption(repeatable('--abandon <tx>', say(lang, 'cli.quarantine.abandon')));
};
