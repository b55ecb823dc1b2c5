import {
  be32,
  deflatedZeros,
  ihdr,
  joined,
  octets,
  png,
  pngChunk,
  repeated,
  TIFF_START,
  text,
  tiffDirectory,
  zeros,
} from '../bytes.ts';
import { BOMB, BROKEN, file, HARMLESS, type HostileFile } from './family.ts';

const MIB = 2 ** 20;
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

const rowBytes = (width: number, depth: number, color: number): number =>
  1 + Math.ceil((width * depth * CHANNELS[color]!) / 8);

/** All of the pixels that its header declares, as zeros. */
const whole = (width: number, height: number, depth: number, color: number, interlace = 0): Buffer => {
  const palette = color === 3 ? [pngChunk('PLTE', zeros(3))] : [];
  // Seven passes have a few filter bytes more; what is too much is only warned of.
  const bytes = rowBytes(width, depth, color) * height + (interlace === 1 ? 2 * height : 0);
  const data = pngChunk('IDAT', deflatedZeros(bytes));
  return png(ihdr(width, height, depth, color, interlace), ...palette, data);
};

const declared = [
  [60_000, 60_000, 16, 6],
  [65_535, 65_535, 1, 0],
  [100_000, 100, 8, 2],
  [100, 100_000, 8, 2],
  [2 ** 31 - 1, 2 ** 31 - 1, 8, 0],
  [2 ** 32 - 1, 1, 8, 0],
  [1, 2 ** 31 - 1, 1, 0],
  [40_000, 40_000, 8, 3],
] as const;

const wholes = [
  [20_000, 20_000, 1, 0, 0],
  [16_000, 16_000, 16, 6, 0],
  [30_000, 30_000, 8, 3, 0],
  [16_000, 16_000, 16, 2, 1],
  [65_000, 5_000, 16, 6, 0],
  [14_000, 14_000, 16, 6, 1],
] as const;

/** Under every limit: what the largest allowed pictures cost. */
const largest = [
  [13_377, 13_377, 8, 0, 0],
  [13_377, 13_377, 1, 0, 0],
  [13_377, 13_377, 8, 2, 0],
  [11_580, 11_580, 16, 6, 0],
  [11_580, 11_580, 8, 6, 1],
  [13_377, 13_377, 8, 3, 1],
  [65_535, 2_700, 8, 2, 0],
  [2_700, 65_535, 8, 2, 1],
] as const;

const small = (): readonly Buffer[] => [ihdr(8, 8), pngChunk('IDAT', deflatedZeros(72))];
const withChunks = (...chunks: readonly Uint8Array[]): Buffer => {
  const [head, data] = small();
  return png(head!, ...chunks, data!);
};

const bomb = (count: number): Buffer => deflatedZeros(count);
const keyword = text('Comment\0');
const zTXt = (count: number): Buffer => pngChunk('zTXt', joined(keyword, octets(0), bomb(count)));
const iTXt = (count: number): Buffer => pngChunk('iTXt', joined(keyword, octets(1, 0), text('en\0\0'), bomb(count)));
const iCCP = (count: number): Buffer => pngChunk('iCCP', joined(text('icc\0'), octets(0), bomb(count)));

/** An animation whose canvas is small; its later frames, as declared by fcTL, need not be. */
const animation = (frames: number, toldFrames: number, width: number, height: number, rows: number): Buffer => {
  const chunks: Buffer[] = [pngChunk('acTL', be32(toldFrames, 0))];
  const control = (number: number, w: number, h: number): Buffer =>
    pngChunk('fcTL', joined(be32(number, w, h, 0, 0), octets(0, 1, 0, 10, 0, 0)));
  chunks.push(control(0, 8, 8), pngChunk('IDAT', deflatedZeros(72)));
  const data = deflatedZeros((1 + width) * rows);
  for (let frame = 1; frame < frames; frame += 1) {
    chunks.push(control(2 * frame - 1, width, height), pngChunk('fdAT', joined(be32(2 * frame), data)));
  }
  return png(ihdr(8, 8), chunks);
};

/** A directory of Exif that points at itself, and one with 65,535 entries. */
const exifLoop = joined(TIFF_START, tiffDirectory([[0x8769, 4, 1, 8]], 8));

export const pngFiles: readonly HostileFile[] = [
  ...declared.map(([width, height, depth, color]) =>
    file(`png-declared-${width}x${height}-${depth}-${color}.png`, BOMB, () =>
      png(ihdr(width, height, depth, color), pngChunk('IDAT', deflatedZeros(1000))),
    ),
  ),
  ...wholes.map(([width, height, depth, color, interlace]) =>
    file(`png-whole-${width}x${height}-${depth}-${color}-${interlace}.png`, BOMB, () =>
      whole(width, height, depth, color, interlace),
    ),
  ),
  ...largest.map(([width, height, depth, color, interlace]) =>
    file(`png-largest-${width}x${height}-${depth}-${color}-${interlace}.png`, HARMLESS, () =>
      whole(width, height, depth, color, interlace),
    ),
  ),
  file('png-more-data-than-declared.png', HARMLESS, () => png(ihdr(8, 8), pngChunk('IDAT', bomb(4 * 2 ** 30)))),
  file('png-100000-empty-idat.png', HARMLESS, () =>
    png(ihdr(8, 8), repeated(pngChunk('IDAT'), 100_000), pngChunk('IDAT', deflatedZeros(72))),
  ),
  file('png-idat-of-one-byte-each.png', HARMLESS, () =>
    png(
      ihdr(2000, 2000, 8, 6),
      [...deflatedZeros(8001 * 2000)].map((byte) => pngChunk('IDAT', octets(byte))),
    ),
  ),
  ...[2, 64, 1024, 8192].flatMap((mebibytes) => [
    file(`png-ztxt-${mebibytes}-mib.png`, BOMB, () => withChunks(zTXt(mebibytes * MIB))),
    file(`png-itxt-${mebibytes}-mib.png`, BOMB, () => withChunks(iTXt(mebibytes * MIB))),
    file(`png-iccp-${mebibytes}-mib.png`, BOMB, () => withChunks(iCCP(mebibytes * MIB))),
  ]),
  file('png-ztxt-100-of-1-mib.png', BOMB, () => withChunks(repeated(zTXt(MIB - 1), 100))),
  file('png-itxt-behind-data.png', BOMB, () => png(...small(), iTXt(1024 * MIB))),
  file('png-text-70-mib.png', BOMB, () => withChunks(pngChunk('tEXt', joined(keyword, Buffer.alloc(70 * MIB, 0x20))))),
  file('png-200000-texts.png', HARMLESS, () =>
    withChunks(repeated(pngChunk('tEXt', joined(keyword, text('x'))), 200_000)),
  ),
  file('png-200000-unknown-chunks.png', HARMLESS, () => withChunks(repeated(pngChunk('abCd'), 200_000))),
  file('png-unknown-chunk-100-mib.png', HARMLESS, () => withChunks(pngChunk('abCd', zeros(100 * MIB)))),
  file('png-palette-1-mib.png', HARMLESS, () => withChunks(pngChunk('PLTE', zeros(3 * 349_525)))),
  file('png-200000-palettes.png', HARMLESS, () => withChunks(repeated(pngChunk('PLTE', zeros(3)), 200_000))),
  file('png-exif-loop.png', HARMLESS, () => withChunks(pngChunk('eXIf', exifLoop))),
  file('png-chunk-length-4-gib.png', BROKEN, () =>
    joined(withChunks().subarray(0, 33), be32(0xffffffff), text('IDAT'), deflatedZeros(72)),
  ),
  file('png-chunk-length-2-gib.png', BROKEN, () =>
    joined(withChunks().subarray(0, 33), be32(0x7fffffff), text('IDAT'), deflatedZeros(72)),
  ),
  file('png-100000-headers.png', HARMLESS, () => png(repeated(ihdr(8, 8), 100_000), small()[1]!)),
  file('png-second-header-is-a-bomb.png', BROKEN, () => png(ihdr(8, 8), ihdr(60_000, 60_000, 16, 6), small()[1]!)),
  file('png-0x0.png', BROKEN, () => png(ihdr(0, 0), small()[1]!)),
  file('apng-told-100000-frames.png', BOMB, () => animation(2, 100_000, 8, 8, 8)),
  file('apng-told-4294967295-frames.png', BOMB, () => animation(2, 0xffffffff, 8, 8, 8)),
  file('apng-100000-frames.png', BOMB, () => animation(100_000, 100_000, 1, 1, 1)),
  file('apng-told-2-has-100000-frames.png', BROKEN, () => animation(100_000, 2, 1, 1, 1)),
  file('apng-900-frames-of-10000x10000.png', BOMB, () => animation(900, 900, 10_000, 10_000, 10_000)),
  file('apng-frame-60000x60000.png', BROKEN, () => animation(2, 2, 60_000, 60_000, 1)),
  file('apng-900-small-frames.png', HARMLESS, () => animation(900, 900, 8, 8, 8)),
];
