/**
 * Writes what follows from the checks: `src/checks/index.ts`, the pages under `docs/checks/`, the JSON Schema of configurations, the files under `fixtures/corrupt/`.
 *
 *   --index-only   just the index, from file names: nothing of `src` is imported, so a broken check cannot stop the build
 *   --verify       writes nothing; exit 1 and a list when a file is missing, stale or left over
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { FixtureMakers } from '../fixtures/make/fixture.ts';
import type { AnyCheck } from '../src/model/check.ts';
import { configurationJsonSchema } from '../src/model/configuration-file.ts';
import { findCheckFiles, indexSource } from './generate/check-index.ts';
import { checkPage, indexPage } from './generate/check-pages.ts';
import { fixtureFiles } from './generate/fixture-files.ts';

type Files = ReadonlyMap<string, Uint8Array>;

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const INDEX = 'src/checks/index.ts';
/** Folders whose every file is generated; what is not generated any more is removed. */
const OWNED = ['docs/checks', 'fixtures/corrupt'];

const failures: string[] = [];
const load = async (path: string): Promise<Record<string, unknown> | undefined> => {
  try {
    return await import(pathToFileURL(join(root, path)).href);
  } catch (error) {
    failures.push(`${path}: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
};

const loadChecks = async (): Promise<readonly AnyCheck[]> => {
  const checks: AnyCheck[] = [];
  for (const { id, path } of findCheckFiles(root)) {
    const check = (await load(path))?.default as AnyCheck | undefined;
    if (check !== undefined && check.id !== id) failures.push(`${path}: its id is ${check.id}, expected ${id}`);
    if (check !== undefined) checks.push(check);
  }
  return checks;
};

const loadMakers = async (): Promise<ReadonlyMap<string, FixtureMakers>> => {
  const makers = new Map<string, FixtureMakers>();
  for (const name of readdirSync(join(root, 'fixtures/make')).sort()) {
    if (!name.endsWith('.ts') || name === 'fixture.ts') continue;
    const path = `fixtures/make/${name}`;
    const fixtures = (await load(path))?.fixtures as FixtureMakers | undefined;
    if (fixtures !== undefined) makers.set(path, fixtures);
  }
  return makers;
};

const generateAll = async (): Promise<Files> => {
  const checks = await loadChecks();
  const files = new Map<string, Uint8Array>([[INDEX, Buffer.from(indexSource(findCheckFiles(root)))]]);
  for (const check of checks) files.set(`docs/checks/${check.id.replace('/', '-')}.md`, Buffer.from(checkPage(check)));
  files.set('docs/checks/README.md', Buffer.from(indexPage(checks)));
  files.set('docs/prepass.schema.json', Buffer.from(`${JSON.stringify(configurationJsonSchema(checks), null, 1)}\n`));
  const made = await fixtureFiles(await loadMakers(), checks, (message) => failures.push(message));
  for (const [path, bytes] of made) files.set(path, bytes);
  return files;
};

const filesBelow = (folder: string): readonly string[] => {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'));
};

const isCurrent = (path: string, bytes: Uint8Array): boolean =>
  existsSync(join(root, path)) && Buffer.compare(readFileSync(join(root, path)), bytes) === 0;

const write = (files: Files): void => {
  for (const [path, bytes] of files) {
    if (isCurrent(path, bytes)) continue;
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), bytes);
  }
};

const leftOver = (files: Files): readonly string[] => OWNED.flatMap(filesBelow).filter((path) => !files.has(path));

const main = async (flags: readonly string[]): Promise<number> => {
  if (flags.includes('--index-only')) {
    write(new Map([[INDEX, Buffer.from(indexSource(findCheckFiles(root)))]]));
    return 0;
  }
  const files = await generateAll();
  if (flags.includes('--verify')) {
    const stale = [...files].filter(([path, bytes]) => !isCurrent(path, bytes)).map(([path]) => path);
    for (const path of [...stale, ...leftOver(files)].sort()) failures.push(`${path} is stale: run npm run generate`);
  } else {
    write(files);
    // A check that does not load just now keeps what was generated from it.
    if (failures.length === 0) for (const path of leftOver(files)) rmSync(join(root, path));
  }
  for (const failure of failures) console.error(failure);
  return failures.length === 0 ? 0 : 1;
};

process.exitCode = await main(process.argv.slice(2));
