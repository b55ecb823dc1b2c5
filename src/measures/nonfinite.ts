import type { ArrayHeader, ArrayScan, Nonfinite } from '../model/facets.ts';
import { instantiateKernel, type Kernel, reserve } from './kernels/kernel.ts';
import { NONFINITE_WASM } from './kernels/nonfinite.wasm.ts';
import { ascendingRows, type RowSet, scatteredRows } from './row-set.ts';

/** Rows that a finding names. */
const NAMED_ROWS = 20;
/** After a hit so many bytes are looked at one by one: arrays full of NaN would else call the kernel for each. */
const BLOCK_BYTES = 4096;

/** How a float lies in its highest 16 or 32 bits: where the exponent is, and where the sign. */
interface Layout {
  /** Bytes of one component; a complex element has two. */
  readonly bytes: 2 | 4 | 8;
  readonly components: 1 | 2;
  readonly little: boolean;
}

const BYTES: Readonly<Record<string, Pick<Layout, 'bytes' | 'components'>>> = {
  f2: { bytes: 2, components: 1 },
  f4: { bytes: 4, components: 1 },
  f8: { bytes: 8, components: 1 },
  c8: { bytes: 4, components: 2 },
  c16: { bytes: 8, components: 2 },
};

export interface NonfiniteScanner {
  /** An area of `bytes` bytes to fill with the array's next bytes, a multiple of 16 for all calls but the last. */
  readonly area: (bytes: number) => Uint8Array;
  /** Scans the first `bytes` bytes of the area as what follows the bytes scanned before. */
  readonly scan: (bytes: number) => void;
  readonly result: () => ArrayScan;
}

interface FindExports {
  readonly find: (from: number, to: number, bytes: number, low: number, high: number) => number;
}

let shared: Kernel<FindExports> | undefined;
const kernel = (): Kernel<FindExports> => {
  shared ??= instantiateKernel<FindExports>(NONFINITE_WASM);
  return shared;
};

/** Low and high half of the exponent's mask, repeated over 64 bits, as it lies in memory. */
const exponentMask = ({ bytes, little }: Layout): readonly [low: number, high: number] => {
  if (bytes === 2) return little ? [0x7c007c00, 0x7c007c00] : [0x007c007c, 0x007c007c];
  if (bytes === 4) return little ? [0x7f800000, 0x7f800000] : [0x0000807f, 0x0000807f];
  return little ? [0, 0x7ff00000] : [0x0000f07f, 0];
};

/** Numbers, not names: an array can be full of them. */
const NAN = 0;
const POSITIVE = 1;
const NEGATIVE = 2;
type Kind = typeof NAN | typeof POSITIVE | typeof NEGATIVE;

/** What the component at `offset` is, if not a finite number. */
const kindAt = (view: DataView, offset: number, { bytes, little }: Layout): Kind | undefined => {
  if (bytes === 2) {
    const bits = view.getUint16(offset, little);
    if ((bits & 0x7c00) !== 0x7c00) return undefined;
    if ((bits & 0x03ff) !== 0) return NAN;
    return bits >>> 15 === 0 ? POSITIVE : NEGATIVE;
  }
  const top = view.getUint32(bytes === 8 && little ? offset + 4 : offset, little);
  const [exponent, fraction] = bytes === 4 ? [0x7f800000, 0x007fffff] : [0x7ff00000, 0x000fffff];
  if ((top & exponent) !== exponent) return undefined;
  const rest = bytes === 8 ? view.getUint32(little ? offset : offset + 4, little) : 0;
  if ((top & fraction) !== 0 || rest !== 0) return NAN;
  return top >>> 31 === 0 ? POSITIVE : NEGATIVE;
};

/** The row of the first axis that an element, counted in the file's order, belongs to. */
const rowOf = ({ shape, fortran }: ArrayHeader, elements: number): ((element: number) => number) => {
  const [rows = 1] = shape;
  if (fortran && shape.length > 1) return (element) => element % rows;
  const perRow = elements / Math.max(1, rows);
  return (element) => Math.floor(element / perRow);
};

interface Tally {
  count: number;
  first: number;
  last: number;
  readonly rows: RowSet;
}

/**
 * Finds NaN, +Infinity and -Infinity in an array's data, handed over in chunks. Elements are counted in the file's order; a
 * complex one counts once for each kind that its parts show. Other dtypes are only counted. Rows are named only with `holdsSamples`.
 * One scanner at a time: all share one area.
 */
export const createNonfiniteScanner = (
  header: ArrayHeader,
  elements: number,
  { holdsSamples }: { readonly holdsSamples: boolean },
): NonfiniteScanner => {
  const { exports, memory } = kernel();
  const float = BYTES[header.dtype];
  const layout: Layout | undefined = float && { ...float, little: header.byteOrder !== 'big' };
  const [low, high] = layout === undefined ? [0, 0] : exponentMask(layout);
  const namesRows = holdsSamples && header.shape.length > 0;
  const row = rowOf(header, elements);
  const found: (Tally | undefined)[] = [undefined, undefined, undefined];
  /** Bytes of the array before the area. */
  let before = 0;

  const note = (kind: Kind, element: number): void => {
    let tally = found[kind];
    if (tally === undefined) {
      const rows = header.fortran && header.shape.length > 1 ? scatteredRows() : ascendingRows(NAMED_ROWS);
      tally = { count: 0, first: element, last: -1, rows };
      found[kind] = tally;
    }
    if (tally.last === element) return;
    tally.last = element;
    tally.count += 1;
    if (namesRows) tally.rows.add(row(element));
  };

  const classify = (view: DataView, from: number, to: number, float: Layout): void => {
    let component = (before + from) / float.bytes;
    for (let at = from; at < to; at += float.bytes, component += 1) {
      const kind = kindAt(view, at, float);
      if (kind !== undefined) note(kind, float.components === 1 ? component : Math.floor(component / 2));
    }
  };

  const reported = (kind: Kind): Nonfinite | undefined => {
    const tally = found[kind];
    if (tally === undefined) return undefined;
    const { count, first, rows } = tally;
    return { count, first, rows: rows.first(NAMED_ROWS), rowCount: rows.count() };
  };
  return {
    area: (bytes) => {
      reserve(memory, bytes);
      return new Uint8Array(memory.buffer, 0, bytes);
    },
    scan: (bytes) => {
      if (layout !== undefined) {
        const view = new DataView(memory.buffer, 0, bytes);
        for (let at = 0; at < bytes; ) {
          const hit = exports.find(at, bytes, layout.bytes, low, high);
          at = Math.min(bytes, hit + BLOCK_BYTES);
          classify(view, hit, at, layout);
        }
      }
      before += bytes;
    },
    result: () => {
      const nan = reported(NAN);
      const positiveInfinity = reported(POSITIVE);
      const negativeInfinity = reported(NEGATIVE);
      return {
        elements,
        ...(nan && { nan }),
        ...(positiveInfinity && { positiveInfinity }),
        ...(negativeInfinity && { negativeInfinity }),
      };
    },
  };
};
