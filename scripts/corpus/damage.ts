import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CERTAIN_DAMAGES, DAMAGE_KINDS, type DamageKind } from '../make/damage.ts';
import { damageFolderName, makeDamaged, makeDamagedFrom } from '../make/folders.ts';
import { type Bar, percent } from './bars.ts';
import { allRefusedByDjpeg } from './peers.ts';
import { CORPORA, filesBelow, WORK, workFolder } from './places.ts';
import { type Run, run } from './prepass.ts';

const FILES = 200;
/** Points of a hundred by which prepass may stay behind djpeg. */
const SLACK_POINTS = 1;

const barOf = async (source: string, folder: string, kind: DamageKind, one: Run): Promise<Bar> => {
  const place = damageFolderName(kind);
  const samples = one.samples.filter(({ key }) => key.startsWith(`${place}/`));
  // Over-limit is refused before decoding: it never passes as clean. Unexamined is not a find.
  const missed = samples.filter(({ verdict }) => verdict === 'ok' || verdict === 'unexamined');
  const found = samples.length - missed.length;
  const byDjpeg = await allRefusedByDjpeg(filesBelow(join(folder, place)).map((name) => join(folder, place, name)));
  const certain = CERTAIN_DAMAGES.includes(kind);
  const enough = certain ? found === FILES : found >= byDjpeg.size - (SLACK_POINTS * FILES) / 100;
  return {
    name: `${source}, ${kind}`,
    measured: percent(found, FILES),
    owed: certain ? '100 %' : `djpeg -strict ${percent(byDjpeg.size, FILES)} less ${SLACK_POINTS} point`,
    holds: samples.length === FILES && enough,
    cases: missed
      .filter(({ key }) => certain || byDjpeg.has(join(folder, key)))
      .map(
        ({ key, verdict, checks }) =>
          `${key}: ${verdict} [${checks}]${byDjpeg.has(join(folder, key)) ? ', refused by djpeg' : ''}`,
      ),
  };
};

const cleanBar = (source: string, one: Run): Bar => {
  const samples = one.samples.filter(({ key }) => key.startsWith('clean/'));
  const accused = samples.filter(({ verdict }) => verdict !== 'ok');
  return {
    name: `${source}, undamaged`,
    measured: `${accused.length} of ${samples.length} bad or suspect`,
    owed: `0 of ${FILES}`,
    holds: samples.length === FILES && accused.length === 0,
    cases: accused.map(({ key, verdict, checks }) => `${key}: ${verdict} [${checks}]`),
  };
};

const bccdPhotos = async function* () {
  const folder = join(CORPORA, 'datasets/bccd/JPEGImages');
  for (const name of filesBelow(folder).slice(0, FILES)) {
    yield [name.replace(/\.jpg$/i, ''), readFileSync(join(folder, name))] as const;
  }
};

export const damagedFolder = (source: string): string => join(WORK, `damaged-${source}`);

/** Seeded damage of every kind, against libjpeg-turbo's own strict reader on the same bytes. */
export const measureDamage = async (): Promise<{ readonly bars: readonly Bar[]; readonly runs: readonly Run[] }> => {
  workFolder();
  await makeDamaged(FILES, damagedFolder('generated'));
  await makeDamagedFrom(bccdPhotos, { damaged: 'bccd', files: FILES }, damagedFolder('bccd'));
  const bars: Bar[] = [];
  const runs: Run[] = [];
  for (const source of ['generated', 'bccd']) {
    const folder = damagedFolder(source);
    const one = await run(folder, workFolder('runs', `damaged-${source}`));
    runs.push(one);
    bars.push(cleanBar(source, one));
    for (const kind of DAMAGE_KINDS) bars.push(await barOf(source, folder, kind, one));
  }
  return { bars, runs };
};
