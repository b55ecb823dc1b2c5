import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../dist/index.js';
import { lastingFiles, letTimePass, openScene } from './histories.ts';
import { scratchFolders } from './scratch-folders.ts';

/** `npm run test:histories` draws 200. */
const HISTORIES = Number(process.env.PREPASS_HISTORIES ?? 3);
const FIRST_SEED = Number(process.env.PREPASS_FIRST_HISTORY ?? 1);
const SECONDS_A_HISTORY = 60;

const folder = scratchFolders();

describe('a run over what an earlier run knows', () => {
  it(
    `gives what a full run gives, byte for byte, whatever happened in between (${HISTORIES} histories)`,
    async () => {
      let reused = 0;
      for (let seed = FIRST_SEED; seed < FIRST_SEED + HISTORIES; seed += 1) {
        const place = folder();
        mkdirSync(join(place, 'data'));
        const scene = await openScene(join(place, 'data'), seed);
        const runs = join(place, 'runs');
        const happened: (readonly string[])[] = [];
        const examine = (name: string, since: object) =>
          run({ dataset: scene.root, out: join(runs, name), jobs: 1, ...scene.config, ...since });
        await examine('first', { recheck: true });
        happened.push(await letTimePass(scene));
        await examine('second', { since: join(runs, 'first') });
        happened.push(await letTimePass(scene));
        const third = await examine('third', { since: join(runs, 'second') });
        const full = await examine('full', { recheck: true });
        const story = JSON.stringify({ seed, kind: scene.kind, happened });
        expect([story, lastingFiles(join(runs, 'third'))]).toEqual([story, lastingFiles(join(runs, 'full'))]);
        expect([story, third.tallies, third.counts, third.groups]).toEqual([
          story,
          full.tallies,
          full.counts,
          full.groups,
        ]);
        reused += third.reusedFrom?.samples ?? 0;
        rmSync(place, { recursive: true });
        if (seed % 10 === 0) console.log(`history ${seed}: ${reused} records reused so far`);
      }
      // About half of the samples, were nothing wrong: option changes have everything read again.
      expect(reused).toBeGreaterThan(HISTORIES);
    },
    HISTORIES * SECONDS_A_HISTORY * 1_000,
  );
});
