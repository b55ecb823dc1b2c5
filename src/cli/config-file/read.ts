import { closeSync, constants, fstatSync, lstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../model/errors.ts';
import { parseJsonFile } from './json.ts';
import { type Planted, type Problem, placeKey, plant } from './tree.ts';
import { parseYamlFile } from './yaml.ts';

/** Names under which a configuration is looked for. */
export const CONFIG_FILES = ['prepass.config.yaml', 'prepass.config.yml', 'prepass.config.json'] as const;

const MOST_BYTES = 5 * 2 ** 20;

export interface Position {
  readonly offset: number;
  readonly line: number;
  /** In UTF-16 units from 1, as editors count. */
  readonly column: number;
}

export interface ConfigFile {
  /** As shown to people. */
  readonly path: string;
  readonly values: Planted['values'];
  readonly problems: readonly Problem[];
  /** Where a setting stands, or the nearest one around it. */
  readonly placeOf: (path: readonly PropertyKey[], what: 'name' | 'value') => Position;
  readonly positionOf: (offset: number) => Position;
  /** The line of an offset, trimmed; empty at the end of the file. */
  readonly excerpt: (offset: number) => string;
}

/** The configurations of a folder; links that lead nowhere count, so that they are told of. */
export const configFilesIn = (folder: string): readonly string[] =>
  CONFIG_FILES.map((name) => join(folder, name)).filter(
    (path) => lstatSync(path, { throwIfNoEntry: false }) !== undefined,
  );

const readBytes = (path: string, shown: string): Buffer => {
  let descriptor: number;
  try {
    // A FIFO would wait for a writer for ever.
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    throw new UserError('cli.config-unreadable', {
      path: shown,
      errno: (error as NodeJS.ErrnoException).code ?? 'error',
    });
  }
  try {
    if (!fstatSync(descriptor).isFile()) throw new UserError('cli.config-no-file', { path: shown });
    const block = Buffer.allocUnsafe(MOST_BYTES + 1);
    let bytes = 0;
    for (let count = -1; count !== 0 && bytes < block.length; bytes += count) {
      count = readSync(descriptor, block, bytes, block.length - bytes, bytes);
    }
    if (bytes > MOST_BYTES) throw new UserError('cli.config-too-big', { path: shown, limit: MOST_BYTES });
    return block.subarray(0, bytes);
  } finally {
    closeSync(descriptor);
  }
};

const decodes = (encoding: string, bytes: Uint8Array): boolean => {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
};

/** UTF-8, with or without a mark. What else it looks like is said, not guessed: a wrong guess would be a wrong rule. */
const decode = (bytes: Buffer, path: string): string => {
  if (decodes('utf-8', bytes) && !bytes.includes(0)) return new TextDecoder('utf-8').decode(bytes);
  if (bytes.includes(0)) throw new UserError('cli.config-encoding', { path, line: 1, encoding: 'UTF-16' });
  // Line feeds are line feeds in every encoding without NUL.
  let line = 1;
  for (let start = 0, end: number; start < bytes.length; start = end + 1, line += 1) {
    end = bytes.indexOf(10, start);
    if (end < 0) end = bytes.length;
    if (!decodes('utf-8', bytes.subarray(start, end))) break;
  }
  const encoding = decodes('gb18030', bytes) ? 'GB18030' : '?';
  throw new UserError('cli.config-encoding', { path, line, encoding });
};

const lineStarts = (text: string): readonly number[] => {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
};

const parseText = (path: string, text: string): Planted => {
  const { tree, problems } = path.toLowerCase().endsWith('.json') ? parseJsonFile(text) : parseYamlFile(text);
  if (tree === undefined || problems.length > 0) return { values: {}, places: new Map(), problems };
  return plant(tree);
};

/** Reads settings with their places. Throws UserError where there is no text to speak of; what is wrong in the text is data. */
export const readConfigFile = (path: string, shown: string): ConfigFile => {
  const text = decode(readBytes(path, shown), shown);
  const { values, places, problems } = parseText(path, text);
  const starts = lineStarts(text);
  const positionOf = (offset: number): Position => {
    let low = 0;
    for (let high = starts.length; high - low > 1; ) {
      const middle = (low + high) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return { offset, line: low + 1, column: offset - starts[low]! + 1 };
  };
  return {
    path: shown,
    values,
    problems,
    positionOf,
    placeOf: (at, what) => {
      for (let end = at.length; end >= 0; end -= 1) {
        const place = places.get(placeKey(at.slice(0, end)));
        if (place !== undefined) return positionOf(end === at.length ? place[what] : place.name);
      }
      return positionOf(0);
    },
    excerpt: (offset) =>
      text
        .slice(starts[positionOf(offset).line - 1]!)
        .split('\n', 1)[0]!
        .trim()
        .slice(0, 80),
  };
};
