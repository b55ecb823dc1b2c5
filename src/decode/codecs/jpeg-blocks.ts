import type { BitReader, Complaint } from './jpeg-bits.ts';

/** Spectral selection and successive approximation of a scan; 0, 63, 0, 0 in sequential processes. */
export interface ScanParameters {
  readonly isProgressive: boolean;
  readonly ss: number;
  readonly se: number;
  readonly ah: number;
  readonly al: number;
}

interface ScanTables {
  /** By the component's place in the scan. */
  readonly dc: readonly Uint16Array[];
  readonly ac: readonly Uint16Array[];
  /** 64 bits per block: coefficients known not to be zero. */
  readonly nonzero: readonly Uint32Array[];
}

/** Reads one block; component -1 announces a restart. */
type ReadBlock = (component: number, block: number) => Complaint | undefined;

/** One code and its magnitude bits: DC of any first pass. Negative when it cannot be read. */
const readDc = (reader: BitReader, table: Uint16Array): number => {
  const size = reader.symbol(table);
  if (size < 0) return size;
  // 16 is legal in lossless processes only; libjpeg refuses the table.
  return size > 15 ? -2 : Math.min(0, reader.bits(size));
};

/** `overfull` is told of coefficients behind the last one, which libjpeg drops in silence (jdhuff.c, jpeg_natural_order). */
const sequential =
  (reader: BitReader, { dc, ac }: ScanTables, overfull: (offset: number) => void): ReadBlock =>
  (c) => {
    if (c < 0) return undefined;
    const answer = readDc(reader, dc[c]!);
    if (answer < 0) return reader.problem(answer);
    const table = ac[c]!;
    for (let k = 1; k < 64; k++) {
      const symbol = reader.symbol(table);
      if (symbol < 0) return reader.problem(symbol);
      const size = symbol & 15;
      k += symbol >> 4;
      if (size === 0) {
        if (symbol !== 0xf0) break;
      } else if (reader.bits(size) < 0) return reader.problem(-1);
      else if (k > 63) overfull(reader.offset);
    }
    return undefined;
  };

const dcFirst =
  (reader: BitReader, { dc }: ScanTables): ReadBlock =>
  (c) => {
    if (c < 0) return undefined;
    const answer = readDc(reader, dc[c]!);
    return answer < 0 ? reader.problem(answer) : undefined;
  };

const dcRefine =
  (reader: BitReader): ReadBlock =>
  (c) => {
    if (c < 0) return undefined;
    return reader.bits(1) < 0 ? reader.problem(-1) : undefined;
  };

const acFirst = (reader: BitReader, { ss, se }: ScanParameters, { ac, nonzero }: ScanTables): ReadBlock => {
  const table = ac[0]!;
  const known = nonzero[0]!;
  let run = 0;
  return (c, block) => {
    if (c < 0) run = 0;
    if (c < 0) return undefined;
    if (run > 0) {
      run--;
      return undefined;
    }
    for (let k = ss; k <= se; k++) {
      const symbol = reader.symbol(table);
      if (symbol < 0) return reader.problem(symbol);
      const skip = symbol >> 4;
      const size = symbol & 15;
      if (size > 0) {
        k += skip;
        if (reader.bits(size) < 0) return reader.problem(-1);
        if (k < 64) known[2 * block + (k >> 5)]! |= 1 << (k & 31);
      } else if (skip === 15) {
        k += 15;
      } else {
        const more = reader.bits(skip);
        if (more < 0) return reader.problem(-1);
        run = (1 << skip) + more - 1;
        break;
      }
    }
    return undefined;
  };
};

const acRefine = (reader: BitReader, { ss, se }: ScanParameters, { ac, nonzero }: ScanTables): ReadBlock => {
  const table = ac[0]!;
  const known = nonzero[0]!;
  let run = 0;
  return (c, block) => {
    if (c < 0) run = 0;
    if (c < 0) return undefined;
    const isKnown = (k: number): boolean => ((known[2 * block + (k >> 5)]! >>> (k & 31)) & 1) === 1;
    let k = ss;
    for (; run === 0 && k <= se; k++) {
      const symbol = reader.symbol(table);
      if (symbol < 0) return reader.problem(symbol);
      let skip = symbol >> 4;
      const size = symbol & 15;
      if (size > 1) return reader.problem(-2);
      if (size === 1) {
        if (reader.bits(1) < 0) return reader.problem(-1);
      } else if (skip < 15) {
        const more = reader.bits(skip);
        if (more < 0) return reader.problem(-1);
        run = (1 << skip) + more;
        break;
      }
      // Every known coefficient on the way takes a correction bit; `skip` counts the others.
      for (; k <= se; k++) {
        if (isKnown(k)) {
          if (reader.bits(1) < 0) return reader.problem(-1);
        } else if (--skip < 0) break;
      }
      if (size === 1 && k <= se) known[2 * block + (k >> 5)]! |= 1 << (k & 31);
    }
    if (run > 0) {
      for (; k <= se; k++) if (isKnown(k) && reader.bits(1) < 0) return reader.problem(-1);
      run--;
    }
    return undefined;
  };
};

/** The reader of blocks that a scan's parameters call for. */
export const blockReader = (
  reader: BitReader,
  parameters: ScanParameters,
  tables: ScanTables,
  overfull: (offset: number) => void,
): ReadBlock => {
  if (!parameters.isProgressive) return sequential(reader, tables, overfull);
  if (parameters.ss === 0) return parameters.ah === 0 ? dcFirst(reader, tables) : dcRefine(reader);
  return parameters.ah === 0 ? acFirst(reader, parameters, tables) : acRefine(reader, parameters, tables);
};
