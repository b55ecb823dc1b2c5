import { be16, be32, be64, box, fullBox, joined, octets, repeated, text, zeros } from '../bytes.ts';
import { BOMB, BROKEN, file, HARMLESS, type HostileFile } from './family.ts';

const nested = (type: string, depth: number, core: Uint8Array = zeros(0)): Buffer => {
  const heads: Buffer[] = [];
  for (let level = 0; level < depth; level += 1)
    heads.push(joined(be32(core.length + 8 * (depth - level)), text(type)));
  return joined(...heads, core);
};

// JPEG 2000 (ISO/IEC 15444-1, annexes A and I).
const JP2_START = joined(be32(12), text('jP  \r\n\x87\n'), box('ftyp', text('jp2 '), be32(0), text('jp2 ')));
const siz = (width: number, height: number, tile: number, components: number, told = components): Buffer =>
  joined(
    octets(0xff, 0x4f, 0xff, 0x51),
    be16(38 + 3 * components, 0),
    be32(width, height, 0, 0, tile, tile, 0, 0),
    be16(told),
    repeated(octets(7, 1, 1), components),
  );
const cod = (layers: number, levels: number): Buffer =>
  joined(octets(0xff, 0x52), be16(12), octets(0, 0), be16(layers), octets(0, levels, 4, 4, 0, 0));
const QCD = joined(octets(0xff, 0x5c), be16(4), octets(0x40, 0x40));
const sot = (tile: number, bytes: number, part = 0, parts = 1): Buffer =>
  joined(octets(0xff, 0x90), be16(10, tile), be32(bytes), octets(part, parts, 0xff, 0x93));
const EOC = octets(0xff, 0xd9);
const stream = (size: Uint8Array, layers = 1, levels = 5, tiles: Uint8Array = sot(0, 14)): Buffer =>
  joined(size, cod(layers, levels), QCD, tiles, EOC);
const ihdr = (width: number, height: number, components: number): Buffer =>
  box(
    'jp2h',
    box('ihdr', be32(height, width), be16(components), octets(7, 7, 0, 0)),
    box('colr', octets(1, 0, 0), be32(17)),
  );
const jp2 = (width: number, height: number, components: number, code: Uint8Array): Buffer =>
  joined(JP2_START, ihdr(width, height, components), box('jp2c', code));

const jp2Sizes = [
  [0xffffffff, 0xffffffff, 0xffffffff, 3],
  [65_535, 65_535, 65_535, 3],
  [60_000, 60_000, 64, 1],
  [13_000, 13_000, 1, 1],
  [13_000, 13_000, 13_000, 3],
  [8, 8, 8, 16_384],
  [0, 0, 8, 1],
  [13_000, 13_000, 0, 1],
] as const;

const jp2Files: readonly HostileFile[] = [
  ...jp2Sizes.flatMap(([width, height, tile, components]) => [
    file(`jp2-${width}x${height}-tile-${tile}-components-${components}.jp2`, BROKEN, () =>
      jp2(width, height, components, stream(siz(width, height, tile, components))),
    ),
    file(`j2k-${width}x${height}-tile-${tile}-components-${components}.j2k`, BROKEN, () =>
      stream(siz(width, height, tile, components)),
    ),
  ]),
  file('jp2-small-header-large-stream.jp2', BROKEN, () => jp2(8, 8, 3, stream(siz(65_535, 65_535, 65_535, 3)))),
  file('jp2-components-told-16384.jp2', BROKEN, () => jp2(8, 8, 3, stream(siz(8, 8, 8, 3, 16_384)))),
  file('jp2-65535-layers.jp2', HARMLESS, () => jp2(4000, 4000, 3, stream(siz(4000, 4000, 4000, 3), 65_535, 32))),
  file('jp2-33-levels.jp2', BROKEN, () => jp2(8, 8, 1, stream(siz(8, 8, 8, 1), 1, 255))),
  file('jp2-65535-tile-parts.jp2', BROKEN, () =>
    jp2(8, 8, 1, stream(siz(8, 8, 8, 1), 1, 5, repeated(sot(0, 14, 0, 255), 65_535))),
  ),
  file('jp2-tile-part-of-4-gib.jp2', BROKEN, () => jp2(8, 8, 1, stream(siz(8, 8, 8, 1), 1, 5, sot(0, 0xffffffff)))),
  file('jp2-tile-65535-of-1.jp2', BROKEN, () => jp2(8, 8, 1, stream(siz(8, 8, 8, 1), 1, 5, sot(65_535, 14)))),
  file('jp2-superboxes-100000-deep.jp2', BROKEN, () => joined(JP2_START, nested('jp2h', 100_000))),
  file('jp2-resource-boxes-100000-deep.jp2', HARMLESS, () =>
    joined(JP2_START, ihdr(8, 8, 1), nested('res ', 100_000), box('jp2c', stream(siz(8, 8, 8, 1)))),
  ),
  file('jp2-200000-boxes.jp2', HARMLESS, () =>
    joined(JP2_START, repeated(box('free'), 200_000), ihdr(8, 8, 1), box('jp2c', stream(siz(8, 8, 8, 1)))),
  ),
  file('jp2-box-of-length-0-first.jp2', BROKEN, () => joined(JP2_START, be32(0), text('free'), ihdr(8, 8, 1))),
  file('jp2-box-of-length-7.jp2', BROKEN, () => joined(JP2_START, be32(7), text('free'), ihdr(8, 8, 1))),
  file('jp2-box-of-2-63.jp2', BROKEN, () => joined(JP2_START, be32(1), text('jp2c'), be64(2 ** 63), zeros(64))),
  file('jp2-palette-65535x255.jp2', BROKEN, () =>
    joined(
      JP2_START,
      box(
        'jp2h',
        box('ihdr', be32(8, 8), be16(1), octets(7, 7, 0, 0)),
        box('pclr', be16(65_535), octets(255), zeros(255)),
      ),
      box('jp2c', stream(siz(8, 8, 8, 1))),
    ),
  ),
  file('jp2-comments-60000.j2k', HARMLESS, () =>
    joined(
      siz(8, 8, 8, 1),
      cod(1, 5),
      QCD,
      repeated(joined(octets(0xff, 0x64), be16(5, 1), octets(0x41)), 60_000),
      sot(0, 14),
      EOC,
    ),
  ),
];

// JPEG XL (ISO/IEC 18181): bits from the lowest on.
const packBits = (...fields: readonly (readonly [value: number, width: number])[]): Buffer => {
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
/** Size header with 30 bits a side, all metadata by default. */
const jxl = (width: number, height: number, data: Uint8Array = zeros(100)): Buffer =>
  joined(octets(0xff, 0x0a), packBits([0, 1], [3, 2], [height - 1, 30], [0, 3], [3, 2], [width - 1, 30], [1, 1]), data);
const JXL_START = joined(be32(12), text('JXL \r\n\x87\n'), box('ftyp', text('jxl '), be32(0), text('jxl ')));

const jxlFiles: readonly HostileFile[] = [
  ...[
    [2 ** 30, 2 ** 30],
    [65_535, 65_535],
    [20_000, 20_000],
    [13_000, 13_000],
    [2 ** 30, 1],
    [8, 8],
  ].map(([width, height]) => file(`jxl-declared-${width}x${height}.jxl`, BROKEN, () => jxl(width!, height!))),
  file('jxl-noise-13000x13000.jxl', BROKEN, () =>
    jxl(13_000, 13_000, Buffer.from(Array.from({ length: 5_000 }, (_, at) => (at * 7919) & 0xff))),
  ),
  file('jxl-boxes-100000-deep.jxl', BROKEN, () => joined(JXL_START, nested('jxlc', 100_000))),
  file('jxl-200000-boxes.jxl', BROKEN, () => joined(JXL_START, repeated(box('free'), 200_000), box('jxlc', jxl(8, 8)))),
  file('jxl-100000-parts.jxl', BROKEN, () =>
    joined(JXL_START, ...Array.from({ length: 100_000 }, (_, at) => box('jxlp', be32(at), octets(0xff)))),
  ),
  file('jxl-brotli-box-in-itself.jxl', BROKEN, () =>
    joined(JXL_START, box('brob', text('brob'), zeros(1000)), box('jxlc', jxl(8, 8))),
  ),
  file('jxl-jpeg-reconstruction-of-noise.jxl', BROKEN, () =>
    joined(JXL_START, box('jbrd', zeros(1000)), box('jxlc', jxl(8, 8))),
  ),
  file('jxl-box-of-2-63.jxl', BROKEN, () => joined(JXL_START, be32(1), text('jxlc'), be64(2 ** 63), jxl(8, 8))),
];

// HEIF and AVIF (ISO/IEC 23008-12).
const ftyp = (brand: string): Buffer => box('ftyp', text(brand), be32(0), text(`${brand}mif1miaf`));
interface Heif {
  readonly width: number;
  readonly height: number;
  readonly items?: number;
  readonly type?: string;
  readonly extents?: number;
  readonly offset?: number;
  readonly length?: number;
  readonly references?: Uint8Array;
  readonly idat?: Uint8Array;
}
const heif = (
  brand: string,
  {
    width,
    height,
    items = 1,
    type = 'av01',
    extents = 1,
    offset = 0,
    length = 100,
    references = zeros(0),
    idat = zeros(0),
  }: Heif,
): Buffer => {
  const ids = Array.from({ length: items }, (_, at) => at + 1);
  const info = ids.map((id) => fullBox('infe', 2, 0, be16(id, 0), text(type), octets(0)));
  const places = ids.map((id) => joined(be16(id, 0, 0, extents), repeated(be32(offset, length), extents)));
  const properties = box(
    'iprp',
    box('ipco', fullBox('ispe', 0, 0, be32(width, height)), box('av1C', octets(0x81, 0, 0, 0))),
    fullBox(
      'ipma',
      0,
      0,
      be32(items),
      ids.map((id) => joined(be16(id), octets(2, 1, 0x82))),
    ),
  );
  const meta = fullBox(
    'meta',
    0,
    0,
    fullBox('hdlr', 0, 0, be32(0), text('pict'), zeros(13)),
    fullBox('pitm', 0, 0, be16(1)),
    fullBox('iinf', 0, 0, be16(items), info),
    references,
    box('idat', idat),
    fullBox('iloc', 0, 0, octets(0x44, 0), be16(items), places),
    properties,
  );
  return joined(ftyp(brand), meta, box('mdat', zeros(200)));
};
const grid = (rows: number, columns: number, width: number, height: number): Buffer =>
  joined(octets(0, 1, rows, columns), be32(width, height));
const refers = (from: number, to: readonly number[]): Buffer =>
  fullBox(
    'iref',
    0,
    0,
    box(
      'dimg',
      be16(from, to.length),
      to.map((id) => be16(id)),
    ),
  );

const heifFiles: readonly HostileFile[] = (['avif', 'heic'] as const).flatMap((brand) => [
  ...[
    [0xffffffff, 0xffffffff],
    [65_535, 65_535],
    [13_000, 13_000],
    [0, 0],
    [8, 8],
  ].map(([width, height]) =>
    file(`${brand}-declared-${width}x${height}.${brand}`, BROKEN, () =>
      heif(brand, { width: width!, height: height! }),
    ),
  ),
  file(`${brand}-item-is-the-file.${brand}`, BROKEN, () => heif(brand, { width: 8, height: 8, offset: 0, length: 0 })),
  file(`${brand}-item-of-4-gib.${brand}`, BROKEN, () => heif(brand, { width: 8, height: 8, length: 0xffffffff })),
  file(`${brand}-item-at-4-gib.${brand}`, BROKEN, () => heif(brand, { width: 8, height: 8, offset: 0xfffffff0 })),
  file(`${brand}-65535-extents-of-the-file.${brand}`, BROKEN, () =>
    heif(brand, { width: 8, height: 8, extents: 65_535, length: 300_000 }),
  ),
  file(`${brand}-65535-items.${brand}`, BROKEN, () => heif(brand, { width: 8, height: 8, items: 65_535 })),
  file(`${brand}-grid-of-itself.${brand}`, BROKEN, () =>
    heif(brand, {
      width: 512,
      height: 512,
      type: 'grid',
      references: refers(1, [1, 1, 1, 1]),
      idat: grid(1, 1, 512, 512),
    }),
  ),
  file(`${brand}-grid-256x256-of-65535.${brand}`, BROKEN, () =>
    heif(brand, {
      width: 65_535,
      height: 65_535,
      type: 'grid',
      references: refers(
        1,
        Array.from({ length: 65_535 }, () => 1),
      ),
      idat: grid(255, 255, 0xffffffff, 0xffffffff),
    }),
  ),
  file(`${brand}-derived-in-a-ring.${brand}`, BROKEN, () =>
    heif(brand, {
      width: 8,
      height: 8,
      items: 2,
      type: 'iden',
      references: fullBox('iref', 0, 0, box('dimg', be16(1, 1, 2)), box('dimg', be16(2, 1, 1))),
    }),
  ),
  file(`${brand}-boxes-100000-deep.${brand}`, BROKEN, () => joined(ftyp(brand), nested('meta', 100_000))),
  file(`${brand}-200000-boxes.${brand}`, BROKEN, () =>
    joined(ftyp(brand), repeated(box('free'), 200_000), heif(brand, { width: 8, height: 8 })),
  ),
  file(`${brand}-100000-brands.${brand}`, BROKEN, () =>
    joined(box('ftyp', text(brand), be32(0), repeated(text(brand), 100_000)), zeros(100)),
  ),
  file(`${brand}-box-of-length-0.${brand}`, BROKEN, () => joined(ftyp(brand), be32(0), text('meta'))),
  file(`${brand}-box-of-2-63.${brand}`, BROKEN, () =>
    joined(ftyp(brand), be32(1), text('meta'), be64(2 ** 63), zeros(64)),
  ),
  file(`${brand}-sequence-of-65535-tracks.${brand}`, BROKEN, () =>
    joined(
      ftyp(brand === 'avif' ? 'avis' : 'hevc'),
      box('moov', repeated(box('trak', box('tkhd', zeros(84))), 65_535)),
    ),
  ),
]);

export const boxFiles: readonly HostileFile[] = [
  ...jp2Files,
  ...jxlFiles,
  ...heifFiles,
  file('isobmff-ftyp-of-4-gib.avif', BOMB, () => joined(be32(0xffffffff), text('ftypavif'), zeros(100))),
];
