import { type JpegHead, SOS } from '../container/jpeg-head.ts';
import { readTables, type TableState } from './jpeg-tables.ts';

/**
 * libjpeg-turbo reads Huffman codes in two ways (jdhuff.c, decode_mcu). The fast one takes a code that does not exist for a
 * zero and says nothing; only the slow one warns. It chooses the slow one wherever a restart interval is set.
 */
const MOST_MCUS = 0xffff;
const RESTART_INTERVAL = Buffer.from([0xff, 0xdd, 0x00, 0x04, MOST_MCUS >> 8, MOST_MCUS & 0xff]);

const RUN_BYTES = 8;
const PROBE_SPACING_BYTES = 64;

/**
 * Whether one byte is repeated in a way that image data seldom shows but a lost block of a disk or download does: finds every
 * run of 71 bytes or more, from `from` to the end of the file. A few microseconds for 100 kB.
 */
export const hasByteRun = (bytes: Uint8Array, from: number): boolean => {
  const last = bytes.length - RUN_BYTES;
  for (let at = from; at <= last; at += PROBE_SPACING_BYTES) {
    const byte = bytes[at]!;
    let same = 1;
    while (same < RUN_BYTES && bytes[at + same] === byte) same++;
    if (same === RUN_BYTES) return true;
  }
  return false;
};

/** Huffman codes block by block: only these processes have a fast way. */
export const isSequential = ({ frame }: JpegHead): boolean => frame !== undefined && frame.process < 2;

/** libjpeg-turbo's fast way needs so many bytes ahead for each block of an MCU (jdhuff.c, BUFSIZE): towards the end it is left. */
const FAST_PATH_BYTES = 512;

/** Whether libjpeg-turbo may have read some of it the fast way. */
export const mayTakeFastPath = (bytes: Uint8Array, head: JpegHead): boolean => {
  const { frame, firstScan, stopped } = head;
  if (frame === undefined || firstScan === undefined || !isSequential(head)) return false;
  const isInterleaved = frame.components.length > 1 && bytes[firstScan + 4] === frame.components.length;
  const blocks = isInterleaved ? frame.components.reduce((sum, { h, v }) => sum + h * v, 0) : 1;
  return bytes.length - stopped >= FAST_PATH_BYTES * blocks;
};

/** At most this many MCUs in any of its scans: fewer than blocks where the only scan interleaves all components. */
const mcusAtMost = (bytes: Uint8Array, { frame, firstScan }: JpegHead): number => {
  if (frame === undefined || firstScan === undefined) return Number.POSITIVE_INFINITY;
  const { width, height, components } = frame;
  const isInterleaved = components.length > 1 && bytes[firstScan + 4] === components.length;
  const across = isInterleaved ? Math.max(...components.map(({ h }) => h)) : 1;
  const down = isInterleaved ? Math.max(...components.map(({ v }) => v)) : 1;
  return Math.ceil(width / (8 * across)) * Math.ceil(height / (8 * down));
};

/**
 * The same picture in such a form that libjpeg-turbo warns of every code that does not exist: given a restart interval so long
 * that no restart marker is ever due. The bytes themselves where they are such already, undefined where no interval can be
 * that long (above 65,535 MCUs) or the tables cannot be read.
 */
export const withoutFastPath = (bytes: Uint8Array, head: JpegHead): Uint8Array | undefined => {
  const { firstScan } = head;
  if (!isSequential(head)) return bytes;
  if (firstScan === undefined || bytes[firstScan + 1] !== SOS) return undefined;
  const state: TableState = { tables: new Map(), restartInterval: 0 };
  if (!readTables(bytes, 2, firstScan, state)) return undefined;
  if (state.restartInterval > 0) return bytes;
  if (mcusAtMost(bytes, head) > MOST_MCUS) return undefined;
  return Buffer.concat([bytes.subarray(0, firstScan), RESTART_INTERVAL, bytes.subarray(firstScan)]);
};
