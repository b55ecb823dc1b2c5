import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom } from '../make/random.ts';
import { type Lane, openLane } from '../pool/lane.ts';
import { troubleIn } from './judge.ts';
import { keep } from './keep.ts';
import { mutate, type Seed } from './mutate.ts';
import { digestOf } from './seeds.ts';
import { type Progress, remember, resume } from './state.ts';

const BATCH = 2_000;
/** One in so many is examined a second time, at another place of its batch: it must say the same. */
const REPEATED_SHARE = 1 / 16;
const MOST_PEAK_BYTES = 2 ** 30;
const TOGETHER = `memory: more than ${MOST_PEAK_BYTES / 2 ** 20} MiB in one batch, of no file alone`;

export interface FuzzOptions {
  readonly mutations: number;
  readonly seed: number;
  readonly seeds: readonly Seed[];
  readonly lanes: number;
  /** One mutant may take so long. */
  readonly timeoutMs: number;
  /** Scratch folder, best in memory. */
  readonly scratch: string;
  /** File that an interrupted series goes on from. */
  readonly state: string;
  /** What is found becomes a fixture here. */
  readonly keepIn: string;
  readonly onProgress?: (done: number, reasons: Progress['reasons']) => void;
}

export interface FuzzResult {
  readonly mutations: number;
  /** Of these, by an earlier try. */
  readonly resumed: number;
  /** Reason to how many mutants had it. */
  readonly reasons: Progress['reasons'];
  readonly peakBytes: number;
  readonly seconds: number;
}

interface Mutant {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const extensionOf = (name: string): string => /\.([^/]+)$/.exec(name.slice(name.lastIndexOf('/') + 1))?.[1] ?? 'bin';

/** The same for the same seeds and number, whatever was made before. */
export const mutantOf = (seeds: readonly Seed[], seed: number, number: number): Mutant => {
  const random = createRandom(seed, number);
  const base = random.pick(seeds);
  const bytes = mutate(base, random.pick(seeds), random);
  return { name: `${seed}-${number}.${extensionOf(base.name)}`, bytes };
};

/** Whose peak it was: each alone, in order of size of the question. */
const hungry = async (lane: Lane, names: readonly string[]): Promise<readonly { key: string; reason: string }[]> => {
  const half = Math.ceil(names.length / 2);
  const parts = names.length === 1 ? [names] : [names.slice(0, half), names.slice(half)];
  const found: { key: string; reason: string }[] = [];
  for (const part of parts) {
    await lane.renew();
    const { peakBytes } = await lane.examine(part);
    if (peakBytes <= MOST_PEAK_BYTES) continue;
    if (part.length > 1) found.push(...(await hungry(lane, part)));
    else found.push({ key: part[0]!, reason: `memory: more than ${MOST_PEAK_BYTES / 2 ** 20} MiB` });
  }
  return found;
};

/** Mutants through the real pool, lane by lane. What is found is kept; the state on disk says how far it came. */
export const fuzz = async (options: FuzzOptions): Promise<FuzzResult> => {
  const { mutations, seed, seeds, scratch, keepIn } = options;
  const start = performance.now();
  const left = resume(options.state, { seed, seeds: digestOf(seeds) });
  const reasons: Record<string, number> = { ...left.reasons };
  const finished = new Set<number>();
  let next = left.next;
  let handed = left.next;
  let peak = 0;

  const examine = async (lane: Lane, files: string, first: number): Promise<void> => {
    const count = Math.min(BATCH, mutations - first);
    const random = createRandom(seed, first, 0x7477696365);
    const mutants = Array.from({ length: count }, (_, at) => mutantOf(seeds, seed, first + at));
    const again = mutants.filter(() => random.next() < REPEATED_SHARE);
    const all = [...mutants, ...again.map(({ name, bytes }) => ({ name: `again-${name}`, bytes }))];
    for (const { name, bytes } of all) writeFileSync(join(files, name), bytes);
    const names = all.map(({ name }) => name);
    const passed = await lane.examine(names);
    peak = Math.max(peak, passed.peakBytes);
    const isHungry = passed.peakBytes > MOST_PEAK_BYTES;
    const ate = isHungry ? await hungry(lane, names) : [];
    // No file alone: what many leave behind adds up. There is nothing to keep, yet it must not pass in silence.
    if (isHungry && ate.length === 0) reasons[TOGETHER] = (reasons[TOGETHER] ?? 0) + 1;
    const bytesOf = new Map(all.map(({ name, bytes }) => [name, bytes]));
    for (const { key, reason } of [...troubleIn(passed), ...ate]) {
      reasons[reason] = (reasons[reason] ?? 0) + 1;
      keep(keepIn, key.replace(/^again-/, ''), bytesOf.get(key)!, reason);
    }
    for (const name of names) rmSync(join(files, name));
    finished.add(first);
    while (finished.delete(next)) next = Math.min(next + BATCH, mutations);
    remember(options.state, { seed, seeds: left.seeds, next, reasons });
    options.onProgress?.(next, reasons);
  };

  const work = async (number: number): Promise<void> => {
    const files = join(scratch, `files-${number}`);
    rmSync(files, { recursive: true, force: true });
    mkdirSync(files, { recursive: true });
    const lane = openLane(files, join(scratch, `lane-${number}`), options.timeoutMs);
    try {
      while (handed < mutations) {
        const first = handed;
        handed = Math.min(handed + BATCH, mutations);
        await examine(lane, files, first);
      }
    } finally {
      await lane.close();
      rmSync(files, { recursive: true, force: true });
    }
  };
  await Promise.all(Array.from({ length: options.lanes }, (_, number) => work(number)));
  const seconds = (performance.now() - start) / 1000;
  return { mutations, resumed: left.next, reasons, peakBytes: peak, seconds };
};
