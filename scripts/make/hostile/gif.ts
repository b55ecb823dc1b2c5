import { joined, le16, octets, repeated, text, zeros } from '../bytes.ts';
import { BOMB, BROKEN, file, HARMLESS, type HostileFile } from './family.ts';

const PALETTE = octets(0, 0, 0, 255, 255, 255);
const head = (width: number, height: number): Buffer =>
  joined(text('GIF89a'), le16(width, height), octets(0x80, 0, 0), PALETTE);
const TRAILER = octets(0x3b);

const subBlocks = (data: Uint8Array): Buffer => {
  const parts: Buffer[] = [];
  for (let at = 0; at < data.length; at += 255) {
    const part = data.subarray(at, at + 255);
    parts.push(joined(octets(part.length), part));
  }
  return joined(parts, octets(0));
};

/** Codes of growing strings: each new one repeats all before and one pixel more, 8 million pixels for 6 kB. */
const growing = (pixels: number): Buffer => {
  const out: number[] = [];
  let held = 0;
  let bits = 0;
  const put = (code: number, width: number): void => {
    held |= code << bits;
    bits += width;
    for (; bits >= 8; bits -= 8, held >>>= 8) out.push(held & 0xff);
  };
  let made = 0;
  while (made < pixels) {
    // Minimal code size 2: clear is 4, stop 5, the first free code 6.
    put(4, 3);
    put(0, 3);
    made += 1;
    let width = 3;
    for (let next = 6, length = 2; next < 4096 && made < pixels; next += 1, length += 1) {
      put(next, width);
      made += length;
      if (next + 1 === 1 << width && width < 12) width += 1;
    }
  }
  put(5, 12);
  if (bits > 0) out.push(held & 0xff);
  return Buffer.from(out);
};

const frame = (width: number, height: number, data: Uint8Array): Buffer =>
  joined(octets(0x2c), le16(0, 0, width, height), octets(0, 2), subBlocks(data));
const dot = frame(1, 1, octets(0x44, 0x01));
const control = joined(octets(0x21, 0xf9, 4, 0), le16(1), octets(0, 0));
const comment = (bytes: number): Buffer => joined(octets(0x21, 0xfe), subBlocks(Buffer.alloc(bytes, 0x41)));

const gif = (width: number, height: number, ...blocks: readonly Uint8Array[]): Buffer =>
  joined(head(width, height), ...blocks, TRAILER);

const canvases = [
  [65_535, 65_535],
  [20_000, 20_000],
  [65_535, 4_000],
] as const;

export const gifFiles: readonly HostileFile[] = [
  ...canvases.map(([width, height]) => file(`gif-canvas-${width}x${height}.gif`, BOMB, () => gif(width, height, dot))),
  ...canvases.map(([width, height]) =>
    file(`gif-frame-${width}x${height}-on-8x8.gif`, BROKEN, () => gif(8, 8, frame(width, height, growing(1000)))),
  ),
  file('gif-frame-fully-coded-20000x20000-on-8x8.gif', HARMLESS, () => gif(8, 8, frame(20_000, 20_000, growing(4e8)))),
  file('gif-900-frames-10000x10000-on-8x8.gif', HARMLESS, () =>
    gif(8, 8, repeated(frame(10_000, 10_000, growing(1e8)), 900).subarray(0, 60 * 2 ** 20)),
  ),
  file('gif-1000-frames-1000x1000.gif', BOMB, () => gif(1000, 1000, repeated(frame(1000, 1000, growing(1e6)), 1000))),
  file('gif-100000-frames.gif', BOMB, () => gif(8, 8, repeated(joined(control, dot), 100_000))),
  file('gif-1001-frames.gif', BOMB, () => gif(8, 8, repeated(dot, 1001))),
  file('gif-999-frames-without-pixels.gif', HARMLESS, () => gif(8, 8, repeated(frame(8, 8, octets(0x2c)), 999))),
  file('gif-largest-13377x13377.gif', HARMLESS, () => gif(13_377, 13_377, frame(13_377, 13_377, growing(13_377 ** 2)))),
  file('gif-300000-graphic-controls.gif', HARMLESS, () => gif(8, 8, repeated(control, 300_000), dot)),
  file('gif-comment-100-mib.gif', HARMLESS, () => gif(8, 8, comment(100 * 2 ** 20), dot)),
  file('gif-500000-comments.gif', HARMLESS, () => gif(8, 8, repeated(comment(1), 500_000), dot)),
  file('gif-sub-blocks-of-one-byte.gif', HARMLESS, () =>
    gif(
      2000,
      2000,
      octets(0x2c),
      le16(0, 0, 2000, 2000),
      octets(0, 2),
      ...[...growing(4e6)].map((b) => octets(1, b)),
      octets(0),
    ),
  ),
  file('gif-clear-codes-only.gif', BROKEN, () => gif(8, 8, frame(8, 8, repeated(octets(0x24, 0x49, 0x92), 2 ** 20)))),
  file('gif-code-size-12.gif', BROKEN, () =>
    gif(8, 8, octets(0x2c), le16(0, 0, 8, 8), octets(0, 12), subBlocks(zeros(100))),
  ),
  file('gif-code-size-255.gif', BROKEN, () =>
    gif(8, 8, octets(0x2c), le16(0, 0, 8, 8), octets(0, 255), subBlocks(zeros(100))),
  ),
  file('gif-0x0.gif', BROKEN, () => gif(0, 0, dot)),
  file('gif-frame-0x0.gif', BROKEN, () => gif(8, 8, frame(0, 0, octets(0x2c)))),
  file('gif-a-megabyte-of-terminators.gif', HARMLESS, () => gif(8, 8, zeros(2 ** 20), dot)),
  file('gif-endless-extension.gif', BROKEN, () => joined(head(8, 8), octets(0x21, 0xfe), Buffer.alloc(2 ** 22, 0xff))),
];
