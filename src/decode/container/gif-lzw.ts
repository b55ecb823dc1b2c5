/** What a frame's compressed data holds. */
export interface LzwCount {
  /** At most one string more than asked for. */
  readonly pixels: number;
  /** Absolute offset of the first code that cannot be. */
  readonly badCode?: number;
  /** The data goes on behind the last pixel that was asked for, with something else than an end code. */
  readonly goesOn?: boolean;
}

const MAX_CODES = 4096;
const lengths = new Uint16Array(MAX_CODES);

/**
 * Counts the pixels of one GIF frame without making them: only the length of each table entry is kept. Stops at `enough`
 * pixels and the code behind them, an end code, a bad code, or where the data ends. `start` is the first sub-block's length byte; `minBits` 1..11.
 */
export const countLzwPixels = (bytes: Uint8Array, start: number, minBits: number, enough: number): LzwCount => {
  const clear = 1 << minBits;
  const stop = clear + 1;
  let width = minBits + 1;
  let next = stop + 1;
  let previous = -1;
  let pixels = 0;
  let bits = 0;
  let held = 0;
  let at = start;
  let block = 0;
  lengths.fill(1, 0, clear);
  for (;;) {
    while (held < width) {
      if (block === 0) {
        block = bytes[at++] ?? 0;
        if (block === 0) return { pixels };
      }
      if (at >= bytes.length) return { pixels };
      bits |= bytes[at++]! << held;
      held += 8;
      block--;
    }
    const code = bits & ((1 << width) - 1);
    bits >>>= width;
    held -= width;
    if (code === clear) {
      width = minBits + 1;
      next = stop + 1;
      previous = -1;
      continue;
    }
    if (code === stop) return { pixels };
    if (pixels >= enough) return { pixels, goesOn: true };
    if (code > next || (code === next && previous === -1) || (previous === -1 && code > stop)) {
      return { pixels, badCode: at - 1 };
    }
    // The entry that this code completes: the previous string and one pixel more.
    if (previous !== -1 && next < MAX_CODES) {
      lengths[next] = lengths[previous]! + 1;
      next++;
      if (next === 1 << width && width < 12) width++;
    }
    if (code >= next) return { pixels, badCode: at - 1 };
    pixels += lengths[code]!;
    previous = code;
  }
};
