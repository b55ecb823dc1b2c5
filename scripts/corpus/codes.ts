import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bar } from './bars.ts';
import { makeHijackTrials } from './hijacks.ts';
import { CORPORA, filesBelow, WORK, workFolder } from './places.ts';
import { checksOf, type Run, run } from './prepass.ts';

const BARCODE = 'image/barcode';
const QR_PICTURES = 62;
const LEAST_RECOGNISED = 56;
const CODE_FREE = new URL('code-free.txt', import.meta.url).pathname;

const recognisedBar = (one: Run): Bar => {
  const missed = one.samples.filter((sample) => !checksOf(sample).includes(BARCODE));
  return {
    name: 'pictures of QR codes recognised as holding a code',
    measured: `${one.samples.length - missed.length} of ${one.samples.length}`,
    owed: `${LEAST_RECOGNISED} of ${QR_PICTURES}`,
    holds: one.samples.length === QR_PICTURES && one.samples.length - missed.length >= LEAST_RECOGNISED,
    cases: missed.map(({ key, verdict }) => `${key}: ${verdict}`),
  };
};

const codeFreeBar = (one: Run, files: number): Bar => {
  const accused = one.samples.filter((sample) => sample.verdict === 'bad' && checksOf(sample).includes(BARCODE));
  return {
    name: 'pictures without a code called bad for one',
    measured: `${accused.length} of ${one.samples.length}`,
    owed: `0 of ${files}`,
    holds: one.samples.length === files && accused.length === 0,
    cases: accused.map(({ key, checks }) => `${key} [${checks}]`),
  };
};

const copyAll = (folder: string, paths: readonly string[]): void => {
  for (const path of paths) copyFileSync(join(CORPORA, path), join(folder, path.replaceAll('/', '__')));
};

/** Codes are seen, hijacks are bad in every trial, and no other picture is accused of a code. */
export const measureCodes = async (): Promise<readonly Bar[]> => {
  const pictures = workFolder('qr');
  copyAll(
    pictures,
    filesBelow(join(CORPORA, 'datasets/qr-zxing'))
      .filter((name) => name.endsWith('.png'))
      .map((name) => `datasets/qr-zxing/${name}`),
  );
  const recognised = await run(pictures, workFolder('runs', 'qr'));

  const free = readFileSync(CODE_FREE, 'utf8').trimEnd().split('\n');
  const others = workFolder('code-free');
  copyAll(others, free);
  const quiet = await run(others, workFolder('runs', 'code-free'));

  const trials = await makeHijackTrials(join(WORK, 'hijacks'));
  const cases: string[] = [];
  let caught = 0;
  let total = 0;
  let accused = 0;
  for (const { folder, hijacks } of trials) {
    const one = await run(folder, workFolder('runs', `${folder.slice(WORK.length + 1).replaceAll('/', '-')}`));
    const verdicts = new Map(one.samples.map((sample) => [sample.key, sample]));
    accused += one.samples.filter(
      ({ key, verdict }) => verdict !== 'ok' && !hijacks.some((it) => it.key === key),
    ).length;
    for (const { key, how } of hijacks) {
      const sample = verdicts.get(key);
      total += 1;
      if (sample?.verdict === 'bad') caught += 1;
      else cases.push(`${folder}/${key}: ${sample?.verdict ?? 'not there'} [${sample?.checks ?? ''}]; ${how}`);
    }
  }
  const hijackBar: Bar = {
    name: 'hijacks among photographs',
    measured: `${caught} of ${total} bad, ${accused} photographs accused`,
    owed: '100 of 100, 0',
    holds: total === 100 && caught === total && accused === 0,
    cases,
  };
  return [recognisedBar(recognised), hijackBar, codeFreeBar(quiet, free.length)];
};
