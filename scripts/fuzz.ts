import { existsSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT, WORK, workFolder } from './corpus/places.ts';
import { fuzz } from './fuzz/run.ts';
import { gatherSeeds } from './fuzz/seeds.ts';

// npm run fuzz -- [--mutations N] [--seed N] [--lanes N] [--afresh]
// Mutates the fixtures and small pictures of every format, and examines what comes of it with the real pool. A series (seed and
// seeds) that was interrupted goes on where it was, unless --afresh. Exit 1: something was found; it lies in fixtures/fuzz/.

const TIMEOUT_MS = 5_000;
const SAY_EVERY_MS = 5_000;

const { values } = parseArgs({
  options: {
    mutations: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    lanes: { type: 'string', default: String(availableParallelism()) },
    afresh: { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed);
const memory = '/dev/shm';
const scratch = existsSync(memory) ? join(memory, `prepass-fuzz-${process.pid}`) : workFolder(`fuzz-${process.pid}`);
const state = join(WORK, `fuzz-${seed}.json`);
if (values.afresh) rmSync(state, { force: true });

process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
let said = 0;
const { resumed, reasons, peakBytes, seconds, mutations } = await fuzz({
  mutations: Number(values.mutations),
  seed,
  seeds: await gatherSeeds(join(ROOT, 'fixtures/corrupt')),
  lanes: Number(values.lanes),
  timeoutMs: TIMEOUT_MS,
  scratch,
  state,
  keepIn: join(ROOT, 'fixtures/fuzz'),
  onProgress: (done, found) => {
    if (performance.now() - said < SAY_EVERY_MS) return;
    said = performance.now();
    console.log(`${done} mutants, ${Object.keys(found).length} reasons`);
  },
});

const made = mutations - resumed;
for (const [reason, count] of Object.entries(reasons)) console.log(`FOUND  ${reason} (${count})`);
console.log(
  `${mutations} mutants of seed ${seed}${resumed > 0 ? ` (${resumed} of them before)` : ''}: ${Object.keys(reasons).length} kinds of trouble; ` +
    `${seconds.toFixed(0)} s, ${(made / seconds).toFixed(0)}/s, at most ${(peakBytes / 2 ** 20).toFixed(0)} MiB; state in ${state}`,
);
process.exitCode = Object.keys(reasons).length > 0 ? 1 : 0;
