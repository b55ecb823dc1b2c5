#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { CommanderError } from 'commander';
import { UserError } from '../model/errors.ts';
import { loadApi } from './api.ts';
import type { Context } from './context.ts';
import { EXIT, failureOf, report } from './failure.ts';
import { languageOf } from './language.ts';
import { createProgram } from './program.ts';
import type { Console } from './terminal.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** Help and version end by a throw as well, when everything is said. Help shown for want of a verb is a usage error. */
const answered = (error: unknown): number | undefined => {
  if (!(error instanceof CommanderError)) return undefined;
  if (error.code === 'commander.help') return EXIT.usage;
  return error.exitCode === 0 ? EXIT.ok : undefined;
};

const main = async (): Promise<void> => {
  const argv = process.argv.slice(2);
  const console: Console = { out: process.stdout, err: process.stderr, environment: process.env, cwd: process.cwd() };
  const lang = languageOf(argv, process.env);
  const setExitCode = (code: number) => {
    process.exitCode = code;
  };
  const context: Context = { argv, lang, console, api: loadApi, setExitCode };
  // A reader that had enough (`| head`) is no error; there is nobody left to tell anything.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(process.exitCode ?? EXIT.ok);
      // What cannot be said on this stream may still be said on the other; the run folder is whole.
      const problem = new UserError('cli.output-unwritable', { errno: error.code ?? error.message });
      if (stream === process.stdout) report(failureOf(problem, lang), console, false);
      process.exit(EXIT.usage);
    });
  }
  const program = createProgram(context, version);
  try {
    if (argv.length === 0) {
      program.outputHelp({ error: true });
      return setExitCode(EXIT.usage);
    }
    await program.parseAsync(process.argv);
  } catch (error) {
    setExitCode(answered(error) ?? report(failureOf(error, lang), console, argv.includes('--json')));
  }
};

await main();
