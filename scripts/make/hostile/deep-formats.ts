import { deflateSync } from 'node:zlib';
import { deflatedZeros, joined, le32, le64, octets, repeated, text, zeros } from '../bytes.ts';
import { BOMB, BROKEN, file, HARMLESS, type HostileFile } from './family.ts';

const hdr = (size: string, data: Uint8Array, lines = ''): Buffer =>
  joined(text(`#?RADIANCE\n${lines}FORMAT=32-bit_rle_rgbe\n\n${size}\n`), data);
const hdrRow = (width: number): Buffer => {
  const channel = joined(repeated(octets(255, 1), Math.floor(width / 127)), octets(128 + (width % 127 || 1), 1));
  return joined(octets(2, 2, width >> 8, width & 255), repeated(channel, 4));
};

const hdrFiles: readonly HostileFile[] = [
  ...[
    '-Y 65535 +X 65535',
    '-Y 999999999 +X 999999999',
    '-Y -5 +X 5',
    '-Y 0 +X 0',
    '-Y 13000 +X 13000',
    '-Y 99999999999999999999 +X 1',
  ].map((size) => file(`hdr-declared-${size.replaceAll(/[^0-9]+/g, 'x')}.hdr`, BROKEN, () => hdr(size, zeros(100)))),
  file('hdr-runs-32767x5000.hdr', BOMB, () => hdr('-Y 32767 +X 32767', repeated(hdrRow(32_767), 5_000))),
  file('hdr-runs-10000x10000.hdr', HARMLESS, () => hdr('-Y 10000 +X 10000', repeated(hdrRow(10_000), 10_000))),
  file('hdr-old-runs-of-everything.hdr', BROKEN, () =>
    hdr('-Y 10000 +X 10000', repeated(octets(1, 1, 1, 255), 100_000)),
  ),
  file('hdr-runs-of-nothing.hdr', BROKEN, () => hdr('-Y 100 +X 100', joined(octets(2, 2, 0, 100), zeros(1_000_000)))),
  file('hdr-head-100-mib.hdr', HARMLESS, () => hdr('-Y 8 +X 8', zeros(256), `${'A'.repeat(100 * 2 ** 20)}\n`)),
  file('hdr-a-million-head-lines.hdr', HARMLESS, () => hdr('-Y 8 +X 8', zeros(256), 'EXPOSURE=1\n'.repeat(1_000_000))),
];

const attribute = (name: string, type: string, value: Uint8Array, told = value.length): Buffer =>
  joined(text(`${name}\0${type}\0`), le32(told), value);
const float = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
};
interface ExrHead {
  readonly window: readonly [number, number, number, number];
  readonly compression?: number;
  readonly channels?: number;
  readonly flags?: number;
  readonly more?: Uint8Array;
}
const exrHead = ({ window, compression = 0, channels = 1, flags = 0, more = zeros(0) }: ExrHead): Buffer => {
  const list = Array.from({ length: channels }, (_, at) => joined(text(`C${at}\0`), le32(2, 0, 1, 1)));
  return joined(
    octets(0x76, 0x2f, 0x31, 0x01, 2, flags, 0, 0),
    attribute('channels', 'chlist', joined(...list, octets(0))),
    attribute('compression', 'compression', octets(compression)),
    attribute('dataWindow', 'box2i', le32(...window)),
    attribute('displayWindow', 'box2i', le32(...window)),
    attribute('lineOrder', 'lineOrder', octets(0)),
    attribute('pixelAspectRatio', 'float', float(1)),
    attribute('screenWindowCenter', 'v2f', zeros(8)),
    attribute('screenWindowWidth', 'float', float(1)),
    more,
    octets(0),
  );
};
const ZIP = 3;
/** Blocks of 16 lines, all of them the same zlib stream of zeros. */
const exrZip = (width: number, height: number, unpacked: number): Buffer => {
  const head = exrHead({ window: [0, 0, width - 1, height - 1], compression: ZIP });
  const data = deflatedZeros(unpacked);
  const blocks = Math.ceil(height / 16);
  const first = head.length + 8 * blocks;
  const offsets = Array.from({ length: blocks }, (_, at) => le64(first + at * (8 + data.length)));
  return joined(
    head,
    ...offsets,
    ...Array.from({ length: blocks }, (_, at) => joined(le32(16 * at, data.length), data)),
  );
};
const windows = [
  [0, 0, 65_534, 65_534],
  [-2147483648, -2147483648, 2147483647, 2147483647],
  [0, 0, -1, -1],
  [100, 100, 0, 0],
  [0, 0, 12_999, 12_999],
  [0, 0, 2147483647, 0],
] as const;
const tiles = (width: number, height: number, mode: number): Uint8Array =>
  attribute('tiles', 'tiledesc', joined(le32(width, height), octets(mode)));

const exrFiles: readonly HostileFile[] = [
  ...windows.flatMap((window) =>
    [0, 1, 2, 3, 4].map((compression) =>
      file(`exr-window-${window.join('_')}-compression-${compression}.exr`, BROKEN, () =>
        joined(exrHead({ window, compression }), zeros(64)),
      ),
    ),
  ),
  file('exr-zip-8x16-block-of-1-gib.exr', BROKEN, () => exrZip(8, 16, 2 ** 30)),
  file('exr-zip-8000x8000.exr', HARMLESS, () => exrZip(8_000, 8_000, 8_000 * 16 * 4)),
  file('exr-zip-60000x10000.exr', BOMB, () => exrZip(60_000, 10_000, 60_000 * 16 * 4)),
  file('exr-offsets-all-to-one-block.exr', HARMLESS, () => {
    const head = exrHead({ window: [0, 0, 99, 9_999] });
    return joined(head, repeated(le64(head.length + 80_000), 10_000), le32(0, 400), zeros(400));
  }),
  file('exr-offsets-into-the-header.exr', BROKEN, () =>
    joined(exrHead({ window: [0, 0, 99, 99] }), repeated(le64(8), 100)),
  ),
  file('exr-1000-channels.exr', BROKEN, () => joined(exrHead({ window: [0, 0, 7, 7], channels: 1_000 }), zeros(64))),
  file('exr-100000-channels.exr', BROKEN, () =>
    joined(exrHead({ window: [0, 0, 7, 7], channels: 100_000 }), zeros(64)),
  ),
  file('exr-a-million-attributes.exr', HARMLESS, () =>
    joined(exrHead({ window: [0, 0, 7, 7], more: repeated(attribute('a', 'int', le32(1)), 1_000_000) }), zeros(64)),
  ),
  file('exr-attribute-of-4-gib.exr', BROKEN, () =>
    joined(exrHead({ window: [0, 0, 7, 7], more: attribute('a', 'string', zeros(4), 0xffffffff) }), zeros(64)),
  ),
  file('exr-attribute-of-minus-1.exr', BROKEN, () =>
    joined(exrHead({ window: [0, 0, 7, 7], more: attribute('a', 'string', zeros(4), 0x80000000) }), zeros(64)),
  ),
  file('exr-endless-name.exr', BROKEN, () =>
    joined(octets(0x76, 0x2f, 0x31, 0x01, 2, 0, 0, 0), Buffer.alloc(10 * 2 ** 20, 0x41)),
  ),
  ...[0, 1, 2].map((mode) =>
    file(`exr-tiles-of-1-mode-${mode}.exr`, BROKEN, () =>
      joined(exrHead({ window: [0, 0, 12_999, 12_999], flags: 2, more: tiles(1, 1, mode) }), zeros(64)),
    ),
  ),
  file('exr-tiles-of-0.exr', BROKEN, () =>
    joined(exrHead({ window: [0, 0, 99, 99], flags: 2, more: tiles(0, 0, 0) }), zeros(64)),
  ),
  file('exr-multipart-endless.exr', BROKEN, () => repeated(exrHead({ window: [0, 0, 7, 7], flags: 0x10 }), 10_000)),
  file('exr-preview-of-4-gib.exr', BROKEN, () =>
    joined(exrHead({ window: [0, 0, 7, 7], more: attribute('preview', 'preview', le32(65_535, 65_535)) }), zeros(64)),
  ),
  file('exr-zip-of-noise.exr', BROKEN, () =>
    joined(exrHead({ window: [0, 0, 7, 7], compression: ZIP }), le64(400), le32(0, 20), deflateSync(zeros(20))),
  ),
];

export const deepFiles: readonly HostileFile[] = [...hdrFiles, ...exrFiles];
