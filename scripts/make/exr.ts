import { deflateSync } from 'node:zlib';
import { linear } from './light.ts';
import type { Picture } from './scene.ts';

const METHODS = { none: { code: 0, lines: 1 }, rle: { code: 1, lines: 1 }, zip: { code: 3, lines: 16 } };
const HALF = 1;
const FLOAT = 2;

/** IEEE half of a number from 0 to 65,504, rounded down. */
const half = (value: number): number => {
  if (value < 2 ** -24) return 0;
  const exponent = Math.max(-14, Math.floor(Math.log2(value)));
  const mantissa = Math.floor((value / 2 ** exponent) * 1024);
  return mantissa < 1024 ? mantissa : ((exponent + 15) << 10) | (mantissa - 1024);
};

const attribute = (name: string, type: string, value: Buffer): Buffer => {
  const size = Buffer.alloc(4);
  size.writeInt32LE(value.length);
  return Buffer.concat([Buffer.from(`${name}\0${type}\0`, 'latin1'), size, value]);
};

const ints = (...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => {
    bytes.writeInt32LE(value, index * 4);
  });
  return bytes;
};

const floats = (...values: readonly number[]): Buffer => Buffer.from(new Float32Array(values).buffer);

/** Even bytes, then odd ones, each as the difference from the one before. */
const sort = (raw: Buffer): Buffer => {
  const middle = Math.ceil(raw.length / 2);
  const sorted = Buffer.alloc(raw.length);
  for (let at = 0; at < raw.length; at += 1) sorted[(at & 1) * middle + (at >> 1)] = raw[at]!;
  for (let at = raw.length - 1; at > 0; at -= 1) sorted[at] = (sorted[at]! - sorted[at - 1]! + 128) & 0xff;
  return sorted;
};

/** Count less one and a byte for at least three equal ones, else a negative count and the bytes. */
const runs = (bytes: Buffer): Buffer => {
  const codes: number[] = [];
  let plain: number[] = [];
  const flush = () => {
    if (plain.length > 0) codes.push(256 - plain.length, ...plain);
    plain = [];
  };
  for (let at = 0; at < bytes.length; ) {
    let length = 1;
    while (length < 128 && at + length < bytes.length && bytes[at + length] === bytes[at]) length += 1;
    if (length >= 3) {
      flush();
      codes.push(length - 1, bytes[at]!);
      at += length;
      continue;
    }
    plain.push(bytes[at]!);
    at += 1;
    if (plain.length === 127) flush();
  }
  flush();
  return Buffer.from(codes);
};

export type ExrMethod = keyof typeof METHODS;

/** Plain where packing makes nothing shorter. */
const pack = (raw: Buffer, method: ExrMethod): Buffer => {
  if (method === 'none') return raw;
  const packed = method === 'zip' ? deflateSync(sort(raw)) : runs(sort(raw));
  return packed.length < raw.length ? packed : raw;
};

interface ExrLayout {
  readonly width: number;
  readonly height: number;
  readonly method: ExrMethod;
  /** In the order of their names. */
  readonly names: readonly string[];
  readonly type: typeof HALF | typeof FLOAT;
  /** A row's samples, channel by channel. */
  readonly rowOf: (y: number) => Buffer;
}

/** OpenEXR 2, one part of scan lines, all channels of one type. */
const exrOf = ({ width, height, method, names, type, rowOf }: ExrLayout): Buffer => {
  const { code, lines } = METHODS[method];
  const window = ints(0, 0, width - 1, height - 1);
  const channels = names.map((name) => Buffer.concat([Buffer.from(`${name}\0`, 'latin1'), ints(type, 0, 1, 1)]));
  const head = Buffer.concat([
    Buffer.from([0x76, 0x2f, 0x31, 0x01, 2, 0, 0, 0]),
    attribute('channels', 'chlist', Buffer.concat([...channels, Buffer.from([0])])),
    attribute('compression', 'compression', Buffer.from([code])),
    attribute('dataWindow', 'box2i', window),
    attribute('displayWindow', 'box2i', window),
    attribute('lineOrder', 'lineOrder', Buffer.from([0])),
    attribute('pixelAspectRatio', 'float', floats(1)),
    attribute('screenWindowCenter', 'v2f', floats(0, 0)),
    attribute('screenWindowWidth', 'float', floats(1)),
    Buffer.from([0]),
  ]);
  const blocks: Buffer[] = [];
  for (let top = 0; top < height; top += lines) {
    const rows = Array.from({ length: Math.min(lines, height - top) }, (_, row) => rowOf(top + row));
    const packed = pack(Buffer.concat(rows), method);
    blocks.push(Buffer.concat([ints(top, packed.length), packed]));
  }
  const offsets = Buffer.alloc(blocks.length * 8);
  let at = head.length + offsets.length;
  blocks.forEach((block, index) => {
    offsets.writeBigUInt64LE(BigInt(at), index * 8);
    at += block.length;
  });
  return Buffer.concat([head, offsets, ...blocks]);
};

/** Channels B, G, R as halves, linear light, packed by ZIP. */
export const encodeExr = ({ width, height, data }: Picture): Buffer =>
  exrOf({
    width,
    height,
    method: 'zip',
    names: ['B', 'G', 'R'],
    type: HALF,
    rowOf: (y) => {
      const row = Buffer.alloc(width * 6);
      let to = 0;
      for (const color of [2, 1, 0]) {
        for (let x = 0; x < width; x += 1) to = row.writeUInt16LE(half(linear(data[(y * width + x) * 3 + color]!)), to);
      }
      return row;
    },
  });

/** 32-bit floats, every bit kept: planes by name, in any order. */
export const encodeExrFloats = (
  width: number,
  height: number,
  planes: Readonly<Record<string, Float32Array>>,
  method: ExrMethod,
): Buffer => {
  const names = Object.keys(planes).sort();
  const rowOf = (y: number) => {
    const rows = names.map((name) => planes[name]!.slice(y * width, (y + 1) * width));
    return Buffer.concat(rows.map((row) => Buffer.from(row.buffer)));
  };
  return exrOf({ width, height, method, names, type: FLOAT, rowOf });
};
