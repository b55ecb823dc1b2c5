import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Bar, showBars } from '../scripts/corpus/bars.ts';
import { WORK, workFolder } from '../scripts/corpus/places.ts';
import { measureAgain } from './again.ts';
import { measureAgainst } from './against.ts';
import { measureArrays } from './arrays.ts';
import { measureFaults } from './faults.ts';
import { measureFormats } from './formats.ts';
import { measureMemory } from './memory.ts';
import { measureProbe } from './probe.ts';
import { measureHundred, measureSpeed } from './speed.ts';

// npm run bench -- [--files N] [--rounds N] [--only speed,formats,hundred,faults,memory,again,arrays,probe] [--million] [--again-files N]
// --format-files N: photographs in each format for `--only formats`, and for `--only probe`
// --against PATH: this build and another one (its dist/cli/main.js), interleaved
// Everything is made by seeded generators below PREPASS_WORK (default: the system's temporary folder) and kept there.

const { values } = parseArgs({
  options: {
    files: { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '3' },
    only: { type: 'string', default: 'speed,hundred,faults' },
    against: { type: 'string' },
    million: { type: 'boolean', default: false },
    'format-files': { type: 'string', default: '10000' },
    'again-files': { type: 'string', default: '100000' },
    'memory-files': { type: 'string', default: '1000000' },
  },
});
const wanted = new Set([...values.only.split(','), ...(values.million ? ['memory'] : [])]);
const rounds = Number(values.rounds);

const bars: Bar[] = [];
const add = (more: readonly Bar[]): void => {
  bars.push(...more);
  console.log(showBars(more));
};
if (wanted.has('hundred')) add([await measureHundred(rounds)]);
if (wanted.has('faults')) add(await measureFaults());
if (wanted.has('speed')) add([await measureSpeed(Number(values.files), rounds)]);
if (values.against !== undefined) add([await measureAgainst(values.against, Number(values.files), rounds)]);
if (wanted.has('formats')) add(await measureFormats(Number(values['format-files']), rounds));
if (wanted.has('arrays')) add(await measureArrays(rounds));
if (wanted.has('probe')) add(await measureProbe(Number(values['format-files']), rounds));
if (wanted.has('again')) add(await measureAgain(Number(values['again-files'])));
if (wanted.has('memory')) add(await measureMemory(Number(values['memory-files'])));

workFolder();
const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, node: process.version };
const report = join(WORK, 'bench.json');
writeFileSync(report, `${JSON.stringify({ machine, bars }, null, 2)}\n`);
console.log(`${machine.cores} cores of ${machine.cpu}, Node ${machine.node}; all in ${report}`);
process.exitCode = bars.every(({ holds }) => holds) ? 0 : 1;
