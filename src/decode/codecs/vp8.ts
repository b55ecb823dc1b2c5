import { VP8_WASM } from '../../measures/kernels/vp8.wasm.ts';
import type { Decoding, Fault } from '../../model/facets.ts';
import type { Shrinker } from '../small-picture.ts';
import { createArena } from './kernel-arena.ts';

/** Addresses in the kernel's memory; see kernels/vp8.as. */
interface Vp8Exports {
  readonly base: () => number;
  readonly workBytes: (width: number, height: number) => number;
  readonly chromaBytes: (width: number, height: number) => number;
  readonly decode: (
    source: number,
    length: number,
    width: number,
    height: number,
    work: number,
    target: number,
    chroma: number,
  ) => number;
  readonly colors: (width: number, height: number, target: number) => void;
  readonly partitionCount: () => number;
  readonly unread: (partition: number) => number;
}

/** The payload of a chunk 'VP8 ' as a half-open range, and the size that it gives. */
export interface Vp8Frame {
  readonly start: number;
  readonly end: number;
  readonly width: number;
  readonly height: number;
}

export type Vp8Outcome = { readonly fault: Omit<Fault, 'facet'> } | { readonly warnings: Decoding['warnings'] };

/** Above this a frame is not held whole: libvips takes it. */
export const MAX_VP8_PIXELS = 2 ** 26;

/**
 * Encoders round a partition up by a few bytes: libwebp 1 to 3, libvpx 4 more. What is left beyond that says that the codes were not
 * read as they were written.
 */
const MAX_UNREAD_BYTES = 16;

const COMPLETE = 0;
const CHANNELS = 3;
const REFUSALS: readonly (readonly [cause: 'premature-end' | 'malformed', detail: string])[] = [
  ['malformed', ''],
  ['premature-end', 'the coded blocks run past their partition'],
  ['malformed', 'impossible frame header'],
  ['malformed', 'no key frame that is to be shown'],
];

const arena = createArena<Vp8Exports>(VP8_WASM);
const align = (address: number): number => Math.ceil(address / 16) * 16;
/** Between areas of the kernel. */
const SLACK_BYTES = 64;
/** Tables, and zeros behind the source. */
const MARGIN_BYTES = 2 ** 17;

/** Who gets what of the pixels. */
export interface Vp8Takers {
  /** Luma from 0 to 255 goes into its first `width * height` bytes, rows tightly packed. */
  readonly luma?: Uint8Array;
  /** Keeps a small picture in color, where it has room. Luma is the same without. */
  readonly shrinker?: Shrinker | undefined;
}

/** Decodes a lossy WebP frame to its last block. */
export const decodeVp8 = (bytes: Uint8Array, frame: Vp8Frame, { luma, shrinker }: Vp8Takers): Vp8Outcome => {
  const { start, end, width, height } = frame;
  const length = end - start;
  const pixels = width * height;
  // Sixteen rows and columns more than the picture at most, and 32 bytes for each block of 16 x 16.
  const bound = (width + 64) * (height + 32) * 1.2 + 2 * MARGIN_BYTES;
  const room = shrinker?.room(width, height, CHANNELS);
  // Half as many samples of chroma, and the pixels once more in color.
  const colorBound = room === undefined ? 0 : bound + room.length;
  const { exports, memory } = arena(length + pixels + bound + colorBound);
  const source = exports.base();
  const work = align(source + length + 64);
  const target = align(work + exports.workBytes(width, height));
  const chroma = align(target + pixels + SLACK_BYTES);
  const colors = align(chroma + exports.chromaBytes(width, height));
  const heap = new Uint8Array(memory.buffer);
  heap.set(bytes.subarray(start, end), source);
  heap.fill(0, source + length, source + length + 64);
  const status = exports.decode(source, length, width, height, work, target, room === undefined ? 0 : chroma);
  if (status !== COMPLETE) {
    const [cause, detail] = REFUSALS[status] ?? REFUSALS[2]!;
    return { fault: { kind: 'malformed', detail, cause, offset: start } };
  }
  luma?.set(heap.subarray(target, target + pixels));
  if (shrinker !== undefined && room !== undefined) {
    exports.colors(width, height, colors);
    room.set(heap.subarray(colors, colors + room.length));
    shrinker.keep('rgb');
  }
  for (let partition = 0; partition <= exports.partitionCount(); partition += 1) {
    const unread = exports.unread(partition);
    if (unread <= MAX_UNREAD_BYTES) continue;
    const text = `${unread} bytes are left of partition ${partition} behind the last block`;
    return { warnings: [{ cause: 'unknown', offset: start, text }] };
  }
  return { warnings: [] };
};
