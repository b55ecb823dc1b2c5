import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { AnyCheck } from '../model/check.ts';
import type { Config } from '../model/config.ts';
import type { ListingFacts } from '../model/listing.ts';
import type { ReuseKeys } from '../model/plan.ts';
import { dependenceOf } from './inspect-sample.ts';
import { packageRoot } from './package-root.ts';

/** Packages that turn bytes into facets: another version may see other things. */
const DECODERS = ['sharp', '@julusian/jpeg-turbo', 'zxing-wasm'] as const;

const versionIn = (manifest: string): string =>
  (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;

/** As installed: not every package lets its package.json be imported. */
const installedVersion = (name: string): string => {
  for (const folder of createRequire(join(packageRoot, 'package.json')).resolve.paths(name) ?? []) {
    try {
      return versionIn(join(folder, name, 'package.json'));
    } catch {
      // Not in this node_modules: the next one up.
    }
  }
  return 'unknown';
};

export const prepassVersion = (): string => versionIn(join(packageRoot, 'package.json'));

const sha256 = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');

interface Deciding {
  readonly config: Config;
  readonly facts: ListingFacts;
  readonly checks: readonly AnyCheck[];
  readonly options: Readonly<Record<string, unknown>>;
  readonly isOn: (id: string) => boolean;
}

/** Options of single files decide records; severities do not, they are weighed afterwards. */
const optionsPerGlob = ({ overrides }: Config): unknown =>
  overrides.map(({ files, checks }) => [
    files,
    Object.entries(checks).map(([id, { severity: _, ...options }]) => [id, options]),
  ]);

/** Any difference means another record somewhere; equal keys promise equal records for equal input. */
export const reuseKeysOf = ({ config, facts, checks, options, isOn }: Deciding): ReuseKeys => {
  const asking = checks.filter(({ inspect, measure }) => inspect !== undefined || measure !== undefined);
  const described = (check: AnyCheck) => [check.id, check.version, options[check.id]];
  const { kind, classes, declaredClasses, declaredNames, ignored } = facts.labels;
  return {
    bytes: sha256([
      prepassVersion(),
      [process.platform, process.arch],
      DECODERS.map((name) => [name, installedVersion(name)]),
      config.limits,
      facts.layout,
      // Of a table's row the listing says where it stands, not which of its cells are looked at.
      facts.manifest?.columns.features ?? [],
      // A record holds one letter for each check that is on.
      asking.map(({ id }) => [id, isOn(id)]),
      asking.filter((check) => dependenceOf(check) !== 'annotations').map(described),
      optionsPerGlob(config),
      // What is said of samples decides their losses. Built-in networks change with prepass.
      facts.probe === undefined
        ? null
        : [facts.probe, config.preprocess ?? null, config.probeRuntime, facts.labels.declaredNames ?? null, ignored],
    ]),
    annotations: sha256([
      asking.filter((check) => dependenceOf(check) !== 'bytes').map(described),
      [kind, classes, declaredClasses, declaredNames, ignored],
      facts.targets,
    ]),
  };
};
