import { readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { UserError } from '../model/errors.ts';
import { keyFromBytes } from '../model/path-key.ts';
import type { ResourceRef } from '../model/sample.ts';

const NUL = 0x00;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const QUOTE = 0x22;
const SLASH = 0x2f;
const STANDARD_INPUT = 0;

const readList = (path: string, cwd: string): Buffer => {
  try {
    return readFileSync(path === '-' ? STANDARD_INPUT : resolve(cwd, path));
  } catch (error) {
    throw new UserError('reuse.files-from-unreadable', {
      path,
      errno: (error as NodeJS.ErrnoException).code ?? 'error',
    });
  }
};

/** Names as bytes: not every name is text. */
const split = (list: Buffer, end: number): readonly Buffer[] => {
  const names: Buffer[] = [];
  for (let start = 0; start < list.length; ) {
    const found = list.indexOf(end, start);
    const stop = found === -1 ? list.length : found;
    let name = list.subarray(start, stop);
    if (end === LINE_FEED && name.at(-1) === CARRIAGE_RETURN) name = name.subarray(0, -1);
    if (name.length > 0) names.push(name);
    start = stop + 1;
  }
  return names;
};

/** One character for each byte, so that path functions leave names that are not UTF-8 as they are. */
const asLatin1 = (text: string): string => Buffer.from(text).toString('latin1');

const realFolder = (path: string): string => {
  try {
    return realpathSync.native(Buffer.from(path, 'latin1'), { encoding: 'buffer' }).toString('latin1');
  } catch {
    return path;
  }
};

interface Place {
  readonly cwd: string;
  /** As the user wrote it. */
  readonly dataset: string;
  /** Resolved, as bytes. */
  readonly root: Buffer;
}

/**
 * Reads a list of files, one a line or, with `nul`, each ended by NUL; as refs: relative below the dataset's root, absolute elsewhere. Relative names count from the working directory, as git and find
 * print them there. Throws UserError for a list that cannot be read, and for names that git has quoted: they would silently match nothing.
 */
export const readNamedFiles = (
  { filesFrom, nul }: { readonly filesFrom: string; readonly nul: boolean },
  { cwd, dataset, root }: Place,
): readonly ResourceRef[] => {
  const names = split(readList(filesFrom, cwd), nul ? NUL : LINE_FEED);
  const quoted = nul ? undefined : names.find((name) => name[0] === QUOTE && name.at(-1) === QUOTE);
  if (quoted !== undefined)
    throw new UserError('reuse.files-from-quoted', { path: filesFrom, name: quoted.toString() });
  const roots = [...new Set([root.toString('latin1'), asLatin1(resolve(cwd, dataset))])];
  const below = (path: string): string | undefined => {
    const found = roots.find((each) => each === '/' || path.startsWith(`${each}/`));
    return found === undefined ? undefined : path.slice(found === '/' ? 1 : found.length + 1);
  };
  const here = asLatin1(cwd);
  return names.map((name) => {
    const path = resolve(here, name[0] === SLASH ? name.toString('latin1') : `./${name.toString('latin1')}`);
    const inside = below(path) ?? below(`${realFolder(dirname(path))}/${basename(path)}`);
    return keyFromBytes(Buffer.from(inside ?? path, 'latin1'));
  });
};
