import { HUFFMAN_WASM } from '../../measures/kernels/huffman.wasm.ts';
import { readJpegScans } from '../container/jpeg.ts';
import { type JpegHead, SOS } from '../container/jpeg-head.ts';
import { isSequential } from './jpeg-slow-path.ts';
import { readTables, type TableState } from './jpeg-tables.ts';
import { createArena } from './kernel-arena.ts';

/** Addresses in the kernel's memory; see kernels/huffman.as. */
interface HuffmanExports {
  readonly shorten: (tables: number, short: number) => void;
  readonly isSound: (
    data: number,
    size: number,
    tables: number,
    short: number,
    plan: number,
    blocks: number,
    mcus: number,
  ) => number;
}

const TABLE_BYTES = 2 ** 17;
const SHORT_BYTES = 2 ** 11;
/** Two classes of up to four. */
const TABLES = 8;
/** Two bytes for each block of an MCU: up to 4 components of up to 4 x 4 blocks. */
const PLAN_BYTES = 2 * 4 * 16;

/** The kernel's memory: what it keeps for itself below 1 KiB, then tables, then the plan, then data. */
const TABLES_AT = 1024;
const SHORT_AT = TABLES_AT + TABLES * TABLE_BYTES;
const PLAN_AT = SHORT_AT + TABLES * SHORT_BYTES;
const DATA_AT = PLAN_AT + PLAN_BYTES;

const arena = createArena<HuffmanExports>(HUFFMAN_WASM);

/**
 * Whether the Huffman codes of a picture can be followed to its last block, and no block has too many coefficients. False says no more
 * than that `walkEntropy` has to look: it is asked too where there are restart markers, several scans, or a table is missing.
 */
export const isSoundScan = (bytes: Uint8Array, head: JpegHead): boolean => {
  const { frame } = head;
  if (frame === undefined || !isSequential(head)) return false;
  const { scans } = readJpegScans(bytes, head);
  const [scan] = scans;
  const { components, width, height } = frame;
  if (scan === undefined || scans.length > 1 || bytes[scan.header + 1] !== SOS) return false;
  const state: TableState = { tables: new Map(), restartInterval: 0 };
  if (!readTables(bytes, 2, scan.header, state) || state.restartInterval > 0) return false;
  const count = components.length;
  if (bytes[scan.header + 4] !== count || count < 1 || count > 4) return false;
  if (components.some(({ h, v }) => h < 1 || h > 4 || v < 1 || v > 4)) return false;

  const plan: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const component = components.find(({ id }) => id === bytes[scan.header + 5 + 2 * i]);
    const ids = bytes[scan.header + 6 + 2 * i]!;
    const [dc, ac] = [ids >> 4, ids & 15];
    if (component === undefined || !state.tables.has(dc) || !state.tables.has(0x10 | ac) || dc > 3 || ac > 3)
      return false;
    const blocks = count === 1 ? 1 : component.h * component.v;
    for (let block = 0; block < blocks; block += 1) plan.push(dc, 4 + ac);
  }
  const across = count === 1 ? 8 : 8 * Math.max(...components.map(({ h }) => h));
  const down = count === 1 ? 8 : 8 * Math.max(...components.map(({ v }) => v));
  const mcus = Math.ceil(width / across) * Math.ceil(height / down);

  const size = scan.dataEnd - scan.dataStart;
  const { exports, memory } = arena(DATA_AT + size);
  for (const [key, table] of state.tables) {
    if ((key & 15) < 4 && key < 0x20)
      new Uint16Array(memory.buffer).set(table, (TABLES_AT + ((key >> 4) * 4 + (key & 15)) * TABLE_BYTES) / 2);
  }
  const into = new Uint8Array(memory.buffer);
  into.set(plan, PLAN_AT);
  into.set(bytes.subarray(scan.dataStart, scan.dataEnd), DATA_AT);
  exports.shorten(TABLES_AT, SHORT_AT);
  return exports.isSound(DATA_AT, size, TABLES_AT, SHORT_AT, PLAN_AT, plan.length / 2, mcus) !== 0;
};
