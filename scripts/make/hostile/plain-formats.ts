import {
  be32,
  deflatedZeros,
  ihdr,
  joined,
  le16,
  le32,
  octets,
  png,
  pngChunk,
  repeated,
  text,
  zeros,
} from '../bytes.ts';
import { BOMB, BROKEN, file, HARMLESS, type HostileFile } from './family.ts';

const bmp = (
  width: number,
  height: number,
  depth: number,
  compression: number,
  data: Uint8Array,
  colors = 0,
): Buffer => {
  const start = 54 + 4 * Math.min(colors, 256);
  return joined(
    text('BM'),
    le32(start + data.length, 0, start, 40, width, height),
    le16(1, depth),
    le32(compression, data.length, 0, 0, colors, 0),
    zeros(start - 54),
    data,
  );
};
const RLE8 = 1;
const RLE4 = 2;
/** Rows of runs of 255, then the end. */
const bmpRuns = (width: number, height: number): Buffer => {
  const row = joined(repeated(octets(255, 0), Math.floor(width / 255)), octets(width % 255 || 1, 0), octets(0, 0));
  return joined(repeated(row, height), octets(0, 1));
};

const bmpFiles: readonly HostileFile[] = [
  ...[1, 4, 8, 16, 24, 32].map((depth) =>
    file(`bmp-declared-65535x65535-${depth}.bmp`, BOMB, () =>
      bmp(65_535, 65_535, depth, 0, zeros(100), depth <= 8 ? 2 : 0),
    ),
  ),
  ...[
    [2 ** 31 - 1, 2 ** 31 - 1],
    [-1, 100],
    [100, -2147483648],
    [0, 0],
    [1, 2 ** 31 - 1],
    [13_377, 13_377],
  ].map(([width, height]) =>
    file(`bmp-declared-${width}x${height}.bmp`, BROKEN, () => bmp(width! >>> 0, height! >>> 0, 24, 0, zeros(100))),
  ),
  file('bmp-rle8-13000x13000-end-at-once.bmp', HARMLESS, () => bmp(13_000, 13_000, 8, RLE8, octets(0, 1), 2)),
  file('bmp-rle8-13000x13000.bmp', HARMLESS, () => bmp(13_000, 13_000, 8, RLE8, bmpRuns(13_000, 13_000), 2)),
  file('bmp-rle8-30000x30000.bmp', BOMB, () => bmp(30_000, 30_000, 8, RLE8, octets(0, 1), 2)),
  file('bmp-rle4-30000x30000.bmp', BOMB, () => bmp(30_000, 30_000, 4, RLE4, octets(0, 1), 2)),
  file('bmp-rle8-a-million-deltas.bmp', BROKEN, () =>
    bmp(100, 100, 8, RLE8, repeated(octets(0, 2, 255, 255), 1_000_000), 2),
  ),
  file('bmp-rle8-a-million-line-ends.bmp', BROKEN, () => bmp(100, 100, 8, RLE8, zeros(2_000_000), 2)),
  file('bmp-rle8-runs-past-the-end.bmp', BROKEN, () => bmp(8, 8, 8, RLE8, repeated(octets(255, 0), 1_000_000), 2)),
  file('bmp-rle8-absolute-past-the-end.bmp', BROKEN, () => bmp(8, 8, 8, RLE8, octets(0, 255, 1), 2)),
  file('bmp-4294967295-colors.bmp', BROKEN, () => bmp(8, 8, 8, 0, zeros(64), 0xffffffff)),
  file('bmp-data-at-4-gib.bmp', BROKEN, () => {
    const bytes = bmp(8, 8, 24, 0, zeros(192));
    bytes.writeUInt32LE(0xfffffff0, 10);
    return bytes;
  }),
  file('bmp-data-inside-its-header.bmp', HARMLESS, () => {
    const bytes = bmp(8, 8, 24, 0, zeros(192));
    bytes.writeUInt32LE(0, 10);
    return bytes;
  }),
  file('bmp-depth-65535.bmp', BROKEN, () => bmp(8, 8, 65_535, 0, zeros(64))),
  file('bmp-embedded-png-bomb.bmp', BROKEN, () =>
    bmp(8, 8, 0, 5, png(ihdr(60_000, 60_000, 16, 6), pngChunk('IDAT', deflatedZeros(1000)))),
  ),
];

const tga = (kind: number, width: number, height: number, depth: number, data: Uint8Array, id = 0): Buffer =>
  joined(
    octets(id, kind % 8 === 1 ? 1 : 0, kind),
    le16(0, kind % 8 === 1 ? 65_535 : 0),
    octets(kind % 8 === 1 ? 24 : 0),
    le16(0, 0, width, height),
    octets(depth, 0),
    data,
  );
const tgaFoot = (extension: number, developer: number): Buffer =>
  joined(le32(extension, developer), text('TRUEVISION-XFILE.\0'));

const tgaFiles: readonly HostileFile[] = [
  ...[1, 2, 3, 9, 10, 11].map((kind) =>
    file(`tga-declared-65535x65535-type-${kind}.tga`, BROKEN, () =>
      tga(kind, 65_535, 65_535, kind % 8 === 2 ? 32 : 8, zeros(1000)),
    ),
  ),
  file('tga-runs-13000x13000.tga', HARMLESS, () =>
    tga(10, 13_000, 13_000, 24, repeated(octets(0xff, 0, 0, 0), Math.ceil(13_000 ** 2 / 128))),
  ),
  file('tga-runs-13000x13000-cut.tga', BROKEN, () => tga(10, 13_000, 13_000, 24, octets(0xff, 0, 0, 0))),
  file('tga-runs-past-the-end.tga', HARMLESS, () => tga(10, 8, 8, 24, repeated(octets(0xff, 0, 0, 0), 1_000_000))),
  file('tga-0x0.tga', BROKEN, () => tga(2, 0, 0, 24, zeros(100))),
  file('tga-depth-255.tga', BROKEN, () => tga(2, 8, 8, 255, zeros(100))),
  file('tga-footer-points-at-itself.tga', HARMLESS, () => joined(tga(2, 8, 8, 24, zeros(192)), tgaFoot(210, 210))),
  file('tga-developer-directory-of-65535.tga', HARMLESS, () =>
    joined(tga(2, 8, 8, 24, zeros(192)), le16(65_535), tgaFoot(0, 210)),
  ),
  file('tga-footer-at-4-gib.tga', HARMLESS, () =>
    joined(tga(2, 8, 8, 24, zeros(192)), tgaFoot(0xffffffff, 0xfffffff0)),
  ),
];

const qoi = (width: number, height: number, channels: number, data: Uint8Array): Buffer =>
  joined(text('qoif'), be32(width, height), octets(channels, 0), data, zeros(7), octets(1));
/** A run of 62 a byte. */
const qoiRuns = (pixels: number): Buffer => Buffer.alloc(Math.ceil(pixels / 62), 0xfd);

const qoiFiles: readonly HostileFile[] = [
  file('qoi-declared-4294967295.qoi', BOMB, () => qoi(0xffffffff, 0xffffffff, 4, zeros(10))),
  file('qoi-declared-65535x65535.qoi', BOMB, () => qoi(65_535, 65_535, 4, zeros(10))),
  file('qoi-declared-13377x13377.qoi', BROKEN, () => qoi(13_377, 13_377, 4, zeros(10))),
  file('qoi-runs-20000x20000.qoi', BOMB, () => qoi(20_000, 20_000, 4, qoiRuns(4e8))),
  file('qoi-runs-13377x13377.qoi', HARMLESS, () => qoi(13_377, 13_377, 4, qoiRuns(13_377 ** 2))),
  file('qoi-runs-past-the-end.qoi', BROKEN, () => qoi(8, 8, 3, qoiRuns(6e8))),
  file('qoi-0x0.qoi', BROKEN, () => qoi(0, 0, 3, zeros(0))),
  file('qoi-channels-255.qoi', BROKEN, () => qoi(8, 8, 255, zeros(64))),
];

const ico = (entries: readonly (readonly [bytes: number, offset: number])[], data: Uint8Array, kind = 1): Buffer =>
  joined(
    le16(0, kind, entries.length),
    ...entries.map(([bytes, offset]) => joined(octets(0, 0, 0, 0), le16(1, 32), le32(bytes, offset))),
    data,
  );
const pngBomb = (): Buffer => png(ihdr(16_000, 16_000, 16, 6), pngChunk('IDAT', deflatedZeros(128_001 * 16_000)));

const icoFiles: readonly HostileFile[] = [
  file('ico-entry-is-the-directory.ico', BROKEN, () => ico([[100, 0]], zeros(100))),
  file('ico-65535-entries-of-one-picture.ico', HARMLESS, () =>
    ico(
      Array.from({ length: 65_535 }, () => [100, 6 + 16 * 65_535]),
      png(ihdr(8, 8), pngChunk('IDAT', deflatedZeros(72))),
    ),
  ),
  file('ico-255-entries-of-one-bomb.ico', BOMB, () =>
    ico(
      Array.from({ length: 255 }, () => [2 ** 22, 6 + 16 * 255]),
      pngBomb(),
    ),
  ),
  file('ico-png-bomb.ico', BOMB, () => ico([[2 ** 22, 22]], pngBomb())),
  file('ico-bmp-bomb.ico', BROKEN, () =>
    ico([[1000, 22]], joined(le32(40, 65_535, 131_070), le16(1, 32), le32(0, 0, 0, 0, 0, 0), zeros(960))),
  ),
  file('ico-icon-in-an-icon.ico', BROKEN, () => ico([[500, 22]], ico([[400, 0]], zeros(400)))),
  file('ico-entry-at-4-gib.ico', BROKEN, () => ico([[0xffffffff, 0xfffffff0]], zeros(100))),
  file('ico-0-entries.ico', BROKEN, () => ico([], zeros(100))),
  file('cur-65535-entries.cur', BROKEN, () =>
    ico(
      Array.from({ length: 65_535 }, () => [100, 30]),
      zeros(100),
      2,
    ),
  ),
];

const pnmSizes = ['99999999 99999999', '65535 65535', '999999999999999999999999 1', '-5 5', '0 0', '13377 13377'];
const pnmFiles: readonly HostileFile[] = [
  ...pnmSizes.flatMap((size) =>
    [1, 2, 3, 4, 5, 6].map((kind) =>
      file(`pnm-p${kind}-declared-${size.replaceAll(' ', 'x')}.pnm`, BROKEN, () =>
        text(`P${kind}\n${size}\n${kind % 3 === 1 ? '' : '255\n'}1 2 3`),
      ),
    ),
  ),
  file('pnm-comment-100-mib.ppm', HARMLESS, () =>
    joined(text('P6\n#'), Buffer.alloc(100 * 2 ** 20, 0x41), text('\n1 1\n255\nabc')),
  ),
  file('pnm-a-million-comments.ppm', HARMLESS, () =>
    joined(text('P6\n'), repeated(text('#\n'), 1_000_000), text('1 1\n255\nabc')),
  ),
  file('pnm-digits-10-mib.ppm', BROKEN, () => joined(text('P3\n8 8\n255\n'), Buffer.alloc(10 * 2 ** 20, 0x31))),
  file('pnm-blanks-100-mib.ppm', BROKEN, () => joined(text('P3\n8 8\n255\n'), Buffer.alloc(100 * 2 ** 20, 0x20))),
  file('pnm-text-5000x5000.pbm', HARMLESS, () => joined(text('P1\n5000 5000\n'), Buffer.alloc(25_000_000, 0x30))),
  file('pnm-maxval-0.pgm', BROKEN, () => text('P5\n8 8\n0\nabc')),
  file('pnm-maxval-99999999.pgm', BROKEN, () => text('P5\n8 8\n99999999\nabc')),
  file('pnm-a-million-pictures.pgm', HARMLESS, () => repeated(text('P5\n1 1\n255\na'), 1_000_000)),
  file('pfm-declared-65535x65535.pfm', BROKEN, () => text('PF\n65535 65535\n-1.0\nabc')),
  file('pam-depth-4294967295.pam', BROKEN, () =>
    text('P7\nWIDTH 8\nHEIGHT 8\nDEPTH 4294967295\nMAXVAL 255\nENDHDR\nabc'),
  ),
  file('pam-endless-head.pam', BROKEN, () => joined(text('P7\n'), repeated(text('WIDTH 8\n'), 1_000_000))),
];

export const plainFiles: readonly HostileFile[] = [...bmpFiles, ...tgaFiles, ...qoiFiles, ...icoFiles, ...pnmFiles];
