import { z } from 'zod';
import type { Lang } from '../../messages/fill.ts';
import { say } from '../../messages/index.ts';
import type { CheckBook } from '../../model/check.ts';
import { limitsSchema } from '../../model/config.ts';
import { UserError } from '../../model/errors.ts';
import { columnsOf, padTo } from '../../report/text-columns.ts';
import { addCommon, answer, type Context, type Options, type Verb } from '../context.ts';
import { examples } from '../help.ts';
import { nearest } from '../nearest.ts';
import { writeTo } from '../terminal.ts';

interface JsonSchema {
  readonly properties?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const table = (book: CheckBook, lang: Lang): string => {
  const ids = Object.keys(book).toSorted();
  const width = Math.max(...ids.map(columnsOf), 0);
  return ids.map((id) => `${padTo(id, width)}  ${book[id]!.title[lang]}\n`).join('');
};

/** Name, default, range and meaning of each property of a schema. */
const properties = (schema: JsonSchema): readonly string[] =>
  Object.entries(schema.properties ?? {}).map(
    ([name, { default: value, description, minimum, maximum, enum: choices }]) => {
      const range = minimum === undefined && maximum === undefined ? '' : ` [${minimum ?? ''}..${maximum ?? ''}]`;
      const among = Array.isArray(choices) ? ` {${choices.join(', ')}}` : '';
      return `  ${name} = ${JSON.stringify(value) ?? '–'}${range}${among}${description === undefined ? '' : `  ${description}`}`;
    },
  );

const page = (id: string, book: CheckBook, schema: JsonSchema, lang: Lang): string => {
  const { title, why, remedy, scope, stage, version, codes } = book[id]!;
  const lines = [
    `${id} · ${title[lang]}`,
    say(lang, 'cli.checks.meta', { scope: say(lang, `cli.checks.scope.${scope}`), stage, version }),
    '',
    `${say(lang, 'report.page.why')}: ${why[lang]}`,
    `${say(lang, 'report.page.remedy')}: ${remedy[lang]}`,
    '',
    say(lang, 'cli.checks.codes'),
  ];
  for (const [code, words] of Object.entries(codes)) {
    const classes = `${say(lang, `report.severity.${words.severity}`)}, ${say(lang, `report.verdict.${words.verdict}`)}`;
    lines.push(`  ${code} (${classes}): ${words[lang]}`);
  }
  const options = properties(schema);
  if (options.length > 0) lines.push('', say(lang, 'cli.checks.options', { id }), ...options);
  if (id === 'image/over-limit') {
    const limits = z.toJSONSchema(limitsSchema, { io: 'input' }) as JsonSchema;
    lines.push('', say(lang, 'cli.checks.limits'), ...properties(limits));
  }
  return `${lines.join('\n')}\n`;
};

const act = async (id: string | undefined, options: Options, context: Context): Promise<void> => {
  const { book, checkOptionsSchema, configurationJsonSchema } = await context.api();
  if (options.schema === true) {
    return writeTo(context.console.out, `${JSON.stringify(configurationJsonSchema(), null, 1)}\n`);
  }
  if (id === undefined) return answer(context, options, book, table(book, context.lang));
  if (!Object.hasOwn(book, id)) {
    throw new UserError('cli.unknown-check', { id, near: nearest(id, Object.keys(book)) ?? 'prepass checks' });
  }
  const schema = checkOptionsSchema(id) as JsonSchema;
  await answer(context, options, { id, ...book[id], options: schema }, page(id, book, schema, context.lang));
};

export const checksVerb: Verb = (program, context) => {
  const { lang } = context;
  const command = program.command('checks').description(say(lang, 'cli.checks.about'));
  command.argument('[id]', say(lang, 'cli.checks.id'));
  command.option('--schema', say(lang, 'cli.checks.schema'));
  addCommon(command, lang)
    .addHelpText('after', examples(lang, say(lang, 'cli.checks.examples')))
    .action((id: string | undefined, options: Options) => act(id, options, context));
};
