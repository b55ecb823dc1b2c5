import { deflateSync } from 'node:zlib';

/** A writer of TIFF for tests (TIFF 6.0, BigTIFF, technical note 3), of every way of packing that prepass reads itself. */
export interface TiffSpec {
  readonly littleEndian: boolean;
  readonly isBig: boolean;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly bits: number;
  readonly format: 'uint' | 'int' | 'float';
  readonly isPlanar: boolean;
  /** px; strips are as wide as the page. */
  readonly segment: { readonly width?: number; readonly height: number };
  readonly packing: 'none' | 'lzw' | 'deflate' | 'packbits';
  readonly predictor: 1 | 2 | 3;
}

export const plainTiff: TiffSpec = {
  littleEndian: true,
  isBig: false,
  width: 5,
  height: 4,
  channels: 1,
  bits: 8,
  format: 'uint',
  isPlanar: false,
  segment: { height: 4 },
  packing: 'none',
  predictor: 1,
};

const COMPRESSION = { none: 1, lzw: 5, deflate: 8, packbits: 32773 } as const;
const FORMAT = { uint: 1, int: 2, float: 3 } as const;

const HALVES = new Map<number, number>([
  [0, 0],
  [1, 0x3c00],
  [-2.5, 0xc100],
  [Number.POSITIVE_INFINITY, 0x7c00],
  [Number.NEGATIVE_INFINITY, 0xfc00],
]);

/** The bits of a sample. Halves: only those listed. */
const bitsOf = (value: number, { bits, format }: TiffSpec): bigint => {
  if (format !== 'float') return BigInt.asUintN(bits, BigInt(value));
  if (bits === 16) return BigInt(HALVES.get(value) ?? 0x7e01);
  const view = new DataView(new ArrayBuffer(8));
  if (bits === 32) view.setFloat32(0, value);
  else view.setFloat64(0, value);
  return bits === 32 ? BigInt(view.getUint32(0)) : view.getBigUint64(0);
};

const bytesOf = (value: bigint, bytes: number, littleEndian: boolean): number[] => {
  const low = Array.from({ length: bytes }, (_, at) => Number((value >> BigInt(8 * at)) & 0xffn));
  return littleEndian ? low : low.reverse();
};

const packedRow = (row: readonly bigint[], bits: number): number[] => {
  const text = row.map((value) => value.toString(2).padStart(bits, '0')).join('');
  return (text.match(/.{1,8}/g) ?? []).map((byte) => Number.parseInt(byte.padEnd(8, '0'), 2));
};

const rowBytes = (row: readonly bigint[], step: number, { bits, predictor, littleEndian }: TiffSpec): number[] => {
  if (bits % 8 !== 0) return packedRow(row, bits);
  const bytes = bits / 8;
  if (predictor === 3) {
    const big = row.map((value) => bytesOf(value, bytes, false));
    const sorted = Array.from({ length: bytes }, (_, place) => big.map((one) => one[place]!)).flat();
    return sorted.map((value, at) => (value - (sorted[at - step] ?? 0)) & 255);
  }
  const stored = predictor === 2 ? row.map((value, at) => BigInt.asUintN(bits, value - (row[at - step] ?? 0n))) : row;
  return stored.flatMap((value) => bytesOf(value, bytes, littleEndian));
};

/** The dictionary is a map of strings; widths grow one code early. */
export const packLzw = (data: Uint8Array): Buffer => {
  let text = '';
  let width = 9;
  let codes = new Map<string, number>();
  const put = (code: number): void => {
    text += code.toString(2).padStart(width, '0');
  };
  const clear = (): void => {
    put(256);
    width = 9;
    codes = new Map(Array.from({ length: 256 }, (_, at) => [String.fromCharCode(at), at]));
    codes.set('clear', 256).set('end', 257);
  };
  clear();
  let held = '';
  for (const byte of data) {
    const longer = held + String.fromCharCode(byte);
    if (codes.has(longer)) {
      held = longer;
      continue;
    }
    put(codes.get(held)!);
    codes.set(longer, codes.size);
    if (codes.size === 2 ** width) width += 1;
    if (codes.size === 4094) clear();
    held = String.fromCharCode(byte);
  }
  if (held !== '') {
    put(codes.get(held)!);
    // The reader adds an entry for this code too.
    if (codes.size + 1 === 2 ** width) width += 1;
  }
  put(257);
  return Buffer.from((text.match(/.{1,8}/g) ?? []).map((byte) => Number.parseInt(byte.padEnd(8, '0'), 2)));
};

const packBits = (data: Uint8Array): Buffer => {
  const out: number[] = [];
  for (let at = 0; at < data.length; ) {
    let run = 1;
    while (run < 128 && data[at + run] === data[at]) run += 1;
    out.push(...(run > 1 ? [257 - run, data[at]!] : [0, data[at]!]));
    at += run;
  }
  return Buffer.from(out);
};

const pack = (data: Buffer, { packing }: TiffSpec): Buffer => {
  if (packing === 'lzw') return packLzw(data);
  if (packing === 'deflate') return deflateSync(data);
  return packing === 'packbits' ? packBits(data) : data;
};

/** Strips or tiles of one page. `values`: channels interleaved, rows from the top. */
const segmentsOf = (values: readonly number[], spec: TiffSpec): Buffer[] => {
  const { width, height, channels, isPlanar, segment } = spec;
  const [across, down] = [segment.width ?? width, segment.height];
  const isTiled = segment.width !== undefined;
  const planes = isPlanar ? Array.from({ length: channels }, (_, at) => [at]) : [[...Array(channels).keys()]];
  const made: Buffer[] = [];
  for (const plane of planes) {
    for (let top = 0; top < height; top += down) {
      for (let left = 0; left < width; left += across) {
        const rows: number[] = [];
        for (let y = top; y < top + down && (isTiled || y < height); y += 1) {
          const row: bigint[] = [];
          for (let x = left; x < left + across; x += 1) {
            const isInside = x < width && y < height;
            for (const own of plane) row.push(isInside ? bitsOf(values[(y * width + x) * channels + own]!, spec) : 0n);
          }
          rows.push(...rowBytes(row, plane.length, spec));
        }
        made.push(pack(Buffer.from(rows), spec));
      }
    }
  }
  return made;
};

/** Pages of one kind, each with its directory behind its pixels. */
export const writeTiff = (spec: TiffSpec, ...pages: readonly (readonly number[])[]): Buffer => {
  const { littleEndian, isBig, segment } = spec;
  const word = (value: number, bytes: number): number[] => bytesOf(BigInt(value), bytes, littleEndian);
  const offsetBytes = isBig ? 8 : 4;
  const mark = [...Buffer.from(littleEndian ? 'II' : 'MM')];
  const head = isBig ? [...mark, ...word(43, 2), ...word(8, 2), 0, 0] : [...mark, ...word(42, 2)];
  const file: number[] = [...head, ...word(0, offsetBytes)];
  let linkAt = head.length;
  for (const values of pages) {
    const segments = segmentsOf(values, spec);
    const offsets = segments.map((data) => {
      const at = file.length;
      for (const byte of data) file.push(byte);
      if (file.length % 2 === 1) file.push(0);
      return at;
    });
    const isTiled = segment.width !== undefined;
    const fields: (readonly [tag: number, type: 3 | 4, values: readonly number[]])[] = [
      [256, 4, [spec.width]],
      [257, 4, [spec.height]],
      [258, 3, Array(spec.channels).fill(spec.bits)],
      [259, 3, [COMPRESSION[spec.packing]]],
      [262, 3, [spec.channels >= 3 ? 2 : 1]],
      ...(isTiled ? [] : ([[273, 4, offsets]] as const)),
      [277, 3, [spec.channels]],
      ...(isTiled
        ? []
        : ([
            [278, 4, [segment.height]],
            [279, 4, segments.map(({ length }) => length)],
          ] as const)),
      [284, 3, [spec.isPlanar ? 2 : 1]],
      [317, 3, [spec.predictor]],
      ...(isTiled
        ? ([
            [322, 4, [segment.width]],
            [323, 4, [segment.height]],
            [324, 4, offsets],
            [325, 4, segments.map(({ length }) => length)],
          ] as const)
        : []),
      [339, 3, Array(spec.channels).fill(FORMAT[spec.format])],
    ];
    const entries = fields.map(([tag, type, list]) => {
      const bytes = list.flatMap((value) => word(value, type === 3 ? 2 : 4));
      if (bytes.length <= offsetBytes) bytes.push(...Array(offsetBytes - bytes.length).fill(0));
      const at = file.length;
      const isInline = bytes.length === offsetBytes;
      if (!isInline) file.push(...bytes);
      return [
        ...word(tag, 2),
        ...word(type, 2),
        ...word(list.length, offsetBytes),
        ...(isInline ? bytes : word(at, offsetBytes)),
      ];
    });
    file.splice(linkAt, offsetBytes, ...word(file.length, offsetBytes));
    file.push(...word(entries.length, isBig ? 8 : 2), ...entries.flat());
    linkAt = file.length;
    file.push(...word(0, offsetBytes));
  }
  return Buffer.from(file);
};
