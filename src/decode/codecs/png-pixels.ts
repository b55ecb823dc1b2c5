import { PNG_WASM } from '../../measures/kernels/png.wasm.ts';
import type { Decoding, Fault } from '../../model/facets.ts';
import type { PngFormat } from '../container/png.ts';
import type { PngChunk } from '../container/png-chunks.ts';
import { createArena } from './kernel-arena.ts';

/** Addresses in the kernel's memory; see kernels/png.as. */
interface PngExports {
  readonly base: () => number;
  readonly inflate: (source: number, length: number, target: number, wanted: number) => number;
  readonly produced: () => number;
  readonly consumed: (source: number) => number;
  readonly reach: () => number;
  readonly unfilter: (data: number, rowBytes: number, rows: number, step: number) => number;
  readonly lumaOfSamples: (
    data: number,
    width: number,
    rows: number,
    channels: number,
    depth: number,
    target: number,
  ) => void;
  readonly lumaOfIndices: (
    data: number,
    width: number,
    rows: number,
    depth: number,
    lookup: number,
    target: number,
  ) => number;
}

/** What `inflate` answers, by number. */
const STATES = ['complete', 'cut', 'broken', 'too-long', 'wrong-sum'] as const;

type Warning = Decoding['warnings'][number];
type Trouble = Omit<Fault, 'facet'>;

/** One picture of a file: the default one or a frame. `data`: the pieces of its compressed stream, in order. */
export interface PngPicture {
  readonly width: number;
  readonly height: number;
  readonly data: readonly PngChunk[];
}

export interface PngColors {
  readonly format: PngFormat;
  /** RGB triples. */
  readonly palette?: PngChunk;
}

/** Above so many bytes of pixels and file together a picture is not held whole: a streaming decoder takes it. */
export const MAX_HELD_BYTES = 256 * 2 ** 20;

/** Of an interlaced picture every pixel of a grid, of others all. */
export interface Pass {
  readonly width: number;
  readonly height: number;
  readonly rowBytes: number;
  readonly left: number;
  readonly top: number;
  readonly across: number;
  readonly down: number;
}

/** Adam7 (PNG, third edition, section 8.1): left, top, step across, step down. */
const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

const passesOf = ({ width, height }: PngPicture, { depth, channels, isInterlaced }: PngFormat): readonly Pass[] => {
  const passes = isInterlaced ? ADAM7 : ([[0, 0, 1, 1]] as const);
  return passes
    .map(([left, top, across, down]) => {
      const columns = Math.ceil((width - left) / across);
      const rows = Math.ceil((height - top) / down);
      const rowBytes = Math.ceil((columns * channels * depth) / 8);
      return { width: columns, height: rows, rowBytes, left, top, across, down };
    })
    .filter((pass) => pass.width > 0 && pass.height > 0);
};

const rawBytes = (passes: readonly Pass[]): number =>
  passes.reduce((sum, { height, rowBytes }) => sum + height * (rowBytes + 1), 0);

const dataBytes = ({ data }: PngPicture): number => data.reduce((sum, { start, end }) => sum + end - start, 0);

/** Bytes that decoding the picture whole takes. */
export const heldBytes = (picture: PngPicture, format: PngFormat): number =>
  dataBytes(picture) + rawBytes(passesOf(picture, format)) + picture.width * picture.height;

const arena = createArena<PngExports>(PNG_WASM);
const align = (address: number): number => Math.ceil(address / 16) * 16;

const LOOKUP_BYTES = 256;
/** Zeros behind the stream and room behind the pixels that the kernel may touch. */
const MARGIN_BYTES = 512;

/** Luma of each index; what stands beyond the palette is black, as libpng draws it. */
const lookupOf = (bytes: Uint8Array, { format, palette }: PngColors, lookup: Uint8Array): void => {
  lookup.fill(0);
  if (!format.isPalette) {
    const most = 2 ** format.depth - 1;
    for (let index = 0; index <= most && index < LOOKUP_BYTES; index += 1) {
      lookup[index] = Math.round((index * 255) / most);
    }
    return;
  }
  const { start, end } = palette ?? { start: 0, end: 0 };
  for (let index = 0, at = start; at + 3 <= end && index < LOOKUP_BYTES; index += 1, at += 3) {
    const mixed = 9798 * bytes[at]! + 19235 * bytes[at + 1]! + 3735 * bytes[at + 2]!;
    lookup[index] = (mixed + 16384) >> 15;
  }
};

/**
 * What a stream's state means. Measured on Pillow 9.4, OpenCV 4.6, pngcheck 3.0.3 (libpng 1.6): a short or broken stream and a wrong
 * checksum are refused by all; a checksum that is missing, or a window stated too small, by OpenCV alone; what follows the pixels by none.
 */
const judge = (
  state: (typeof STATES)[number] | undefined,
  produced: number,
  wanted: number,
  offset: number,
): { readonly fault: Trouble } | { readonly warnings: readonly Warning[] } => {
  const pixels = `${produced} of ${wanted} bytes of pixels`;
  if (state === 'broken') {
    return {
      fault: { kind: 'malformed', detail: `impossible deflate data behind ${pixels}`, cause: 'malformed', offset },
    };
  }
  if (produced < wanted) return { fault: { kind: 'truncated', detail: pixels, cause: 'premature-end', offset } };
  if (state === 'wrong-sum') return { warnings: [{ cause: 'checksum', offset, text: 'Adler-32 of the pixels' }] };
  if (state === 'cut')
    return { warnings: [{ cause: 'unknown', offset, text: 'the checksum of the pixels is missing' }] };
  if (state === 'too-long') {
    return { warnings: [{ cause: 'extraneous-bytes', offset, text: 'more pixels than the picture has' }] };
  }
  return { warnings: [] };
};

/** The place in the file of a byte of the stream. */
const placeOf = (data: readonly PngChunk[], consumed: number): number => {
  let left = consumed;
  for (const { start, end } of data) {
    if (left <= end - start) return start + left;
    left -= end - start;
  }
  return data.at(-1)?.end ?? 0;
};

interface Into {
  /** Where luma goes: 8 bits, rows tightly packed. */
  readonly luma?: Uint8Array;
  /** Gets the rows of each pass as they are stored, each behind the byte of its filter. Valid during the call only. */
  readonly onRows?: (rows: Uint8Array, pass: Pass) => void;
}

/** Unpacks and unfilters one picture to its last byte. */
export const readPixels = (
  bytes: Uint8Array,
  picture: PngPicture,
  colors: PngColors,
  { luma, onRows }: Into = {},
): { readonly fault: Trouble } | { readonly warnings: readonly Warning[] } => {
  const { format } = colors;
  const { width, data } = picture;
  const passes = passesOf(picture, format);
  const wanted = rawBytes(passes);
  const length = dataBytes(picture);
  const { exports, memory } = arena(heldBytes(picture, format) + LOOKUP_BYTES + 4 * MARGIN_BYTES + 2 ** 17);
  const lookup = exports.base();
  const source = align(lookup + LOOKUP_BYTES);
  const raw = align(source + length + MARGIN_BYTES);
  const target = align(raw + wanted + MARGIN_BYTES);
  const heap = new Uint8Array(memory.buffer);
  let at = source;
  for (const { start, end } of data) {
    heap.set(bytes.subarray(start, end), at);
    at += end - start;
  }
  heap.fill(0, at, at + MARGIN_BYTES);
  const state = STATES[exports.inflate(source, length, raw, wanted)];
  const consumed = Math.min(length, exports.consumed(source));
  const offset = placeOf(data, consumed);
  const judged = judge(state, exports.produced(), wanted, offset);
  if ('fault' in judged) return judged;
  const warnings = [...judged.warnings];
  if (state === 'complete' && consumed < length) {
    warnings.push({ cause: 'metadata', offset, text: `${length - consumed} bytes behind the compressed pixels` });
  }

  const window = 256 << (heap[source]! >> 4);
  if (exports.reach() > window) {
    const text = `a distance of ${exports.reach()} in a window of ${window} bytes`;
    warnings.push({ cause: 'unknown', offset: placeOf(data, 0), text });
  }

  const step = Math.max(1, (format.channels * format.depth) >> 3);
  const isIndexed = format.channels === 1 && (format.isPalette || format.depth < 8);
  if (isIndexed) lookupOf(bytes, colors, heap.subarray(lookup, lookup + LOOKUP_BYTES));
  let largest = 0;
  let from = raw;
  for (const pass of passes) {
    const unfiltered = exports.unfilter(from, pass.rowBytes, pass.height, step);
    if (unfiltered < pass.height) {
      const filter = heap[from + unfiltered * (pass.rowBytes + 1)];
      return {
        fault: { kind: 'malformed', detail: `row ${unfiltered} has filter ${filter}`, cause: 'malformed', offset },
      };
    }
    onRows?.(heap.subarray(from, from + pass.height * (pass.rowBytes + 1)), pass);
    if (isIndexed) {
      largest = Math.max(largest, exports.lumaOfIndices(from, pass.width, pass.height, format.depth, lookup, target));
    } else exports.lumaOfSamples(from, pass.width, pass.height, format.channels, format.depth, target);
    if (luma !== undefined) place(heap.subarray(target, target + pass.width * pass.height), pass, width, luma);
    from += pass.height * (pass.rowBytes + 1);
  }
  const entries = Math.floor(((colors.palette?.end ?? 0) - (colors.palette?.start ?? 0)) / 3);
  if (format.isPalette && largest >= entries) {
    warnings.push({ cause: 'unknown', offset, text: `color ${largest} of a palette of ${entries}` });
  }
  return { warnings };
};

const place = (pixels: Uint8Array, pass: Pass, width: number, luma: Uint8Array): void => {
  if (pass.across === 1 && pass.down === 1) {
    luma.set(pixels);
    return;
  }
  let from = 0;
  for (let y = pass.top, row = 0; row < pass.height; row += 1, y += pass.down) {
    for (let x = pass.left, column = 0; column < pass.width; column += 1, x += pass.across) {
      luma[y * width + x] = pixels[from]!;
      from += 1;
    }
  }
};
