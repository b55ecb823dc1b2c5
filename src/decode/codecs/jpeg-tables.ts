import { standsAlone } from '../container/jpeg-head.ts';
import { u16be } from '../fields.ts';

const DHT = 0xc4;
const DRI = 0xdd;

/** Huffman tables and restart interval as they stand at a place in the file. Keys: class << 4 | number, as DHT has it. */
export interface TableState {
  readonly tables: Map<number, Uint16Array>;
  restartInterval: number;
}

/**
 * 16 bits of lookahead to (code length << 8 | symbol); 0 where no code begins so. Undefined when the table breaks Kraft's
 * inequality or its list is cut.
 */
const buildTable = (bytes: Uint8Array, at: number, end: number): { table: Uint16Array; next: number } | undefined => {
  const table = new Uint16Array(65536);
  let symbol = at + 16;
  let code = 0;
  for (let length = 1; length <= 16; length++) {
    const count = bytes[at + length - 1]!;
    for (let i = 0; i < count; i++, code++, symbol++) {
      if (symbol >= end || code >= 1 << length) return undefined;
      const from = code << (16 - length);
      table.fill((length << 8) | bytes[symbol]!, from, from + (1 << (16 - length)));
    }
    code <<= 1;
  }
  return { table, next: symbol };
};

/** Takes tables and restart interval from the segments in a range. False when one cannot be read. */
export const readTables = (bytes: Uint8Array, from: number, to: number, state: TableState): boolean => {
  let at = from;
  while (at + 4 <= to) {
    if (bytes[at] !== 0xff || bytes[at + 1] === 0 || bytes[at + 1] === 0xff) {
      at++;
      continue;
    }
    const marker = bytes[at + 1]!;
    if (standsAlone(marker)) {
      at += 2;
      continue;
    }
    const end = at + 2 + Math.max(2, u16be(bytes, at + 2));
    if (marker === DRI) state.restartInterval = u16be(bytes, at + 4);
    if (marker === DHT) {
      for (let entry = at + 4; entry + 17 <= end; ) {
        const built = buildTable(bytes, entry + 1, end);
        if (built === undefined) return false;
        state.tables.set(bytes[entry]!, built.table);
        entry = built.next;
      }
    }
    at = end;
  }
  return true;
};
