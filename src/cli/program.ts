import { Command } from 'commander';
import { say } from '../messages/index.ts';
import type { Context, Verb } from './context.ts';
import { examples, exitTable, speakHelp } from './help.ts';
import { checksVerb } from './verbs/checks.ts';
import { decideVerb } from './verbs/decide.ts';
import { diffVerb } from './verbs/diff.ts';
import { exportVerb } from './verbs/export.ts';
import { gateVerb } from './verbs/gate.ts';
import { initVerb } from './verbs/init.ts';
import { inspectVerb } from './verbs/inspect.ts';
import { quarantineVerb } from './verbs/quarantine.ts';
import { reportVerb } from './verbs/report.ts';
import { restoreVerb } from './verbs/restore.ts';
import { runVerb } from './verbs/run.ts';
import { targetsVerb } from './verbs/targets.ts';

const VERBS: readonly Verb[] = [
  runVerb,
  inspectVerb,
  quarantineVerb,
  restoreVerb,
  reportVerb,
  gateVerb,
  diffVerb,
  decideVerb,
  exportVerb,
  targetsVerb,
  checksVerb,
  initVerb,
];

/** Every command, this one and those below it. */
const every = (command: Command): readonly Command[] => [command, ...command.commands.flatMap(every)];

/** The whole command line. Nothing in it ends the process: what goes wrong is thrown. */
export const createProgram = (context: Context, version: string): Command => {
  const { lang, console } = context;
  const program = new Command('prepass').description(say(lang, 'cli.about'));
  program.usage(say(lang, 'cli.usageLine'));
  program.helpOption('-h, --help', say(lang, 'cli.flag.help')).helpCommand(false);
  program.version(version, '-V, --version', say(lang, 'cli.flag.version'));
  for (const verb of VERBS) verb(program, context);
  program.addHelpText('after', examples(lang, say(lang, 'cli.examples')) + exitTable(lang));
  for (const command of every(program)) {
    speakHelp(command, lang);
    command.exitOverride().showSuggestionAfterError(true);
    command.configureOutput({
      writeOut: (text) => console.out.write(text),
      writeErr: (text) => console.err.write(text),
      // What commander complains about is thrown as well, and said once, in the reader's language.
      outputError: () => {},
    });
  }
  return program;
};
