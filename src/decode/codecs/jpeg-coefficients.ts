import type { Coefficients } from '../../model/facets.ts';
import { readJpegScans } from '../container/jpeg.ts';
import { readJpegHead, SOS } from '../container/jpeg-head.ts';
import { BitReader, type Complaint } from './jpeg-bits.ts';
import { quantizationOf } from './jpeg-quantization.ts';
import { readTables, type TableState } from './jpeg-tables.ts';

interface Component {
  /** Blocks of an MCU. */
  readonly parts: number;
  readonly steps: Uint16Array;
  readonly dc: Uint16Array;
  readonly ac: Uint16Array;
  /** DC of the block before: each is coded as the difference to it. */
  last: number;
}

/** A coefficient of 8 x 8 pixels from -128 to 127 (orthonormal transform). */
const LARGEST = 1024;
/** Sum of their squares (Parseval), with what quantizing may add. */
const LARGEST_SQUARES = 1.25 * LARGEST ** 2;
/** Left over before a marker: no decoder says so. */
const FORGIVEN_BYTES = 7;
const MOST_BLOCKS = 1 << 24;

/** The number that `size` magnitude bits stand for (ITU-T T.81, F.2.2.1). */
const extend = (bits: number, size: number): number => (bits < 1 << (size - 1) ? bits - (1 << size) + 1 : bits);

/** Reads one block. Undefined: the codes cannot be followed; true: no picture has such a block. */
const readBlock = (reader: BitReader, component: Component): boolean | undefined => {
  const { steps, dc, ac } = component;
  const dcSize = reader.symbol(dc);
  if (dcSize < 0 || dcSize > 15) return undefined;
  if (dcSize > 0) {
    const bits = reader.bits(dcSize);
    if (bits < 0) return undefined;
    component.last += extend(bits, dcSize);
  }
  const level = component.last * steps[0]!;
  let isImpossible = Math.abs(level) > LARGEST + steps[0]!;
  let squares = level * level;
  for (let k = 1; k < 64; k++) {
    const symbol = reader.symbol(ac);
    if (symbol < 0) return undefined;
    const size = symbol & 15;
    k += symbol >> 4;
    if (size === 0) {
      if (symbol !== 0xf0) break;
      continue;
    }
    const bits = reader.bits(size);
    if (bits < 0) return undefined;
    // libjpeg drops it in silence (jdhuff.c, decode_mcu_slow).
    if (k > 63) return true;
    const value = extend(bits, size) * steps[k]!;
    if (Math.abs(value) > LARGEST + steps[k]!) isImpossible = true;
    squares += value * value;
  }
  if (squares > LARGEST_SQUARES) isImpossible = true;
  return isImpossible;
};

/**
 * Follows the Huffman codes of a sequential JPEG of one scan to what every block holds (ITU-T T.81, annex F). Undefined for what it does
 * not follow: progressive, arithmetic, 12-bit, several scans, damage that decoders name themselves. Takes longer than decoding itself.
 */
export const coefficientsOf = (bytes: Uint8Array): Coefficients | undefined => {
  const head = readJpegHead(bytes);
  const { frame } = head;
  if (frame === undefined || frame.process > 1 || frame.precision !== 8) return undefined;
  const { scans } = readJpegScans(bytes, head);
  const [scan] = scans;
  if (scan === undefined || scans.length > 1) return undefined;
  const state: TableState = { tables: new Map(), restartInterval: 0 };
  if (bytes[scan.header + 1] !== SOS || !readTables(bytes, 2, scan.header, state)) return undefined;
  const steps = quantizationOf(bytes, scan.header);
  const count = frame.components.length;
  if (steps === undefined || steps.length !== count || bytes[scan.header + 4] !== count) return undefined;

  const isSingle = count === 1;
  const sampling = frame.components.map(({ h, v }) => (isSingle ? { h: 1, v: 1 } : { h, v }));
  if (sampling.some(({ h, v }) => h < 1 || h > 4 || v < 1 || v > 4)) return undefined;
  const columns = Math.ceil(frame.width / (8 * Math.max(...sampling.map(({ h }) => h))));
  const rows = Math.ceil(frame.height / (8 * Math.max(...sampling.map(({ v }) => v))));
  const blocks = columns * rows * sampling.reduce((sum, { h, v }) => sum + h * v, 0);
  if (blocks > MOST_BLOCKS) return undefined;
  const components: Component[] = [];
  for (const [i, { h, v }] of sampling.entries()) {
    const ids = bytes[scan.header + 6 + 2 * i]!;
    const dc = state.tables.get(ids >> 4);
    const ac = state.tables.get(0x10 | (ids & 15));
    if (bytes[scan.header + 5 + 2 * i] !== frame.components[i]!.id || dc === undefined || ac === undefined)
      return undefined;
    components.push({ parts: h * v, steps: steps[i]!, dc, ac, last: 0 });
  }

  const complaints: Complaint[] = [];
  const reader = new BitReader(bytes, scan.dataStart, complaints, FORGIVEN_BYTES);
  let impossible = 0;
  for (let mcu = 0; mcu < columns * rows; mcu++) {
    if (state.restartInterval > 0 && mcu > 0 && mcu % state.restartInterval === 0) {
      if (!reader.restart((mcu / state.restartInterval - 1) & 7)) return undefined;
      for (const component of components) component.last = 0;
    }
    for (const component of components) {
      for (let part = 0; part < component.parts; part++) {
        const answer = readBlock(reader, component);
        if (answer === undefined) return undefined;
        if (answer) impossible++;
      }
    }
  }
  return { impossible, blocks };
};
