import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bar } from './bars.ts';
import { workFolder } from './places.ts';
import type { PoisonMaker } from './poison/poison.ts';
import { type FindingLine, type SetScore, score } from './poison/score.ts';
import { POISONED_SETS } from './poison/sets.ts';
import { findings, run } from './prepass.ts';

const AMOUNT = { samples: 2_000, each: 20 };

interface MeasuredSet extends SetScore {
  /** Samples that passed the network, or got stuck on the way: not those that had no numbers to be had. */
  readonly probed: number;
}

const probedIn = (out: string): number => {
  const { probe } = JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')) as { probe?: { probed: number } };
  return probe?.probed ?? 0;
};

/** One dataset, made, examined by the command as a user would, and scored. */
const measureSet = async (name: string, make: PoisonMaker): Promise<MeasuredSet> => {
  const folder = join(workFolder('poison'), name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const set = await make(folder, AMOUNT);
  const configuration = join(workFolder('poison'), `${name}.json`);
  writeFileSync(configuration, JSON.stringify({ ...set.settings, probe: true }));
  const one = await run(set.dataset, workFolder('runs', `poison-${name}`), '--config', configuration, '--recheck');
  const scored = score(set, one.samples, (await findings(one)) as unknown as readonly FindingLine[]);
  return { ...scored, probed: probedIn(one.out) };
};

/** Poison of 25 kinds, each named with its check and cause, and nothing else named; a faulty layer told from a faulty sample. */
export const measureProbe = async (): Promise<readonly Bar[]> => {
  const bars: Bar[] = [];
  for (const [name, make] of Object.entries(POISONED_SETS)) {
    const { kinds, others, accused, probed } = await measureSet(name, make);
    for (const { kind, named, of, missed } of kinds) {
      bars.push({ name: kind, measured: `${named} of ${of}`, owed: 'all', holds: named === of, cases: missed });
    }
    bars.push({
      name: `nothing else named in: ${name}`,
      measured: `${accused.length} accusations, ${others} other samples, ${probed} probed`,
      owed: `none, ${AMOUNT.samples}`,
      holds: accused.length === 0 && probed === AMOUNT.samples,
      cases: accused,
    });
  }
  return bars;
};
