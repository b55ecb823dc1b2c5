import { joined, le16, le32, octets, repeated, riffChunk, text, vp8x, webp, zeros } from '../bytes.ts';
import { BOMB, BROKEN, file, HARMLESS, type HostileFile } from './family.ts';

/** Bits from the lowest on, as VP8L packs them. */
const bits = (...fields: readonly (readonly [value: number, width: number])[]): Buffer => {
  const out: number[] = [];
  let at = 0;
  for (const [value, width] of fields) {
    for (let bit = 0; bit < width; bit += 1, at += 1) {
      if (at % 8 === 0) out.push(0);
      out[at >> 3]! |= (Math.floor(value / 2 ** bit) % 2) << (at & 7);
    }
  }
  return Buffer.from(out);
};

/** One color for the whole picture: five codes of one symbol each, so that no pixel takes a bit (RFC 9649, section 3.7). */
const single = [
  [1, 1],
  [0, 1],
  [0, 1],
  [0, 1],
] as const;
const oneColor = (width: number, height: number): Buffer =>
  joined(
    octets(0x2f),
    bits(
      [width - 1, 14],
      [height - 1, 14],
      [1, 1],
      [0, 3],
      [0, 1],
      [0, 1],
      [0, 1],
      ...single,
      ...single,
      ...single,
      ...single,
      ...single,
    ),
    zeros(8),
  );
/** A key frame whose data ends at once (RFC 6386, section 9.1). */
const lossy = (width: number, height: number, data = 64): Buffer =>
  joined(octets(0x10 + ((data << 5) & 0xe0), data >> 3, 0, 0x9d, 0x01, 0x2a), le16(width, height), zeros(data));

const u24 = (value: number): Buffer => le32(value).subarray(0, 3);
const frame = (width: number, height: number, data: Uint8Array): Buffer =>
  riffChunk('ANMF', joined(u24(0), u24(0), u24(width - 1), u24(height - 1), u24(10), octets(0), data));
const ANIM = riffChunk('ANIM', joined(le32(0), le16(0)));
const dot = riffChunk('VP8L', oneColor(1, 1));
const animation = (width: number, height: number, frames: Uint8Array): Buffer =>
  webp(vp8x(0x02, width, height), ANIM, frames);

const sizes = [
  [16_383, 16_383],
  [16_384, 16_384],
  [16_384, 10_900],
  [13_300, 13_300],
] as const;

export const webpFiles: readonly HostileFile[] = [
  ...sizes.flatMap(([width, height]) => [
    file(`webp-one-color-${width}x${height}.webp`, HARMLESS, () => webp(riffChunk('VP8L', oneColor(width, height)))),
    file(`webp-lossy-${width}x${height}.webp`, BROKEN, () => webp(riffChunk('VP8 ', lossy(width, height)))),
  ]),
  file('webp-canvas-16777216x16777216.webp', BOMB, () => webp(vp8x(0, 2 ** 24, 2 ** 24), dot)),
  file('webp-canvas-8x8-frame-16383x16383.webp', BROKEN, () =>
    webp(vp8x(0, 8, 8), riffChunk('VP8L', oneColor(16_383, 16_383))),
  ),
  file('webp-animation-canvas-16384x16384.webp', BOMB, () => animation(16_384, 16_384, frame(1, 1, dot))),
  file('webp-1000-frames-2000x2000.webp', BOMB, () =>
    animation(2000, 2000, repeated(frame(2000, 2000, riffChunk('VP8L', oneColor(2000, 2000))), 1000)),
  ),
  file('webp-999-frames-16383x16383-on-8x8.webp', BROKEN, () =>
    animation(8, 8, repeated(frame(16_383, 16_383, riffChunk('VP8L', oneColor(16_383, 16_383))), 999)),
  ),
  file('webp-100000-frames.webp', BOMB, () => animation(8, 8, repeated(frame(1, 1, dot), 100_000))),
  file('webp-frames-8-of-4000x4000.webp', HARMLESS, () =>
    animation(4000, 4000, repeated(frame(4000, 4000, riffChunk('VP8L', oneColor(4000, 4000))), 8)),
  ),
  file('webp-frames-16-of-4000x4000.webp', HARMLESS, () =>
    animation(4000, 4000, repeated(frame(4000, 4000, riffChunk('VP8L', oneColor(4000, 4000))), 16)),
  ),
  file('webp-200000-unknown-chunks.webp', HARMLESS, () =>
    webp(vp8x(0, 1, 1), dot, repeated(riffChunk('abcd', zeros(0)), 200_000)),
  ),
  file('webp-exif-100-mib.webp', HARMLESS, () => webp(vp8x(0x08, 1, 1), dot, riffChunk('EXIF', zeros(100 * 2 ** 20)))),
  file('webp-icc-100-mib.webp', HARMLESS, () => webp(vp8x(0x20, 1, 1), riffChunk('ICCP', zeros(100 * 2 ** 20)), dot)),
  file('webp-xmp-100-mib.webp', HARMLESS, () => webp(vp8x(0x04, 1, 1), dot, riffChunk('XMP ', zeros(100 * 2 ** 20)))),
  file('webp-nested-riff.webp', BROKEN, () => {
    let inner = webp(dot);
    for (let depth = 0; depth < 2_000; depth += 1)
      inner = joined(text('RIFF'), le32(inner.length + 4), text('WEBP'), inner);
    return inner;
  }),
  file('webp-nested-frames.webp', BROKEN, () => {
    let inner: Buffer = dot;
    for (let depth = 0; depth < 2_000; depth += 1) inner = frame(1, 1, inner);
    return animation(1, 1, inner);
  }),
  file('webp-riff-size-4-gib.webp', BROKEN, () => joined(text('RIFF'), le32(0xffffffff), text('WEBP'), dot)),
  file('webp-riff-size-0.webp', BROKEN, () => joined(text('RIFF'), le32(0), text('WEBP'), dot)),
  file('webp-chunk-size-4-gib.webp', BROKEN, () => webp(riffChunk('VP8L', oneColor(1, 1), 0xffffffff))),
  file('webp-chunk-size-4-gib-less-7.webp', BROKEN, () => webp(riffChunk('VP8L', oneColor(1, 1), 0xfffffff8))),
  file('webp-alpha-of-nothing.webp', BROKEN, () =>
    webp(vp8x(0x10, 4000, 4000), riffChunk('ALPH', octets(1)), riffChunk('VP8 ', lossy(4000, 4000))),
  ),
];
