import type { ArrayHeader, Nonfinite, NumberScan } from '../model/facets.ts';
import { createStatistics } from './array-statistics.ts';
import { NAN, NEGATIVE, type Oddity, OVERFLOW, oddities, POSITIVE, SUBNORMAL } from './float-kinds.ts';
import { NUMBER_KINDS, type NumberKind } from './number-kinds.ts';
import { ascendingRows, type RowSet, scatteredRows } from './row-set.ts';
import { placeOf, scanKernel } from './scan-kernel.ts';

/** Rows that a finding names. */
const NAMED_ROWS = 20;
/** After a hit so many bytes are looked at one by one: arrays full of NaN would else call the kernel for each. */
const LOOKED_AT_BYTES = 4096;
/** Scanned at once. A multiple of every vector and element. */
const BLOCK_BYTES = 512 * 1024;

export interface ArrayScanner {
  /** Room for the array's next bytes: as many as asked for, or as fit. Valid until the next call of any scanner. */
  readonly area: (bytes: number) => Uint8Array;
  /** Takes the first `bytes` bytes of the area as what follows the bytes before. */
  readonly scan: (bytes: number) => void;
  /** Once, when all bytes were given. */
  readonly result: () => NumberScan;
}

export interface ScanOptions {
  /** The first axis counts samples: rows are named. */
  readonly holdsSamples: boolean;
  /** 'none' is what a sample's verdict takes; 'all' reads the numbers twice. */
  readonly statistics?: 'none' | 'all';
  /** The kernel's memory as areas of `bytes` each, for scanners that take turns. Default: one scanner at a time. */
  readonly room?: { readonly at: number; readonly bytes: number };
  /** Elements that lie together at each place of the shape: those of one field in a record. Default 1. */
  readonly perPlace?: number;
}

/** The row of the first axis that an element, counted in the file's order, belongs to. */
const rowOf = ({ shape, fortran }: Shaped, elements: number, perPlace: number): ((element: number) => number) => {
  const [rows = 1] = shape;
  if (fortran && shape.length > 1) return (element) => Math.floor(element / perPlace) % rows;
  const perRow = elements / Math.max(1, rows);
  return (element) => Math.floor(element / perRow);
};

type Shaped = Pick<ArrayHeader, 'shape' | 'fortran'>;
type Series = Shaped & Pick<ArrayHeader, 'dtype' | 'byteOrder'>;

/** Counts what is odd, and names the first element and the first rows of each kind. */
const createTally = (header: Shaped, elements: number, { holdsSamples, perPlace = 1 }: ScanOptions) => {
  const isScattered = header.fortran && header.shape.length > 1;
  const namesRows = holdsSamples && header.shape.length > 0;
  const row = rowOf(header, elements, perPlace);
  const found: ({ count: number; first: number; last: number; readonly rows: RowSet } | undefined)[] = [];
  return {
    note: (kind: Oddity, element: number): void => {
      let tally = found[kind];
      if (tally === undefined) {
        const rows = isScattered ? scatteredRows() : ascendingRows(NAMED_ROWS);
        tally = { count: 0, first: element, last: -1, rows };
        found[kind] = tally;
      }
      if (tally.last === element) return;
      tally.last = element;
      tally.count += 1;
      if (namesRows) tally.rows.add(row(element));
    },
    of: (kind: Oddity): Nonfinite | undefined => {
      const tally = found[kind];
      if (tally === undefined) return undefined;
      const { count, first, rows } = tally;
      return { count, first, rows: rows.first(NAMED_ROWS), rowCount: rows.count() };
    },
  };
};

/**
 * Finds NaN, both infinities, subnormal numbers and doubles too large for float32 in an array's data, handed over in chunks of any size,
 * and its statistics where they are asked for. Elements are counted in the file's order; a complex one counts once for each kind that its parts show. Dtypes that are
 * no numbers are only counted. What is found does not depend on the chunks.
 */
export const createArrayScanner = (header: Series, elements: number, options: ScanOptions): ArrayScanner => {
  const { room = { at: 0, bytes: BLOCK_BYTES }, statistics: wanted = 'none' } = options;
  const place = placeOf(room.at, room.bytes);
  const { exports, memory } = scanKernel();
  const kind: NumberKind | undefined = NUMBER_KINDS[header.dtype];
  const isSwapped = header.byteOrder === 'big';
  const tally = createTally(header, elements, options);
  const statistics = kind !== undefined && wanted === 'all' ? createStatistics(kind) : undefined;
  let whole: Uint8Array | undefined;
  let filled = 0;
  /** Numbers before the area. */
  let before = 0;
  /** The first double that float32 does not hold. Of complex numbers none is told. */
  let firstOverflow: number | undefined;

  const findOdd = (end: number, kind: NumberKind): void => {
    const { code, bytes, parts } = kind;
    for (let at = place; at < end; ) {
      const hit = exports.find(at, end, code);
      at = Math.min(end, hit + LOOKED_AT_BYTES);
      const count = (at - hit) / bytes;
      const oddity = oddities(memory.buffer, hit, count, kind);
      const number = before + (hit - place) / bytes;
      for (let of = 0; of < count; of += 1) {
        const odd = oddity(of);
        if (odd === undefined) continue;
        if (odd === OVERFLOW) {
          if (parts === 2) continue;
          firstOverflow ??= new Float64Array(memory.buffer, hit + of * bytes, 1)[0];
        }
        tally.note(odd, parts === 1 ? number + of : Math.floor((number + of) / 2));
      }
    }
  };

  const scanBlock = (): void => {
    if (kind !== undefined) {
      const count = Math.floor(filled / kind.bytes);
      const end = place + count * kind.bytes;
      if (isSwapped && kind.bytes > 1) exports.swap(place, end, kind.bytes);
      if (kind.family === 'float') findOdd(end, kind);
      statistics?.add(place, count);
      before += count;
    }
    filled = 0;
  };
  return {
    area: (bytes) => {
      const most = Math.min(bytes, room.bytes - filled);
      if (most < room.bytes) return new Uint8Array(memory.buffer, place + filled, most);
      // Growing the memory detaches what was made of it.
      if (whole === undefined || whole.length === 0) whole = new Uint8Array(memory.buffer, place, most);
      return whole;
    },
    scan: (bytes) => {
      filled += bytes;
      if (filled === room.bytes) scanBlock();
    },
    result: () => {
      scanBlock();
      const nan = tally.of(NAN);
      const positiveInfinity = tally.of(POSITIVE);
      const negativeInfinity = tally.of(NEGATIVE);
      const subnormal = tally.of(SUBNORMAL);
      const overflow = tally.of(OVERFLOW);
      const told = statistics?.result();
      return {
        elements,
        ...(nan && { nan }),
        ...(positiveInfinity && { positiveInfinity }),
        ...(negativeInfinity && { negativeInfinity }),
        ...(subnormal && { subnormal }),
        ...(overflow && firstOverflow !== undefined && { float32Overflow: { ...overflow, value: firstOverflow } }),
        ...(told && { statistics: told }),
      };
    },
  };
};
