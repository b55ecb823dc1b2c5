import { join } from 'node:path';
import { DAMAGE_KINDS, type DamageKind } from '../make/damage.ts';
import { damageFolderName } from '../make/folders.ts';
import type { Bar } from './bars.ts';
import { cleanBar, type KindResult, kindBar, type SourceResult } from './damage-bars.ts';
import { SOURCES, type Source, whyNotMade } from './damage-sources.ts';
import type { Panel } from './peers/panel.ts';
import type { Complaints, Peer } from './peers/peer.ts';
import { PROGRAMS } from './peers/programs.ts';
import { OPENCV, PILLOW } from './peers/python.ts';
import { filesBelow, workFolder } from './places.ts';
import { type Run, run } from './prepass.ts';

const PEERS: readonly Peer[] = [PILLOW, OPENCV, ...PROGRAMS];
export const DAMAGE_FORMATS: readonly string[] = SOURCES.map(({ name }) => name);

interface Witness {
  readonly peer: Peer;
  /** Names of files that it complains of although they are clean. */
  readonly accused: ReadonlySet<string>;
}

const namesIn = (source: Source, folder: string): readonly string[] => filesBelow(join(source.folder, folder));

/** Who reads this format here: installed, and not refusing every clean file of it. */
const witnessesOf = async (source: Source, panel: Panel): Promise<readonly Witness[]> => {
  const names = namesIn(source, 'clean');
  const witnesses: Witness[] = [];
  for (const peer of PEERS) {
    if (peer.extensions !== undefined && !peer.extensions.includes(source.extension)) continue;
    const heard = await panel.ask(
      peer,
      names.map((name) => join(source.folder, 'clean', name)),
    );
    if (heard === undefined) continue;
    if ([...heard.values()].filter(({ kind }) => kind === 'refused').length === names.length) continue;
    const accused = names.filter((name) => heard.has(join(source.folder, 'clean', name)));
    witnesses.push({ peer, accused: new Set(accused) });
  }
  return witnesses;
};

const kindResult = async (
  kind: DamageKind,
  source: Source,
  one: Run,
  witnesses: readonly Witness[],
  panel: Panel,
): Promise<KindResult> => {
  const place = damageFolderName(kind);
  const names = namesIn(source, place);
  const peers = new Map<string, Complaints>();
  for (const { peer, accused } of witnesses) {
    const paths = names.filter((name) => !accused.has(name)).map((name) => join(source.folder, place, name));
    peers.set(peer.name, (await panel.ask(peer, paths)) ?? new Map());
  }
  return { kind, samples: one.samples.filter(({ key }) => key.startsWith(`${place}/`)), peers };
};

const measureSource = async (source: Source, files: number, panel: Panel) => {
  const one = await run(source.folder, workFolder('runs', `damaged-${source.name}`));
  const witnesses = await witnessesOf(source, panel);
  const kinds: KindResult[] = [];
  for (const kind of DAMAGE_KINDS) kinds.push(await kindResult(kind, source, one, witnesses, panel));
  return { one, result: { source, files, kinds } };
};

const notMadeBar = (source: Source, why: string): Bar => ({
  name: `${source.name}, seeded damage`,
  measured: `not generated: ${why}`,
  owed: 'generated and measured',
  holds: false,
  cases: [],
});

export interface DamageRequest {
  readonly files: number;
  /** Names of `DAMAGE_FORMATS`. */
  readonly formats: readonly string[];
  readonly panel: Panel;
  /** Told as soon as a format is measured. */
  readonly onResult: (result: SourceResult, bars: readonly Bar[]) => void;
}

export interface MeasuredDamage {
  readonly bars: readonly Bar[];
  readonly runs: readonly Run[];
  readonly results: readonly SourceResult[];
}

/** Seeded damage of every kind in every format, and what others who read the format say of the same bytes. */
export const measureDamage = async ({ files, formats, panel, onResult }: DamageRequest): Promise<MeasuredDamage> => {
  const bars: Bar[] = [];
  const runs: Run[] = [];
  const results: SourceResult[] = [];
  for (const source of SOURCES.filter(({ name }) => formats.includes(name))) {
    const why = await whyNotMade(source, files);
    if (why !== undefined) {
      bars.push(notMadeBar(source, why));
      continue;
    }
    const { one, result } = await measureSource(source, files, panel);
    const own = [cleanBar(source, files, one), ...result.kinds.map((kind) => kindBar(source, files, kind))];
    bars.push(...own);
    runs.push(one);
    results.push(result);
    onResult(result, own);
  }
  return { bars, runs, results };
};
