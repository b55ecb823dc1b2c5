import { be16, be32, joined, jpegSegment, octets, repeated, TIFF_START, text, tiffDirectory, zeros } from '../bytes.ts';
import { BOMB, BROKEN, file, HARMLESS, type HostileFile } from './family.ts';

const SOI = octets(0xff, 0xd8);
const EOI = octets(0xff, 0xd9);

const dqt = jpegSegment(0xdb, joined(octets(0), Buffer.alloc(64, 1)));
/** One code of one bit for each table: DC 0 and AC end of block; a second AC code of two bits, `symbol`. */
const dht = (kind: number, ...symbols: readonly number[]): Buffer => {
  const counts = zeros(16);
  for (let at = 0; at < symbols.length; at += 1) counts[at] = 1;
  return jpegSegment(0xc4, joined(octets(kind), counts, octets(...symbols)));
};
const TABLES = joined(dqt, dht(0x00, 0), dht(0x10, 0));

const sof = (marker: number, width: number, height: number, components: number, sampling = 0x11): Buffer =>
  jpegSegment(
    marker,
    joined(
      octets(8),
      be16(height, width),
      octets(components, ...Array.from({ length: components }, (_, at) => [at + 1, sampling, 0]).flat()),
    ),
  );
const sos = (components: readonly number[], from: number, to: number, approximation: number): Buffer =>
  jpegSegment(0xda, octets(components.length, ...components.flatMap((id) => [id, 0]), from, to, approximation));

/** Two bits a block (DC 0, end of block), all zeros. */
const entropy = (width: number, height: number, components: number): Buffer =>
  zeros(Math.ceil((Math.ceil(width / 8) * Math.ceil(height / 8) * 2 * components) / 8));

const baseline = (width: number, height: number, components = 1): Buffer => {
  const ids = Array.from({ length: components }, (_, at) => at + 1);
  const data = entropy(width, height, components);
  return joined(SOI, TABLES, sof(0xc0, width, height, components), sos(ids, 0, 63, 0), data, EOI);
};

/**
 * Progressive: each scan makes a decoder walk all blocks, and with runs of ends of blocks (EOB14: 32,767 blocks by 15 bits) costs the
 * file some bytes a megapixel (the "progressive bomb" of libjpeg-turbo's security notes).
 */
const progressive = (width: number, height: number, scans: number, components = 1): Buffer => {
  const blocks = Math.ceil(width / 8) * Math.ceil(height / 8);
  const runs = Math.ceil(blocks / 32_767);
  // Code 0 is EOB14 (symbol 0xe0), then 14 bits that are ones: 32,767 blocks; no byte may be 0xff.
  const bits = `0${'1'.repeat(14)}`.repeat(runs);
  const packed: number[] = [];
  for (let at = 0; at < bits.length; at += 8) {
    const byte = Number.parseInt(bits.slice(at, at + 8).padEnd(8, '0'), 2);
    packed.push(byte);
    if (byte === 0xff) packed.push(0);
  }
  const refinement = joined(sos([1], 1, 63, 0x00), Buffer.from(packed));
  const ids = Array.from({ length: components }, (_, at) => at + 1);
  const first = joined(sos(ids, 0, 0, 0), zeros(Math.ceil((blocks * components) / 8)));
  const tables = joined(dqt, dht(0x00, 0), dht(0x10, 0xe0));
  return joined(SOI, tables, sof(0xc2, width, height, components), first, repeated(refinement, scans), EOI);
};

const good = (): Buffer => baseline(64, 64);
const behindStart = (...parts: readonly Uint8Array[]): Buffer => joined(SOI, ...parts, good().subarray(2));

const exif = (...entries: Parameters<typeof tiffDirectory>): Buffer =>
  jpegSegment(0xe1, joined(text('Exif\0\0'), TIFF_START, tiffDirectory(...entries)));

const sizes = [
  [65_535, 65_535],
  [65_535, 1],
  [1, 65_535],
  [65_500, 65_500],
  [40_000, 40_000],
] as const;

const scanBombs = [
  [13_000, 13_000, 5_000, 1],
  [8_000, 8_000, 20_000, 1],
  [2_000, 2_000, 100_000, 1],
  [65_000, 2_700, 3_000, 1],
  [13_000, 13_000, 200, 3],
  [4_000, 4_000, 3_000, 3],
  [256, 256, 1_000_000, 1],
] as const;

export const jpegFiles: readonly HostileFile[] = [
  ...sizes.flatMap(([width, height]) => [
    file(`jpeg-declared-${width}x${height}.jpg`, BROKEN, () =>
      joined(SOI, TABLES, sof(0xc0, width, height, 1), sos([1], 0, 63, 0), zeros(100), EOI),
    ),
    file(`jpeg-declared-progressive-${width}x${height}.jpg`, BROKEN, () =>
      joined(SOI, TABLES, sof(0xc2, width, height, 1), sos([1], 0, 0, 0), zeros(100), EOI),
    ),
  ]),
  file('jpeg-whole-20000x20000.jpg', BOMB, () => baseline(20_000, 20_000)),
  file('jpeg-largest-13377x13377.jpg', HARMLESS, () => baseline(13_376, 13_376)),
  file('jpeg-largest-13377x13377-3.jpg', HARMLESS, () => baseline(13_376, 13_376, 3)),
  file('jpeg-largest-13377x13377-4.jpg', HARMLESS, () => baseline(13_376, 13_376, 4)),
  file('jpeg-largest-cut.jpg', BROKEN, () => baseline(13_376, 13_376, 3).subarray(0, 200)),
  file('jpeg-largest-cut-4.jpg', BROKEN, () => joined(baseline(13_376, 13_376, 4).subarray(0, 200), EOI)),
  ...scanBombs.map(([width, height, scans, components]) =>
    file(`jpeg-progressive-bomb-${width}x${height}-${scans}-scans-${components}.jpg`, HARMLESS, () =>
      progressive(width, height, scans, components),
    ),
  ),
  ...[0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd].map((marker) =>
    file(`jpeg-process-${marker.toString(16)}-13000x13000.jpg`, HARMLESS, () =>
      joined(SOI, TABLES, sof(marker, 13_000, 13_000, 3), sos([1, 2, 3], 0, 63, 0), zeros(2000), EOI),
    ),
  ),
  file('jpeg-arithmetic-scan-bomb.jpg', HARMLESS, () =>
    joined(
      SOI,
      dqt,
      sof(0xca, 10_000, 10_000, 1),
      sos([1], 0, 0, 0),
      zeros(64),
      repeated(joined(sos([1], 1, 63, 0), zeros(2)), 5_000),
      EOI,
    ),
  ),
  file('jpeg-sequential-scan-bomb.jpg', HARMLESS, () =>
    joined(
      SOI,
      TABLES,
      sof(0xc0, 8_000, 8_000, 3),
      repeated(joined(sos([1], 0, 63, 0), entropy(8_000, 8_000, 1)), 200),
      EOI,
    ),
  ),
  file('jpeg-60000-comments.jpg', HARMLESS, () => behindStart(repeated(jpegSegment(0xfe, text('x')), 60_000))),
  file('jpeg-comments-200-mib.jpg', HARMLESS, () => behindStart(repeated(jpegSegment(0xfe, zeros(65_000)), 3_200))),
  file('jpeg-200000-huffman-tables.jpg', HARMLESS, () => behindStart(repeated(dht(0x10, 0), 200_000))),
  file('jpeg-200000-quantization-tables.jpg', HARMLESS, () => behindStart(repeated(dqt, 200_000))),
  file('jpeg-fill-bytes-100-mib.jpg', HARMLESS, () => behindStart(Buffer.alloc(100 * 2 ** 20, 0xff))),
  file('jpeg-stray-bytes-100-mib.jpg', HARMLESS, () => behindStart(zeros(100 * 2 ** 20))),
  file('jpeg-a-million-starts.jpg', HARMLESS, () => behindStart(repeated(SOI, 1_000_000))),
  file('jpeg-a-million-restarts.jpg', HARMLESS, () =>
    joined(good().subarray(0, -2), repeated(octets(0xff, 0xd0), 1_000_000), EOI),
  ),
  file('jpeg-restart-interval-1.jpg', BROKEN, () =>
    joined(
      SOI,
      TABLES,
      jpegSegment(0xdd, be16(1)),
      sof(0xc0, 8_000, 8_000, 1),
      sos([1], 0, 63, 0),
      zeros(250_000),
      EOI,
    ),
  ),
  file('jpeg-stray-bytes-between-a-million-markers.jpg', HARMLESS, () =>
    behindStart(repeated(octets(0x12, 0xff, 0x01), 1_000_000)),
  ),
  file('jpeg-tail-of-100-mib.jpg', HARMLESS, () => joined(good(), Buffer.alloc(100 * 2 ** 20, 0x41))),
  file('jpeg-a-million-ends.jpg', HARMLESS, () => joined(good(), repeated(EOI, 1_000_000))),
  file('jpeg-dnl.jpg', HARMLESS, () =>
    joined(SOI, TABLES, sof(0xc0, 64, 0, 1), sos([1], 0, 63, 0), zeros(16), jpegSegment(0xdc, be16(65_535)), EOI),
  ),
  file('jpeg-255-components.jpg', BROKEN, () =>
    joined(SOI, TABLES, sof(0xc0, 64, 64, 255), sos([1, 2, 3, 4], 0, 63, 0), zeros(100), EOI),
  ),
  file('jpeg-sampling-15x15.jpg', BROKEN, () =>
    joined(SOI, TABLES, sof(0xc0, 13_000, 13_000, 3, 0xff), sos([1, 2, 3], 0, 63, 0), zeros(100), EOI),
  ),
  file('jpeg-sampling-4x4.jpg', BROKEN, () =>
    joined(SOI, TABLES, sof(0xc0, 13_000, 13_000, 4, 0x44), sos([1, 2, 3, 4], 0, 63, 0), zeros(100), EOI),
  ),
  file('jpeg-exif-loop.jpg', HARMLESS, () =>
    behindStart(
      exif(
        [
          [0x8769, 4, 1, 8],
          [0x0112, 3, 1, 6],
        ],
        8,
      ),
    ),
  ),
  file('jpeg-exif-65535-entries.jpg', HARMLESS, () => {
    const entries = Array.from({ length: 5_000 }, () => [0x9286, 2, 0xffffffff, 8] as const);
    return behindStart(exif(entries));
  }),
  file('jpeg-exif-of-4-gib.jpg', HARMLESS, () => behindStart(exif([[0x9286, 7, 0xffffffff, 0xfffffff0]]))),
  file('jpeg-3000-exifs.jpg', HARMLESS, () => behindStart(repeated(exif([[0x0112, 3, 1, 6]]), 3_000))),
  file('jpeg-icc-255-of-255.jpg', HARMLESS, () =>
    behindStart(
      ...Array.from({ length: 255 }, (_, at) =>
        jpegSegment(0xe2, joined(text('ICC_PROFILE\0'), octets(at + 1, 255), zeros(65_000))),
      ),
    ),
  ),
  file('jpeg-mpo-of-itself.jpg', HARMLESS, () => {
    const list = joined(...Array.from({ length: 256 }, () => joined(be32(0x20000000, 0x7fffffff, 0), be16(0, 0))));
    const index = joined(text('MPF\0MM\0*'), be32(8), be16(1, 0xb002, 7), be32(list.length, 26, 0), list);
    return joined(behindStart(jpegSegment(0xe2, index)), good(), good());
  }),
  file('jpeg-mpo-10000-pictures.jpg', HARMLESS, () => repeated(good(), 10_000)),
  file('jpeg-header-only.jpg', BROKEN, () => joined(SOI, sof(0xc0, 65_500, 65_500, 3))),
  file('jpeg-segment-length-0.jpg', BROKEN, () => joined(SOI, repeated(jpegSegment(0xe5, zeros(0), 0), 100_000))),
];
