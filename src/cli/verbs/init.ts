import { existsSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { say } from '../../messages/index.ts';
import { UserError } from '../../model/errors.ts';
import { visible } from '../../report/visible-text.ts';
import { CONFIG_FILES, configFilesIn } from '../config-file/read.ts';
import { isInDataset } from '../configuration.ts';
import { addCommon, answer, type Context, type Options, type Verb } from '../context.ts';
import type { JsonSchema } from '../expectation.ts';
import { examples } from '../help.ts';
import { starterJson, starterYaml } from '../starter.ts';
import { shortPath, writeTo } from '../terminal.ts';

const FILES = { yaml: CONFIG_FILES[0], json: CONFIG_FILES[2] } as const;

const formatOf = ({ format = 'yaml' }: Options): keyof typeof FILES => {
  if (format === 'yaml' || format === 'json') return format;
  throw new UserError('cli.init.unknown-format', { given: String(format) });
};

/** Relative where prepass is installed in this project, so that it holds on every machine that has the project. */
const schemaFor = (path: string, cwd: string): string => {
  const local = relative(cwd, path);
  return local.startsWith(`node_modules${sep}`) ? `./${local.split(sep).join('/')}` : path;
};

/** Before the dataset is listed, which may take a while. */
const refuseToWrite = (
  path: string,
  dataset: string | undefined,
  options: Options,
  { cwd }: Context['console'],
): void => {
  if (dataset !== undefined && existsSync(dataset) && isInDataset(dataset, cwd)) {
    throw new UserError('cli.init.in-dataset', { dataset });
  }
  const others = configFilesIn(cwd).filter((each) => each !== path);
  if (others[0] !== undefined) throw new UserError('cli.init.other-exists', { path: shortPath(others[0], cwd) });
  if (options.force !== true && configFilesIn(cwd).includes(path)) {
    throw new UserError('cli.init.exists', { path: shortPath(path, cwd) });
  }
};

const act = async (dataset: string | undefined, options: Options, context: Context): Promise<void> => {
  const { console, lang } = context;
  const format = formatOf(options);
  const path = join(console.cwd, FILES[format]);
  if (options.print !== true) refuseToWrite(path, dataset, options, console);
  const api = await context.api();
  const look = dataset === undefined ? undefined : await api.lookAtDataset({ dataset });
  const root = api.configurationJsonSchema() as JsonSchema;
  const schema = schemaFor(api.configurationSchemaPath, console.cwd);
  const make = format === 'yaml' ? starterYaml : starterJson;
  const text = make({ ...(look !== undefined && { look }), dataset: dataset ?? '', root, schema, lang });
  if (options.print === true) return writeTo(console.out, text);
  try {
    api.writeWhole(path, text, options.force === true ? 'replace' : 'keep');
  } catch (error) {
    const errno = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new UserError(errno === 'EEXIST' ? 'cli.init.exists' : 'cli.init.unwritable', { path, errno });
  }
  const written = shortPath(path, console.cwd);
  await answer(context, options, { written: path }, `${say(lang, 'cli.init.written', { path: visible(written) })}\n`);
};

export const initVerb: Verb = (program, context) => {
  const { lang } = context;
  const command = program.command('init').description(say(lang, 'cli.init.about'));
  command.argument('[dataset]', say(lang, 'cli.init.dataset'));
  command.option('--print', say(lang, 'cli.init.print')).option('--force', say(lang, 'cli.init.force'));
  command.option('--format <format>', say(lang, 'cli.init.format'));
  addCommon(command, lang)
    .addHelpText('after', examples(lang, say(lang, 'cli.init.examples')))
    .action((dataset: string | undefined, options: Options) => act(dataset, options, context));
};
