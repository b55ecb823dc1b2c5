import type { ColorMode, Header } from '../../model/facets.ts';

/** What a codestream's first bytes say, or why they say nothing. */
export type JxlHead = { readonly header: Header; readonly isAnimated: boolean } | 'cut' | 'malformed';

type Distribution = readonly [bits: number, offset: number];
const constant = (value: number): Distribution => [0, value];

/** Bits from the least significant on (ISO/IEC 18181-1 section 4.2). Past the end they read as 0, and `isCut` says so. */
const bitReader = (bytes: Uint8Array, start: number) => {
  let at = start * 8;
  const u = (count: number): number => {
    let value = 0;
    for (let bit = 0; bit < count; bit += 1, at += 1) {
      if (((bytes[at >> 3] ?? 0) >> (at & 7)) & 1) value += 2 ** bit;
    }
    return value;
  };
  const bool = (): boolean => u(1) === 1;
  const u32 = (...distributions: readonly [Distribution, Distribution, Distribution, Distribution]): number => {
    const [bits, offset] = distributions[u(2) as 0 | 1 | 2 | 3];
    return u(bits) + offset;
  };
  const enumerated = (): number => u32(constant(0), constant(1), [4, 2], [6, 18]);
  return { u, bool, u32, enumerated, skip: (bits: number) => (at += bits), isCut: () => at > bytes.length * 8 };
};
type Bits = ReturnType<typeof bitReader>;

/** Width by height for the ratios 1 to 7 (section D.2). */
const RATIOS = [
  [1, 1],
  [12, 10],
  [4, 3],
  [3, 2],
  [16, 9],
  [5, 4],
  [2, 1],
] as const;

const widthFor = (ratio: number, height: number): number => {
  const [x, y] = RATIOS[ratio - 1]!;
  return Math.floor((height * x) / y);
};

const readSize = ({ u, bool, u32 }: Bits): { readonly width: number; readonly height: number } => {
  const isSmall = bool();
  const side = (): number => (isSmall ? (u(5) + 1) * 8 : u32([9, 1], [13, 1], [18, 1], [30, 1]));
  const height = side();
  const ratio = u(3);
  return { height, width: ratio === 0 ? side() : widthFor(ratio, height) };
};

const skipPreview = ({ u, bool, u32 }: Bits): void => {
  const isCoarse = bool();
  const side = (): number =>
    isCoarse ? u32(constant(16), constant(32), [5, 1], [9, 33]) : u32([6, 1], [8, 65], [10, 321], [12, 1345]);
  side();
  if (u(3) === 0) side();
};

const skipAnimation = ({ bool, u32 }: Bits): void => {
  u32(constant(100), constant(1000), [10, 1], [30, 1]);
  u32(constant(1), constant(1001), [8, 1], [10, 1]);
  u32(constant(0), [3, 0], [16, 0], [32, 0]);
  bool();
};

const readDepth = ({ u, bool, u32 }: Bits): { readonly depth: number; readonly isFloat: boolean } => {
  const isFloat = bool();
  if (!isFloat) return { isFloat, depth: u32(constant(8), constant(10), constant(12), [6, 1]) };
  const depth = u32(constant(32), constant(16), constant(24), [6, 1]);
  u(4);
  return { isFloat, depth };
};

const ALPHA = 0;
const SPOT = 2;
const BLACK = 4;
const CFA = 5;

/** Kind of an extra channel (section D.3.6). */
const readExtra = (bits: Bits): number => {
  const { u, bool, u32, enumerated, skip } = bits;
  if (bool()) return ALPHA;
  const kind = enumerated();
  readDepth(bits);
  u32(constant(0), constant(3), constant(4), [3, 1]);
  skip(8 * u32(constant(0), [4, 0], [5, 16], [10, 48]));
  if (kind === ALPHA) bool();
  if (kind === SPOT) u(64);
  if (kind === CFA) u32(constant(1), [2, 0], [4, 3], [8, 19]);
  return kind;
};

const colorOf = (isGray: boolean, extras: readonly number[]): ColorMode => {
  if (extras.includes(BLACK)) return 'cmyk';
  return isGray ? 'gray' : 'rgb';
};

/**
 * Size, depth, channels and kind of samples of a JPEG XL codestream (ISO/IEC 18181-1 annex D). `start`: behind its mark 0xff0a. Sides as
 * decoders show them, turned by the orientation that the header gives, which all of them apply; so `orientation` is 1.
 */
export const readJxlHead = (codestream: Uint8Array, start: number): JxlHead => {
  const bits = bitReader(codestream, start);
  const { u, bool, u32, enumerated } = bits;
  const { width, height } = readSize(bits);
  let orientation = 1;
  let isAnimated = false;
  let sample = { depth: 8, isFloat: false };
  const extras: number[] = [];
  let isGray = false;
  if (!bool()) {
    if (bool()) {
      orientation = u(3) + 1;
      if (bool()) readSize(bits);
      if (bool()) skipPreview(bits);
      isAnimated = bool();
      if (isAnimated) skipAnimation(bits);
    }
    sample = readDepth(bits);
    bool();
    const count = u32(constant(0), constant(1), [4, 2], [12, 1]);
    for (let extra = 0; extra < count && !bits.isCut(); extra += 1) extras.push(readExtra(bits));
    bool();
    if (!bool()) {
      bool();
      isGray = enumerated() === 1;
    }
  }
  if (bits.isCut()) return 'cut';
  if (width === 0 || height === 0) return 'malformed';
  const isTurned = orientation > 4;
  const header: Header = {
    format: 'jxl',
    width: isTurned ? height : width,
    height: isTurned ? width : height,
    channels: (isGray ? 1 : 3) + extras.length,
    depth: sample.depth,
    frames: 1,
    orientation: 1,
    color: colorOf(isGray, extras),
    alpha: extras.includes(ALPHA),
    sampleFormat: sample.isFloat ? 'float' : 'uint',
  };
  return { header, isAnimated };
};
