import type { J2kComponent } from '../container/j2k.ts';

/** Enumerated color spaces (ISO/IEC 15444-1 section I.5.3.3); CMYK is of part 2. */
export const CMYK = 12;
const SRGB = 16;
const GRAY = 17;

const box = (type: string, ...parts: readonly Uint8Array[]): Buffer => {
  const length = parts.reduce((sum, part) => sum + part.length, 8);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(length, 0);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, ...parts]);
};

const u16 = (value: number): readonly number[] => [value >> 8, value & 0xff];
const u32 = (value: number): readonly number[] => [...u16(value >>> 16), ...u16(value & 0xffff)];
const bits = ({ depth, signed }: Pick<J2kComponent, 'depth' | 'signed'>): number => (depth - 1) | (signed ? 0x80 : 0);

export interface Wrapped {
  readonly width: number;
  readonly height: number;
  readonly components: readonly J2kComponent[];
  /** Components that become channels, in order. */
  readonly chosen: readonly number[];
  readonly isCmyk?: boolean;
}

/**
 * A codestream in a JP2 of its own, whose component mapping (ISO/IEC 15444-1 sections I.5.3.4 and I.5.3.5) keeps the chosen components alone:
 * OpenJPEG decodes all, and hands over those. Its wrapper for JavaScript can pass on one channel or three.
 */
export const wrapJ2k = (stream: Uint8Array, { width, height, components, chosen, isCmyk }: Wrapped): Uint8Array => {
  const color = chosen.length === 1 ? GRAY : SRGB;
  const channels = chosen.map((index) => components[index]!);
  // A signed channel of up to 8 bits would be cut off at 0: declared as wider, it is passed on as 16 bits with sign.
  const declared = channels.map(({ depth, signed }) => bits({ depth: signed ? Math.max(depth, 9) : depth, signed }));
  const entry = channels.flatMap(({ depth, signed }) => ((signed ? Math.max(depth, 9) : depth) > 8 ? [0, 0] : [0]));
  const header = box(
    'jp2h',
    box('ihdr', Buffer.from([...u32(height), ...u32(width), ...u16(components.length), 255, 7, 0, 0])),
    box('bpcc', Buffer.from(components.map(bits))),
    box('colr', Buffer.from([1, 0, 0, ...u32(isCmyk === true ? CMYK : color)])),
    box('pclr', Buffer.from([...u16(1), channels.length, ...declared, ...entry])),
    box('cmap', Buffer.from(chosen.flatMap((index) => [...u16(index), 0, 0]))),
  );
  return Buffer.concat([
    box('jP  ', Buffer.from('0d0a870a', 'hex')),
    box('ftyp', Buffer.from('jp2 \0\0\0\0jp2 ', 'latin1')),
    header,
    box('jp2c', stream),
  ]);
};
