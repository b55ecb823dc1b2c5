import {
  be32,
  deflatedZeros,
  joined,
  le16,
  le32,
  le64,
  octets,
  repeated,
  TIFF_START,
  type TiffEntry,
  text,
  tiffDirectory,
  zeros,
} from '../bytes.ts';
import { BOMB, BROKEN, file, HARMLESS, type HostileFile } from './family.ts';

const NONE = 1;
const LZW = 5;
const DEFLATE = 8;
const PACKBITS = 32_773;
const JPEG = 7;

interface Picture {
  readonly width: number;
  readonly height: number;
  readonly bits?: number;
  readonly samples?: number;
  readonly compression?: number;
  readonly rows?: number;
}

/** One strip at `offset`; for more than one sample the depths stand nowhere, as readers allow. */
const entries = (
  { width, height, bits = 8, samples = 1, compression = DEFLATE, rows = height }: Picture,
  offset: number,
  bytes: number,
): TiffEntry[] => [
  [256, 4, 1, width],
  [257, 4, 1, height],
  [258, 3, 1, bits],
  [259, 3, 1, compression],
  [262, 3, 1, samples >= 3 ? 2 : 1],
  [273, 4, 1, offset],
  [277, 3, 1, samples],
  [278, 4, 1, rows],
  [279, 4, 1, bytes],
];

/** Directory first, the strip behind it. */
const tiff = (picture: Picture, data: Uint8Array, next = 0): Buffer => {
  const length = tiffDirectory(entries(picture, 0, 0)).length;
  return joined(TIFF_START, tiffDirectory(entries(picture, 8 + length, data.length), next), data);
};
const whole = (picture: Picture): Buffer => {
  const { width, height, bits = 8, samples = 1 } = picture;
  return tiff(picture, deflatedZeros(Math.ceil((width * bits * samples) / 8) * height));
};

const DIRECTORY_BYTES = 2 + 9 * 12 + 4;
/** `pages` directories in a row, all of the same strip. */
const sharing = (pages: number, picture: Picture, data: Uint8Array): Buffer => {
  const first = 8 + data.length;
  const directories = Array.from({ length: pages }, (_, page) => {
    const next = page + 1 < pages ? first + (page + 1) * DIRECTORY_BYTES : 0;
    return tiffDirectory(entries(picture, 8, data.length), next);
  });
  return joined(text('II*\0'), le32(first), data, ...directories);
};

const declared = [
  [65_535, 65_535, 8, 1],
  [2 ** 31 - 1, 2 ** 31 - 1, 8, 1],
  [0xffffffff, 0xffffffff, 64, 4],
  [60_000, 60_000, 1, 1],
  [100_000, 100, 8, 3],
  [10_000, 10_000, 64, 4],
  [0xffffffff, 1, 8, 1],
] as const;

const wholes = [
  [30_000, 30_000, 1, 1, BOMB],
  [20_000, 20_000, 8, 3, BOMB],
  [16_000, 16_000, 16, 4, BOMB],
  [13_377, 13_377, 1, 1, HARMLESS],
  [13_377, 13_377, 8, 1, HARMLESS],
  [11_500, 11_500, 64, 1, HARMLESS],
  [65_535, 2_730, 16, 1, HARMLESS],
] as const;

const head = (first: number): Buffer => joined(text('II*\0'), le32(first));
const tiny: Picture = { width: 8, height: 8, compression: NONE };

/** A tile grid: nothing but tile tables, all tiles the same bytes. */
const tiled = (width: number, height: number, side: number, count: number): Buffer => {
  const data = deflatedZeros(side * side);
  const list = 8 + data.length;
  const offsets = repeated(le32(8), count);
  const counts = repeated(le32(data.length), count);
  const directory = tiffDirectory([
    [256, 4, 1, width],
    [257, 4, 1, height],
    [258, 3, 1, 8],
    [259, 3, 1, DEFLATE],
    [262, 3, 1, 1],
    [277, 3, 1, 1],
    [322, 4, 1, side],
    [323, 4, 1, side],
    [324, 4, count, list],
    [325, 4, count, list + offsets.length],
  ]);
  return joined(head(list + offsets.length + counts.length), data, offsets, counts, directory);
};

const big = (first: Uint8Array, ...parts: readonly Uint8Array[]): Buffer =>
  joined(text('II+\0'), le16(8, 0), first, ...parts);

export const tiffFiles: readonly HostileFile[] = [
  ...declared.flatMap(([width, height, bits, samples]) =>
    [NONE, LZW, DEFLATE, PACKBITS, JPEG].map((compression) =>
      file(`tiff-declared-${width}x${height}-${bits}-${samples}-compression-${compression}.tif`, BROKEN, () =>
        tiff({ width, height, bits, samples, compression }, zeros(100)),
      ),
    ),
  ),
  ...wholes.map(([width, height, bits, samples, owes]) =>
    file(`tiff-whole-${width}x${height}-${bits}-${samples}.tif`, owes, () => whole({ width, height, bits, samples })),
  ),
  file('tiff-rows-a-strip-4294967295.tif', HARMLESS, () => tiff({ ...tiny, rows: 0xffffffff }, zeros(64))),
  file('tiff-rows-a-strip-1.tif', BROKEN, () =>
    tiff({ width: 8, height: 65_535, rows: 1, compression: NONE }, zeros(64)),
  ),
  file('tiff-strip-unpacks-to-1-gib.tif', HARMLESS, () => tiff({ width: 8, height: 8 }, deflatedZeros(2 ** 30))),
  file('tiff-page-points-at-itself.tif', HARMLESS, () => tiff(tiny, zeros(64), 8)),
  file('tiff-two-pages-in-a-ring.tif', HARMLESS, () => {
    const second = 8 + DIRECTORY_BYTES;
    const strip = second + DIRECTORY_BYTES;
    const both = [second, 8].map((next) => tiffDirectory(entries(tiny, strip, 64), next));
    return joined(TIFF_START, ...both, zeros(64));
  }),
  file('tiff-100000-pages.tif', BOMB, () => sharing(100_000, tiny, zeros(64))),
  file('tiff-1001-pages.tif', BOMB, () => sharing(1001, tiny, zeros(64))),
  file('tiff-999-pages.tif', HARMLESS, () => sharing(999, tiny, zeros(64))),
  file('tiff-999-pages-10000x10000-one-strip.tif', BOMB, () =>
    sharing(999, { width: 10_000, height: 10_000 }, deflatedZeros(1e8)),
  ),
  file('tiff-100000-empty-directories.tif', BROKEN, () =>
    joined(
      TIFF_START,
      Array.from({ length: 100_000 }, (_, at) => tiffDirectory([], 8 + 6 * (at + 1))),
    ),
  ),
  file('tiff-65535-entries.tif', BROKEN, () =>
    joined(TIFF_START, tiffDirectory(Array.from({ length: 65_535 }, (_, at) => [at, 4, 1, 0] as const))),
  ),
  file('tiff-entry-of-4294967295-longs.tif', BROKEN, () =>
    joined(TIFF_START, tiffDirectory([...entries(tiny, 200, 64).slice(0, 8), [279, 4, 0xffffffff, 8]]), zeros(200)),
  ),
  file('tiff-strip-offsets-1-billion.tif', BROKEN, () =>
    joined(
      TIFF_START,
      tiffDirectory([
        [256, 4, 1, 8],
        [257, 4, 1, 1_000_000_000],
        [258, 3, 1, 8],
        [259, 3, 1, 1],
        [262, 3, 1, 1],
        [273, 4, 1_000_000_000, 8],
        [277, 3, 1, 1],
        [278, 4, 1, 1],
        [279, 4, 1_000_000_000, 8],
      ]),
      zeros(200),
    ),
  ),
  file('tiff-samples-65535.tif', BROKEN, () => tiff({ ...tiny, samples: 65_535 }, zeros(64))),
  file('tiff-bits-65535.tif', BROKEN, () => tiff({ ...tiny, bits: 65_535 }, zeros(64))),
  file('tiff-0x0.tif', BROKEN, () => tiff({ width: 0, height: 0 }, zeros(64))),
  file('tiff-sub-directories-loop.tif', HARMLESS, () => {
    const all: TiffEntry[] = [...entries(tiny, 300, 64), [330, 4, 1, 8], [34_665, 4, 1, 8], [34_853, 4, 1, 8]];
    return joined(TIFF_START, tiffDirectory(all), zeros(500));
  }),
  file('tiff-icc-4-gib.tif', HARMLESS, () =>
    joined(TIFF_START, tiffDirectory([...entries(tiny, 300, 64), [34_675, 7, 0xffffffff, 8]]), zeros(500)),
  ),
  file('tiff-xmp-100-mib.tif', HARMLESS, () =>
    joined(
      TIFF_START,
      tiffDirectory([...entries(tiny, 300, 64), [700, 1, 100 * 2 ** 20, 400]]),
      zeros(400 + 100 * 2 ** 20),
    ),
  ),
  file('tiff-tiles-13000x13000-of-16.tif', HARMLESS, () => tiled(13_000, 13_000, 16, 813 * 813)),
  file('tiff-tile-of-60000x60000.tif', BROKEN, () => tiled(8, 8, 60_000, 1)),
  file('tiff-tile-of-16384x16384-whole.tif', HARMLESS, () => tiled(8, 8, 16_384, 1)),
  file('tiff-tile-of-2147483648.tif', BROKEN, () => tiled(8, 8, 2, 1).fill(0x80, 40, 41)),
  file('tiff-first-directory-at-0.tif', BROKEN, () => joined(head(0), zeros(100))),
  file('tiff-first-directory-at-4-gib.tif', BROKEN, () => joined(head(0xfffffff8), zeros(100))),
  file('tiff-big-endian-lie.tif', BROKEN, () =>
    joined(text('MM\0*'), be32(8), tiffDirectory(entries(tiny, 200, 64)), zeros(200)),
  ),
  file('bigtiff-first-directory-at-2-63.tif', BROKEN, () => big(le64(2 ** 63), zeros(100))),
  file('bigtiff-2-62-entries.tif', BROKEN, () => big(le64(16), le64(2 ** 62), zeros(200))),
  file('bigtiff-loop.tif', BROKEN, () => big(le64(16), le64(0), le64(16))),
  file('bigtiff-count-2-60.tif', BROKEN, () =>
    big(
      le64(16),
      le64(3),
      le16(256, 4),
      le64(1),
      le64(8),
      le16(257, 4),
      le64(1),
      le64(8),
      le16(273, 16),
      le64(2 ** 60),
      le64(16),
      le64(0),
    ),
  ),
  file('tiff-jpeg-of-65500x65500.tif', BROKEN, () =>
    tiff(
      { width: 64, height: 64, compression: JPEG },
      joined(
        octets(0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, 0xff, 0xdc, 0xff, 0xdc, 1, 1, 0x11, 0),
        octets(0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0),
        zeros(64),
        octets(0xff, 0xd9),
      ),
    ),
  ),
];
