import type { Decoding } from '../../model/facets.ts';
import type { JpegScans } from '../container/jpeg.ts';
import { type JpegFrame, type JpegHead, SOS } from '../container/jpeg-head.ts';
import { BitReader, type Complaint } from './jpeg-bits.ts';
import { blockReader, type ScanParameters } from './jpeg-blocks.ts';
import { readTables, type TableState } from './jpeg-tables.ts';

/** What the data of all scans says when it is followed code by code. */
export interface EntropyWalk {
  /** Extraneous bytes met on the way, and at the end the first damage: the walk stops there. */
  readonly complaints: Decoding['warnings'];
  /** False when the walk could not follow (arithmetic coding, a missing table): silence then means nothing. */
  readonly followed: boolean;
  /** The byte behind the first coefficient that its block has no room for, in sequential processes. No decoder says so. */
  readonly overfull?: number;
}

interface Component {
  readonly h: number;
  readonly v: number;
  /** Blocks that hold pixels, and blocks a row is stored with. */
  readonly blocksWide: number;
  readonly blocksHigh: number;
  readonly stride: number;
  /** Which coefficients are known not to be zero, 64 bits per block. Progressive only. */
  readonly nonzero: Uint32Array;
  /** Lowest bit known so far per coefficient, -1 before the first scan. Progressive only. */
  readonly knownBits: Int8Array;
}

const componentsOf = (frame: JpegFrame): Component[] => {
  const hMax = Math.max(...frame.components.map(({ h }) => h));
  const vMax = Math.max(...frame.components.map(({ v }) => v));
  const mcusWide = Math.ceil(frame.width / (8 * hMax));
  const mcusHigh = Math.ceil(frame.height / (8 * vMax));
  return frame.components.map(({ h, v }) => ({
    h,
    v,
    blocksWide: Math.ceil((frame.width * h) / (8 * hMax)),
    blocksHigh: Math.ceil((frame.height * v) / (8 * vMax)),
    stride: mcusWide * h,
    nonzero: new Uint32Array(frame.process === 2 ? 2 * mcusWide * h * mcusHigh * v : 0),
    knownBits: new Int8Array(64).fill(-1),
  }));
};

/** libjpeg's check that scans refine what earlier ones began (jdphuff.c); its answer to a breach is a warning. */
const breaksProgression = ({ ss, se, ah, al }: ScanParameters, components: readonly Component[]): boolean => {
  let isBroken = false;
  for (const { knownBits } of components) {
    if (ss > 0 && knownBits[0]! < 0) isBroken = true;
    for (let k = ss; k <= se; k++) {
      if (ah !== Math.max(0, knownBits[k]!)) isBroken = true;
      knownBits[k] = al;
    }
  }
  return isBroken;
};

/** Follows one scan MCU by MCU. Answers false once damage was found. */
const walkScan = (
  reader: BitReader,
  components: readonly Component[],
  readBlock: (component: number, block: number) => Complaint | undefined,
  restartInterval: number,
  frame: JpegFrame,
): boolean => {
  const only = components.length === 1 ? components[0] : undefined;
  const hMax = Math.max(...frame.components.map(({ h }) => h));
  const vMax = Math.max(...frame.components.map(({ v }) => v));
  const wide = only?.blocksWide ?? Math.ceil(frame.width / (8 * hMax));
  const high = only?.blocksHigh ?? Math.ceil(frame.height / (8 * vMax));
  let restart = 0;
  let untilRestart = restartInterval;
  for (let y = 0; y < high; y++) {
    for (let x = 0; x < wide; x++) {
      if (restartInterval > 0 && untilRestart === 0) {
        if (!reader.restart(restart)) return false;
        restart = (restart + 1) & 7;
        untilRestart = restartInterval;
        readBlock(-1, 0);
      }
      untilRestart--;
      for (let c = 0; c < components.length; c++) {
        const { h, v, stride } = components[c]!;
        const across = only === undefined ? h : 1;
        const down = only === undefined ? v : 1;
        for (let by = 0; by < down; by++) {
          for (let bx = 0; bx < across; bx++) {
            const problem = readBlock(c, (y * down + by) * stride + x * across + bx);
            if (problem === undefined) continue;
            reader.complain(problem);
            return false;
          }
        }
      }
    }
  }
  return true;
};

/**
 * Follows the Huffman codes of every scan as libjpeg does, without making pixels, to find the byte of the first damage.
 * For files that libjpeg complained about; baseline, extended and progressive processes (ITU-T T.81 annexes F and G).
 * Up to `forgivenBytes` extraneous bytes before a marker are passed over.
 */
export const walkEntropy = (
  bytes: Uint8Array,
  head: JpegHead,
  { scans, extraneous, end }: JpegScans,
  forgivenBytes: number,
): EntropyWalk => {
  const { frame, firstScan } = head;
  const complaints: Decoding['warnings'][number][] = [];
  const lost: EntropyWalk = { complaints, followed: false };
  if (frame === undefined || firstScan === undefined || frame.process > 2 || frame.width * frame.height === 0)
    return lost;
  if (frame.components.length === 0 || frame.components.some(({ h, v }) => h < 1 || h > 4 || v < 1 || v > 4))
    return lost;
  const all = componentsOf(frame);
  const state: TableState = { tables: new Map(), restartInterval: 0 };
  let overfull: number | undefined;
  const walked = (): EntropyWalk => ({ complaints, followed: true, ...(overfull !== undefined && { overfull }) });
  let tablesFrom = 2;
  for (const { header, dataStart, dataEnd } of scans) {
    if (bytes[header + 1] !== SOS || !readTables(bytes, tablesFrom, header, state)) return lost;
    tablesFrom = dataEnd;
    const count = bytes[header + 4]!;
    if (count < 1 || count > 4 || header + 8 + 2 * count > dataStart) return lost;
    const at = header + 5 + 2 * count;
    const isProgressive = frame.process === 2;
    const parameters: ScanParameters = isProgressive
      ? { isProgressive, ss: bytes[at]!, se: bytes[at + 1]!, ah: bytes[at + 2]! >> 4, al: bytes[at + 2]! & 15 }
      : { isProgressive, ss: 0, se: 63, ah: 0, al: 0 };
    const { ss, se } = parameters;
    if (se > 63 || ss > se || (ss > 0 && count > 1) || (isProgressive && ss === 0 && se > 0)) return lost;

    const members: Component[] = [];
    const dc: Uint16Array[] = [];
    const ac: Uint16Array[] = [];
    for (let i = 0; i < count; i++) {
      const id = bytes[header + 5 + 2 * i]!;
      const ids = bytes[header + 6 + 2 * i]!;
      const member = all[frame.components.findIndex((component) => component.id === id)];
      if (member === undefined) return lost;
      const dcTable = state.tables.get(ids >> 4);
      const acTable = state.tables.get(0x10 | (ids & 15));
      const needsDc = parameters.ss === 0 && parameters.ah === 0;
      if ((needsDc && dcTable === undefined) || (parameters.se > 0 && acTable === undefined)) return lost;
      members.push(member);
      dc.push(dcTable ?? acTable ?? new Uint16Array(0));
      ac.push(acTable ?? new Uint16Array(0));
    }
    if (isProgressive && breaksProgression(parameters, members)) {
      complaints.push({ cause: 'unknown', offset: header, text: 'scans do not refine each other in order' });
    }
    const reader = new BitReader(bytes, dataStart, complaints, forgivenBytes);
    const tables = { dc, ac, nonzero: members.map(({ nonzero }) => nonzero) };
    const readBlock = blockReader(reader, parameters, tables, (offset) => {
      overfull ??= offset;
    });
    if (!walkScan(reader, members, readBlock, state.restartInterval, frame)) return walked();
    reader.finish(dataEnd);
  }
  for (const { offset, bytes: count } of extraneous) {
    complaints.push({ cause: 'extraneous-bytes', offset, text: `${count} bytes before a marker` });
  }
  if (end === undefined)
    complaints.push({ cause: 'premature-end', offset: bytes.length, text: 'the file ends before EOI' });
  return walked();
};
