import type { Verdict } from '../../src/model/verdict.ts';
import { deflatedZeros, ihdr, png, pngChunk } from '../make/bytes.ts';
import { file, HARMLESS, type HostileFile } from '../make/hostile/family.ts';
import { type Lane, openLane, type Passed } from './lane.ts';
import { verdictOfRecord } from './verdict-of-record.ts';

const MOST_BYTES = 2 ** 30;
/** The kill of FAULTS.md section 4. */
const KILL_MS = 60_000;
/** Memory that a file leaves behind in its worker must not be counted as the next one's. */
const MOST_LEFT_BYTES = 48 * 2 ** 20;

export interface Measured {
  readonly file: HostileFile;
  readonly verdict: Verdict;
  readonly milliseconds: number;
  readonly peakBytes: number;
  /** What was found, for people. */
  readonly why: string;
  /** What must not be; empty where all is as it should. */
  readonly wrongs: readonly string[];
}

interface Places {
  readonly files: string;
  readonly out: string;
  readonly write: (file: HostileFile) => void;
  readonly remove: (file: HostileFile) => void;
  readonly onMeasured: (measured: Measured) => void;
}

const judge = (file: HostileFile, { records, culprits, milliseconds, peakBytes }: Passed): Measured => {
  const record = records[0]!;
  const verdict = verdictOfRecord(record);
  const wrongs: string[] = [];
  for (const { fault } of culprits) wrongs.push(`its worker ended: ${fault.detail}`);
  for (const text of record.crashed) wrongs.push(`check threw: ${text}`);
  if (!file.owes.includes(verdict)) wrongs.push(`${verdict}, owed ${file.owes.join(' or ')}`);
  if (peakBytes > MOST_BYTES) wrongs.push(`above ${MOST_BYTES / 2 ** 20} MiB`);
  if (milliseconds > KILL_MS) wrongs.push(`above ${KILL_MS} ms`);
  const found = record.findings.map(({ check, code }) => `${check} ${code}`);
  const why = [...found, ...record.faults.map(({ detail }) => detail)].join('; ');
  return { file, verdict, milliseconds, peakBytes, why, wrongs };
};

/** A sound picture wakes every part of a worker, so that its loading is no file's time or memory. */
const sound = file('sound.png', HARMLESS, () => png(ihdr(8, 8), pngChunk('IDAT', deflatedZeros(72))));

const wakened = async (lane: Lane): Promise<number> => {
  await lane.examine([sound.name]);
  return lane.restingBytes();
};

/** Hostile files one by one, each in a worker that has nothing left of the one before it. */
export const measureHostile = async (
  files: readonly HostileFile[],
  { files: folder, out, write, remove, onMeasured }: Places,
): Promise<readonly Measured[]> => {
  write(sound);
  const lane = openLane(folder, out, KILL_MS);
  const measured: Measured[] = [];
  try {
    let rest = await wakened(lane);
    for (const each of files) {
      if (lane.restingBytes() > rest + MOST_LEFT_BYTES || lane.restingBytes() === 0) {
        await lane.renew();
        rest = await wakened(lane);
      }
      write(each);
      const judged = judge(each, await lane.examine([each.name]));
      measured.push(judged);
      onMeasured(judged);
      remove(each);
    }
    return measured;
  } finally {
    await lane.close();
    remove(sound);
  }
};
