import { type BytePixels, differencesToColors, MOST_BOX_SIDE } from '../measures/boxes.ts';
import { BOXES_WASM } from '../measures/kernels/boxes.wasm.ts';
import { createArena } from './codecs/kernel-arena.ts';

/** A picture of integers made smaller while it was decoded. */
export interface SmallPicture extends BytePixels {
  readonly stored: { readonly width: number; readonly height: number };
}

/** What lies in the room: gray or red, green and blue, opacity behind either; or luma with two color differences. */
export type StoredColors = 'gray' | 'rgb' | 'differences';

/**
 * Makes a small picture in color out of the pixels that a decoder has at hand anyway, in memory of its own. One per worker: it holds
 * one picture at a time.
 */
export interface Shrinker {
  /**
   * Where a decoder puts `width` x `height` pixels of `step` interleaved bytes, rows tightly packed. Valid until the next call; undefined
   * for a picture that is too large to be held.
   */
  readonly room: (width: number, height: number, step: number) => Uint8Array | undefined;
  /** The first of three bytes of each pixel in the room, into the beginning of `target`. */
  readonly copyFirst: (target: Uint8Array) => void;
  /** Keeps averages of what lies in the room, opacity left out. Short side: `leastSide` px at least where the picture has as many. */
  readonly keep: (colors: StoredColors) => void;
  /** What was kept last, once. */
  readonly take: () => SmallPicture | undefined;
}

/** Addresses in the kernel's memory; see kernels/boxes.as. */
interface BoxesExports {
  readonly boxes: (
    source: number,
    width: number,
    height: number,
    step: number,
    factor: number,
    kept: number,
    columns: number,
    target: number,
  ) => void;
  readonly firstOfThree: (source: number, pixels: number, target: number) => void;
}

/** Above this a picture is not held in color beside its luma. */
const MOST_BYTES = 2 ** 27;
/** What the kernel may touch behind each area. */
const MARGIN_BYTES = 64;
const SOURCE = 0;

const align = (address: number): number => Math.ceil(address / 16) * 16;

export const createShrinker = (leastSide: number): Shrinker => {
  const arena = createArena<BoxesExports>(BOXES_WASM);
  let room = { width: 0, height: 0, step: 0, bytes: 0 };
  let kept: SmallPicture | undefined;
  const behind = ({ width, height, step }: typeof room): number => align(width * height * step + MARGIN_BYTES);

  return {
    room: (width, height, step) => {
      const asked = { width, height, step };
      const bytes =
        behind({ ...asked, bytes: 0 }) + width * height * Math.min(step, 3) + 2 * width * step + 4 * MARGIN_BYTES;
      const isTooLarge = bytes > MOST_BYTES || factorOf(asked, leastSide) > MOST_BOX_SIDE;
      kept = undefined;
      if (isTooLarge) return undefined;
      room = { ...asked, bytes };
      return new Uint8Array(arena(bytes).memory.buffer, SOURCE, width * height * step);
    },
    copyFirst: (target) => {
      const { exports, memory } = arena(room.bytes);
      const pixels = room.width * room.height;
      exports.firstOfThree(SOURCE, pixels, behind(room));
      target.set(new Uint8Array(memory.buffer, behind(room), pixels));
    },
    keep: (colors) => {
      const { exports, memory } = arena(room.bytes);
      const { width, height, step } = room;
      const factor = factorOf(room, leastSide);
      const channels = colors === 'gray' ? 1 : 3;
      const small = { width: Math.ceil(width / factor), height: Math.ceil(height / factor) };
      const columns = behind(room);
      const target = align(columns + 2 * width * step + MARGIN_BYTES);
      exports.boxes(SOURCE, width, height, step, factor, channels, columns, target);
      const data = new Uint8Array(memory.buffer, target, small.width * small.height * channels).slice();
      if (colors === 'differences') differencesToColors(data);
      kept = { ...small, channels, data, stored: { width, height } };
    },
    take: () => {
      const taken = kept;
      kept = undefined;
      return taken;
    },
  };
};

const factorOf = ({ width, height }: { readonly width: number; readonly height: number }, leastSide: number): number =>
  Math.max(1, Math.floor(Math.min(width, height) / leastSide));
