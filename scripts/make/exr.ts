import { deflateSync } from 'node:zlib';
import { linear } from './light.ts';
import type { Picture } from './scene.ts';

const ZIP = 3;
const ROWS_A_BLOCK = 16;

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

/** Name, type half, not perceptually linear, sampled at every pixel. */
const channel = (name: string): Buffer => Buffer.concat([Buffer.from(`${name}\0`, 'latin1'), ints(1, 0, 1, 1)]);

/** OpenEXR's ZIP: even bytes, then odd ones, each as the difference from the one before, deflated; plain where that is no shorter. */
const zip = (raw: Buffer): Buffer => {
  const middle = Math.ceil(raw.length / 2);
  const sorted = Buffer.alloc(raw.length);
  for (let at = 0; at < raw.length; at += 1) sorted[(at & 1) * middle + (at >> 1)] = raw[at]!;
  for (let at = raw.length - 1; at > 0; at -= 1) sorted[at] = (sorted[at]! - sorted[at - 1]! + 128) & 0xff;
  const deflated = deflateSync(sorted);
  return deflated.length < raw.length ? deflated : raw;
};

/** OpenEXR 2, one part of scan lines: channels B, G, R as halves, linear light. */
export const encodeExr = ({ width, height, data }: Picture): Buffer => {
  const window = ints(0, 0, width - 1, height - 1);
  const head = Buffer.concat([
    Buffer.from([0x76, 0x2f, 0x31, 0x01, 2, 0, 0, 0]),
    attribute('channels', 'chlist', Buffer.concat([...['B', 'G', 'R'].map(channel), Buffer.from([0])])),
    attribute('compression', 'compression', Buffer.from([ZIP])),
    attribute('dataWindow', 'box2i', window),
    attribute('displayWindow', 'box2i', window),
    attribute('lineOrder', 'lineOrder', Buffer.from([0])),
    attribute('pixelAspectRatio', 'float', floats(1)),
    attribute('screenWindowCenter', 'v2f', floats(0, 0)),
    attribute('screenWindowWidth', 'float', floats(1)),
    Buffer.from([0]),
  ]);
  const blocks: Buffer[] = [];
  for (let top = 0; top < height; top += ROWS_A_BLOCK) {
    const rows = Math.min(ROWS_A_BLOCK, height - top);
    const raw = Buffer.alloc(rows * width * 6);
    let to = 0;
    for (let y = top; y < top + rows; y += 1) {
      for (const color of [2, 1, 0]) {
        for (let x = 0; x < width; x += 1) {
          to = raw.writeUInt16LE(half(linear(data[(y * width + x) * 3 + color]!)), to);
        }
      }
    }
    const packed = zip(raw);
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
