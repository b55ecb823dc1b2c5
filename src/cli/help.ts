import type { Command, Help } from 'commander';
import type { Lang } from '../messages/fill.ts';
import { say } from '../messages/index.ts';
import { columnsOf } from '../report/text-columns.ts';

const TITLES = {
  'Usage:': 'cli.help.usage',
  'Arguments:': 'cli.help.arguments',
  'Options:': 'cli.help.options',
  'Commands:': 'cli.help.commands',
} as const;

/** Commander's own words in the reader's language; columns counted as a terminal does. */
export const speakHelp = (command: Command, lang: Lang): void => {
  command.configureHelp({
    helpWidth: 100,
    styleTitle: (title: string) => {
      const key = TITLES[title as keyof typeof TITLES];
      return key === undefined ? title : say(lang, key);
    },
    displayWidth: (text: string) => columnsOf(text.replace(/\u001b\[[0-9;]*m/g, '')),
    subcommandTerm: (each: Command) => `${each.name()} ${each.registeredArguments.map(argumentTerm).join(' ')}`.trim(),
  } satisfies Partial<Help>);
};

const argumentTerm = (argument: { name: () => string; required: boolean; variadic: boolean }): string => {
  const name = argument.name() + (argument.variadic ? '…' : '');
  return argument.required ? `<${name}>` : `[${name}]`;
};

const EXITS = ['0', '1', '2', '3', '4', '5', '70', '130'] as const;

/** The table of exit codes that ends the help of verbs that have more than two. */
export const exitTable = (lang: Lang): string =>
  [
    '',
    say(lang, 'cli.help.exits'),
    ...EXITS.map((code) => `  ${code.padStart(3)}  ${say(lang, `cli.exit.${code}`)}`),
    '',
  ].join('\n');

export const examples = (lang: Lang, text: string): string => `\n${say(lang, 'cli.help.examples')}\n${text}\n`;
