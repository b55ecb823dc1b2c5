import { constants, crc32, deflateRawSync } from 'node:zlib';

/** Numbers and texts as bytes, the way binary formats write them. */
export const le16 = (...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(2 * values.length);
  for (const [at, value] of values.entries()) bytes.writeUInt16LE(value & 0xffff, 2 * at);
  return bytes;
};
export const le32 = (...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [at, value] of values.entries()) bytes.writeUInt32LE(value >>> 0, 4 * at);
  return bytes;
};
export const be16 = (...values: readonly number[]): Buffer => le16(...values).swap16();
export const be32 = (...values: readonly number[]): Buffer => le32(...values).swap32();
export const be64 = (value: number): Buffer => be32(Math.floor(value / 2 ** 32), value);
export const le64 = (value: number): Buffer => le32(value, Math.floor(value / 2 ** 32));
export const text = (value: string): Buffer => Buffer.from(value, 'latin1');
export const octets = (...values: readonly number[]): Buffer => Buffer.from(values);
export const zeros = (count: number): Buffer => Buffer.alloc(count);
/** Lists may be long: spread as arguments, a hundred thousand would not fit on the stack. */
export const joined = (...parts: readonly (Uint8Array | readonly Uint8Array[])[]): Buffer =>
  Buffer.concat(parts.flat() as Uint8Array[]);
export const repeated = (part: Uint8Array, times: number): Buffer =>
  Buffer.alloc(part.length * times, part as unknown as string);

/** PNG (third edition, section 5.3). */
export const PNG_START = octets(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
export const pngChunk = (type: string, data: Uint8Array = zeros(0)): Buffer => {
  const body = joined(text(type), data);
  return joined(be32(data.length), body, be32(crc32(body)));
};
export const ihdr = (width: number, height: number, depth = 8, color = 0, interlace = 0): Buffer =>
  pngChunk('IHDR', joined(be32(width, height), octets(depth, color, 0, 0, interlace)));
export const png = (...chunks: readonly (Uint8Array | readonly Uint8Array[])[]): Buffer =>
  joined(PNG_START, ...chunks, pngChunk('IEND'));

const ZEROS_A_BLOCK = 2 ** 24;
let zeroBlock: Buffer | undefined;

/** Raw deflate of so many zeros, made in no time: blocks that end in a full flush can be repeated. */
const rawDeflatedZeros = (count: number): Buffer => {
  zeroBlock ??= deflateRawSync(zeros(ZEROS_A_BLOCK), { level: 9, finishFlush: constants.Z_FULL_FLUSH });
  const rest = deflateRawSync(zeros(count % ZEROS_A_BLOCK), { level: 9 });
  return joined(repeated(zeroBlock, Math.floor(count / ZEROS_A_BLOCK)), rest);
};

/** `count` zeros as a zlib stream (RFC 1950): about a thousandth of that. */
export const deflatedZeros = (count: number): Buffer =>
  joined(octets(0x78, 0xda), rawDeflatedZeros(count), be16(count % 65521, 1));

/** The same as gzip (RFC 1952) behind `head`. */
export const gzippedZeros = (count: number, head: Uint8Array = zeros(0)): Buffer => {
  let sum = crc32(head);
  const block = zeros(ZEROS_A_BLOCK);
  for (let left = count; left > 0; left -= block.length)
    sum = crc32(block.subarray(0, Math.min(left, block.length)), sum);
  const first = deflateRawSync(head, { finishFlush: constants.Z_FULL_FLUSH });
  const start = octets(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3);
  return joined(start, first, rawDeflatedZeros(count), le32(sum, head.length + count));
};

/** RIFF (RFC 9649): odd chunks are padded. */
export const riffChunk = (type: string, data: Uint8Array, length = data.length): Buffer =>
  joined(text(type), le32(length), data, zeros(data.length & 1));
export const webp = (...chunks: readonly Uint8Array[]): Buffer => {
  const body = joined(text('WEBP'), ...chunks);
  return joined(text('RIFF'), le32(body.length), body);
};
/** The extended header, and the animation's. */
export const vp8x = (flags: number, width: number, height: number): Buffer => {
  const size = [width - 1, height - 1].map((side) => le32(side).subarray(0, 3));
  return riffChunk('VP8X', joined(octets(flags, 0, 0, 0), ...size));
};

/** A box of ISO/IEC 14496-12, also of JPEG 2000 and JPEG XL. */
export const box = (type: string, ...parts: readonly (Uint8Array | readonly Uint8Array[])[]): Buffer => {
  const body = joined(...parts);
  return joined(be32(8 + body.length), text(type), body);
};
export const fullBox = (
  type: string,
  version: number,
  flags: number,
  ...parts: readonly (Uint8Array | readonly Uint8Array[])[]
): Buffer => box(type, be32((version << 24) | flags), ...parts);

/** A segment of JPEG (T.81, annex B); `length` may lie. */
export const jpegSegment = (marker: number, data: Uint8Array, length = data.length + 2): Buffer =>
  joined(octets(0xff, marker), be16(length), data);

/** One entry of a TIFF directory, little endian. Types: 1 byte, 3 short, 4 long, 5 rational, 16 long8. */
export type TiffEntry = readonly [tag: number, type: 1 | 2 | 3 | 4 | 7 | 16, count: number, value: number];
export const tiffDirectory = (entries: readonly TiffEntry[], next = 0): Buffer =>
  joined(
    le16(entries.length),
    ...entries.map(([tag, type, count, value]) => joined(le16(tag, type), le32(count, value))),
    le32(next),
  );
export const TIFF_START = joined(text('II*\0'), le32(8));
