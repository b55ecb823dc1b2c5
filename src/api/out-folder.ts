import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { runFolder } from '../catalog/run-folder.ts';
import { sealFile } from '../catalog/sealed-file.ts';
import type { Config } from '../model/config.ts';
import { UserError } from '../model/errors.ts';

const inside = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);

const realOrSelf = (path: string): string => {
  try {
    return realpathSync(path);
  } catch {
    // It need not exist yet: its nearest existing parent decides where it will lie.
    const parent = dirname(path);
    return parent === path ? path : join(realOrSelf(parent), basename(path));
  }
};

/** Folder whose tree belongs to the user, where a scan writes nothing; undefined for a dataset that is one file. */
const datasetFolder = (dataset: string): string | undefined => {
  const real = realOrSelf(resolve(dataset));
  return statSync(real, { throwIfNoEntry: false })?.isDirectory() === true ? real : undefined;
};

/** UTC to the second and 24 bits of chance: sorts by time, unique on one machine. */
const newRunId = (now: Date): string =>
  `${now.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-')}-${randomBytes(3).toString('hex')}`;

/** `.prepass` in the working directory, or beside the dataset when the working directory is inside it. */
export const homeOf = (dataset: string, cwd: string): string => {
  const root = datasetFolder(dataset);
  if (root !== undefined && inside(realOrSelf(cwd), root)) return `${root}.prepass`;
  return join(cwd, '.prepass');
};

/** Where runs with a name of ours lie. */
export const runsFolder = (dataset: string, cwd: string): string => join(homeOf(dataset, cwd), 'runs');

/** Whether a path lies, or will lie, in the tree of a dataset, where nothing is written. */
export const isInDataset = (path: string, dataset: string): boolean => {
  const root = datasetFolder(dataset);
  return root !== undefined && inside(realOrSelf(path), root);
};

/** Where the latest run of a working directory may be kept: there, or beside a dataset that it lies in. */
const homes = (cwd: string): readonly string[] => {
  const found = [join(cwd, '.prepass')];
  for (let folder = realOrSelf(cwd); dirname(folder) !== folder; folder = dirname(folder))
    found.push(`${folder}.prepass`);
  return found;
};

const errnoOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'error';

export interface OutFolder {
  readonly id: string;
  readonly out: string;
  /** Writes the pointer to the latest run; only runs with a folder of our own naming have one. */
  readonly remember: () => void;
}

/** The newest run of this working directory, or undefined. */
export const latestRun = (dataset: string | undefined, cwd: string): string | undefined => {
  const candidates = dataset === undefined ? homes(cwd) : [homeOf(dataset, cwd)];
  const base = candidates.find((candidate) => existsSync(join(candidate, 'latest')));
  return base === undefined ? undefined : join(base, 'runs', readFileSync(join(base, 'latest'), 'utf8').trim());
};

/** Makes the folder of a new run, or finds the one to resume. Throws UserError naming --out where it cannot. */
export const openOutFolder = (config: Config, cwd: string): OutFolder => {
  if (config.resume) return resumeFolder(config, cwd);
  const id = newRunId(new Date());
  const base = homeOf(config.dataset, cwd);
  const out = config.out === undefined ? join(base, 'runs', id) : resolve(cwd, config.out);
  if (isInDataset(out, config.dataset)) throw new UserError('pipeline.out-in-dataset', { path: out });
  if (existsSync(runFolder(out).plan)) throw new UserError('pipeline.out-taken', { path: out });
  try {
    mkdirSync(join(out, 'work'), { recursive: true });
    sealFile(join(out, 'work', 'writable'), '');
  } catch (error) {
    throw new UserError('pipeline.out-unwritable', { path: out, errno: errnoOf(error) });
  }
  return {
    id,
    out,
    remember: () => {
      if (config.out === undefined) sealFile(join(base, 'latest'), `${id}\n`);
    },
  };
};

const resumeFolder = (config: Config, cwd: string): OutFolder => {
  const out = config.out === undefined ? latestRun(config.dataset, cwd) : resolve(cwd, config.out);
  if (out === undefined || !existsSync(runFolder(out).plan)) {
    throw new UserError('pipeline.nothing-to-resume', { path: out ?? homeOf(config.dataset, cwd) });
  }
  const { id } = JSON.parse(readFileSync(runFolder(out).plan, 'utf8')) as { id: string };
  return { id, out, remember: () => {} };
};
