import { realpathSync, statSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import type { Lang } from '../messages/fill.ts';
import { say } from '../messages/index.ts';
import { type Config, type ConfigInput, configSchema } from '../model/config.ts';
import type { ConfigurationFileSchema } from '../model/configuration-file.ts';
import { UserError } from '../model/errors.ts';
import { complaints } from './complaint.ts';
import { type ConfigFile, configFilesIn, readConfigFile } from './config-file/read.ts';
import type { JsonSchema } from './expectation.ts';
import { systemLanguage } from './language.ts';
import { fileLayer, flagLayer, type Given, type Layer, optionLayer, type Settings, variableLayer } from './layers.ts';
import { shortPath } from './terminal.ts';

export interface Sources {
  /** What is examined, as given; undefined where a finished run is judged, whose dataset nobody names. */
  readonly dataset?: string;
  readonly flags: Given;
  /** `--opt check/id.option=value`, as given. */
  readonly options: readonly string[];
  /** `--config`. */
  readonly configFile?: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

/** What settings are judged by: all that this installation knows. */
export interface Rulebook {
  readonly schema: ConfigurationFileSchema;
  readonly json: JsonSchema;
}

export interface Configuration {
  /** As the library takes it: defaults are its own affair. */
  readonly input: ConfigInput;
  readonly config: Config;
  /** Where each value that is no default came from, by dotted name: file:line, --flag or PREPASS_VARIABLE. */
  readonly origins: Readonly<Record<string, string>>;
  /** Files that were found but not loaded, since they lie in the dataset. */
  readonly notLoaded: readonly string[];
}

const isSettings = (value: unknown): value is Settings =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isInside = (path: string, folder: string): boolean => !relative(folder, path).match(/^\.\.(?:$|\/)/);

const real = (path: string): string => {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
};

/** The folder that comes with the dataset: itself, or the one that its single file lies in. */
const treeOf = (dataset: string, cwd: string): string => {
  const path = real(resolve(cwd, dataset));
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true ? dirname(path) : path;
};

/** Whether what lies in the working directory may have come with the dataset. */
export const isInDataset = (dataset: string, cwd: string): boolean => isInside(real(cwd), treeOf(dataset, cwd));

const findFile = ({ dataset, configFile, cwd }: Sources): { file?: string; notLoaded: readonly string[] } => {
  if (configFile !== undefined) return { file: resolve(cwd, configFile), notLoaded: [] };
  const found = configFilesIn(cwd);
  if (dataset !== undefined && found.length > 0 && isInDataset(dataset, cwd)) return { notLoaded: found };
  if (found.length > 1) {
    throw new UserError('cli.config-several', { paths: found.map((path) => shortPath(path, cwd)).join(', ') });
  }
  return { ...(found[0] !== undefined && { file: found[0] }), notLoaded: [] };
};

const syntaxLines = ({ path, problems, positionOf, excerpt }: ConfigFile, lang: Lang): readonly string[] =>
  problems.map(({ at, key, data }) => {
    const { line, column } = positionOf(at);
    const near = excerpt(at);
    return say(lang, 'cli.syntax.line', {
      where: `${path}:${line}:${column}: `,
      text: say(lang, key, data ?? {}),
      near: near === '' ? say(lang, 'cli.syntax.at-end') : near,
    });
  });

const MOST_LINES = 20;

/** Names all that is wrong at once: where, what was given, what is allowed. */
const refuse = (lines: readonly string[], lang: Lang): never => {
  const kept = lines.slice(0, MOST_LINES);
  if (lines.length > kept.length) kept.push(say(lang, 'cli.more-problems', { count: lines.length - kept.length }));
  throw new UserError('cli.bad-settings', { settings: kept.join('\n  ') });
};

/** The language as the strongest place that names a valid one has it. */
const languageIn = (layers: readonly Layer[], environment: Sources['environment']): Lang => {
  const stated = layers.map(({ values }) => values.lang).findLast((lang) => lang === 'en' || lang === 'zh');
  return stated === 'en' || stated === 'zh' ? stated : systemLanguage(environment);
};

/** A stronger place replaces a value whole, lists too; settings within `checks` and `limits` are replaced one by one. */
const merge = (layers: readonly Layer[]): { values: Record<string, unknown>; origins: Record<string, string> } => {
  const origins: Record<string, string> = {};
  const put = (into: Record<string, unknown>, given: Settings, path: readonly string[], source: Layer['source']) => {
    for (const [key, value] of Object.entries(given)) {
      const here = [...path, key];
      const hasParts = path[0] === 'checks' ? path.length === 1 : key === 'checks' || key === 'limits';
      if (hasParts && isSettings(value)) {
        const parts = { ...(isSettings(into[key]) ? into[key] : {}) };
        put(parts, value, here, source);
        into[key] = parts;
      } else {
        into[key] = value;
        origins[here.join('.')] = source(here);
      }
    }
  };
  const values: Record<string, unknown> = {};
  for (const { values: stated, source } of layers) {
    const { $schema: _, ...given } = stated;
    put(values, given, [], source);
  }
  return { values, origins };
};

/**
 * Merges flag > PREPASS_* > --config FILE, or prepass.config.{yaml,yml,json} of the working directory > default. Each place is judged
 * whole, by itself: a wrong file is wrong also where a flag is stronger. Nothing is read from the dataset's folder unless --config
 * names it, and nothing that is read runs. Throws UserError that names all that is wrong.
 */
export const configure = (sources: Sources, { schema, json }: Rulebook): Configuration => {
  const { environment, cwd, dataset } = sources;
  const { file, notLoaded } = findFile(sources);
  const layers = [
    ...(file === undefined ? [] : [fileLayer(readConfigFile(file, shortPath(file, cwd)))]),
    variableLayer(environment),
    flagLayer(sources.flags),
    optionLayer(sources.options),
  ];
  const lang = languageIn(layers, environment);
  const wrong = layers.flatMap((layer) => {
    if (layer.file !== undefined && layer.file.problems.length > 0) return syntaxLines(layer.file, lang);
    const parsed = schema.safeParse(layer.values);
    return parsed.success ? [] : complaints(parsed.error.issues, layer.values, layer.origin, json, lang);
  });
  if (wrong.length > 0) return refuse(wrong, lang);
  const { values, origins } = merge(layers);
  const input = { ...values, lang, dataset: dataset ?? '.' } as ConfigInput;
  origins.dataset = 'argument';
  return {
    input,
    config: configSchema.parse(input),
    origins,
    notLoaded: notLoaded.map((path) => shortPath(path, cwd)),
  };
};
