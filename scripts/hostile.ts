import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { WORK, workFolder } from './corpus/places.ts';
import { hostileFiles } from './make/hostile/corpus.ts';
import type { HostileFile } from './make/hostile/family.ts';
import { type Measured, measureHostile } from './pool/hostile-files.ts';

// npm run hostile -- [--only REGEXP] [--lanes N]
// Makes the hostile corpus file by file and examines each with the real pool: verdict, milliseconds and peak memory of its worker.
// Exit 1: a file was not judged as it must, took longer than a file may, or more memory than any file may.

const { values } = parseArgs({
  options: { only: { type: 'string', default: '' }, lanes: { type: 'string', default: '1' } },
});
const chosen = hostileFiles.filter(({ name }) => new RegExp(values.only).test(name));
const lanes = Number(values.lanes);

/** As soon as it is known: the whole takes minutes. */
const show = ({ file, verdict, milliseconds, peakBytes, why, wrongs }: Measured): void => {
  const name = JSON.stringify(file.name).slice(1, -1).slice(0, 64);
  const figures = `${milliseconds.toFixed(0)} ms`.padStart(9) + `${(peakBytes / 2 ** 20).toFixed(0)} MiB`.padStart(10);
  const text = [...wrongs, why].join('; ').replaceAll(/\s+/g, ' ').slice(0, 120);
  console.log(
    `${(wrongs.length === 0 ? '' : 'WRONG').padEnd(6)}${name.padEnd(65)}${verdict.padEnd(11)}${figures}  ${text}`,
  );
};

const work = async (lane: number): Promise<readonly Measured[]> => {
  const mine = chosen.filter((_, at) => at % lanes === lane);
  const files = workFolder(`hostile-files-${lane}`);
  const write = ({ name, bytes }: HostileFile): void => writeFileSync(join(files, name), bytes());
  const remove = ({ name }: HostileFile): void => rmSync(join(files, name), { force: true });
  return measureHostile(mine, { files, out: join(WORK, `hostile-lane-${lane}`), write, remove, onMeasured: show });
};
const start = performance.now();
mkdirSync(WORK, { recursive: true });
const parts = await Promise.all(Array.from({ length: lanes }, (_, lane) => work(lane)));
const measured = parts.flat();
const longest = measured.reduce((a, b) => (b.milliseconds > a.milliseconds ? b : a));
const largest = measured.reduce((a, b) => (b.peakBytes > a.peakBytes ? b : a));
const wrong = measured.filter(({ wrongs }) => wrongs.length > 0);
console.log(
  `${measured.length} hostile files, ${wrong.length} wrong; ` +
    `ceiling ${longest.milliseconds.toFixed(0)} ms (${longest.file.name}), ` +
    `${(largest.peakBytes / 2 ** 20).toFixed(0)} MiB (${largest.file.name}); ${((performance.now() - start) / 1000).toFixed(0)} s`,
);
process.exitCode = wrong.length > 0 ? 1 : 0;
