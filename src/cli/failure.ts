import { CommanderError } from 'commander';
import type { Lang } from '../messages/fill.ts';
import { type MessageKey, say, sayAny } from '../messages/index.ts';
import { UserError } from '../model/errors.ts';
import { visible } from '../report/visible-text.ts';
import type { Console } from './terminal.ts';

export const EXIT = { ok: 0, usage: 2, partly: 4, refused: 5, internal: 70 } as const;

/** Commander's complaints in the reader's language; what it quotes stays. */
const USAGE: Readonly<Record<string, MessageKey>> = {
  'commander.unknownOption': 'cli.usage.unknownOption',
  'commander.missingArgument': 'cli.usage.missingArgument',
  'commander.optionMissingArgument': 'cli.usage.optionMissingArgument',
  'commander.excessArguments': 'cli.usage.excessArguments',
  'commander.unknownCommand': 'cli.usage.unknownCommand',
};

const usageText = (error: CommanderError, lang: Lang): string => {
  const key = USAGE[error.code];
  const what = /'([^']*)'/.exec(error.message)?.[1];
  const hint = /\(Did you mean (?:one of )?([^?]*)\?\)/.exec(error.message)?.[1];
  if (key === undefined) return error.message.replace(/^error: /, '');
  const text = say(lang, key, { what: what ?? '' });
  return hint === undefined ? text : `${text} ${say(lang, 'cli.usage.hint', { hint })}`;
};

/** Lines keep their breaks, everything else that is invisible is shown. */
const lines = (text: string): string => text.split('\n').map(visible).join('\n');

export interface Failure {
  readonly exitCode: number;
  /** For people, on stderr. */
  readonly text: string;
  /** For programs, with --json. */
  readonly json: Readonly<Record<string, unknown>>;
}

/** What to say of a thrown thing: a mistake that the user can mend, or a bug of ours with where to report it. */
export const failureOf = (error: unknown, lang: Lang): Failure => {
  if (error instanceof CommanderError) {
    const text = usageText(error, lang);
    return {
      exitCode: EXIT.usage,
      text: `${lines(text)}\n${say(lang, 'cli.usage.seeHelp')}`,
      json: { error: { key: error.code, message: text } },
    };
  }
  // By name too: a plug-in may bring a second copy of the class.
  if (error instanceof UserError || (error instanceof Error && error.name === 'UserError' && 'key' in error)) {
    const { key, data } = error as UserError;
    const message = sayAny(lang, key, data);
    return { exitCode: EXIT.usage, text: lines(message), json: { error: { key, data, message } } };
  }
  const stack = error instanceof Error ? (error.stack ?? String(error)) : String(error);
  return {
    exitCode: EXIT.internal,
    text: `${lines(stack)}\n${say(lang, 'cli.bug')}`,
    json: { error: { key: 'internal', message: String(error) } },
  };
};

export const report = (failure: Failure, { out, err }: Console, json: boolean): number => {
  err.write(`prepass: ${failure.text}\n`);
  if (json) out.write(`${JSON.stringify(failure.json)}\n`);
  return failure.exitCode;
};
