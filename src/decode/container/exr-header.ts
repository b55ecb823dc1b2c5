import { latin1, u32le } from '../fields.ts';

/** 'uint' and 'float' are 32 bits wide, 'half' is 16. */
export type ExrSample = 'uint' | 'half' | 'float';

export interface ExrChannel {
  readonly name: string;
  readonly sample: ExrSample;
  /** Meant to be packed on a logarithmic scale; only B44 looks at it. */
  readonly isLogarithmic: boolean;
  /** One sample for so many columns and rows. */
  readonly xStep: number;
  readonly yStep: number;
}

export interface ExrTiles {
  readonly width: number;
  readonly height: number;
  readonly levels: 'one' | 'mipmap' | 'ripmap';
  readonly isRoundedUp: boolean;
}

/** One picture of the file: its header's attributes. */
export interface ExrPart {
  /** First column and row of the data window, which may be negative. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** In the order of their data: by name. */
  readonly channels: readonly ExrChannel[];
  readonly compression: ExrCompression;
  readonly tiles?: ExrTiles;
  readonly isDeep: boolean;
  /** Only files of several parts say it. */
  readonly toldChunks?: number;
  /** Attributes that every file must have and that no pixel depends on. */
  readonly lacking: readonly string[];
}

const COMPRESSIONS = ['none', 'rle', 'zips', 'zip', 'piz', 'pxr24', 'b44', 'b44a', 'dwaa', 'dwab', 'htj2k'] as const;
export type ExrCompression = (typeof COMPRESSIONS)[number];

export type ExrWrong = { readonly missing: string } | { readonly wrong: string; readonly offset: number };

interface Attribute {
  readonly type: string;
  readonly at: number;
  readonly bytes: number;
}
type Attributes = ReadonlyMap<string, Attribute>;

/** Type, and size where it has one, of the attributes that are looked at ("OpenEXR File Layout", Attributes). */
const KNOWN: Readonly<Record<string, readonly [type: string, bytes?: number]>> = {
  channels: ['chlist'],
  compression: ['compression', 1],
  dataWindow: ['box2i', 16],
  displayWindow: ['box2i', 16],
  lineOrder: ['lineOrder', 1],
  pixelAspectRatio: ['float', 4],
  screenWindowCenter: ['v2f', 8],
  screenWindowWidth: ['float', 4],
  tiles: ['tiledesc', 9],
  type: ['string'],
  chunkCount: ['int', 4],
};
const NEEDED_FOR_PIXELS = ['channels', 'compression', 'dataWindow'];
const NEEDED_BY_RULE = ['displayWindow', 'lineOrder', 'pixelAspectRatio', 'screenWindowCenter', 'screenWindowWidth'];
const LONGEST_NAME = 255;
const SAMPLES = ['uint', 'half', 'float'] as const;
const LEVELS = ['one', 'mipmap', 'ripmap'] as const;
/** Farthest from the origin that a data window may lie. */
const FARTHEST = 2 ** 30;

const i32le = (bytes: Uint8Array, at: number): number => u32le(bytes, at) | 0;
const f32le = (bytes: Uint8Array, at: number): number =>
  new DataView(bytes.buffer, bytes.byteOffset).getFloat32(at, true);

type Name = { readonly name: string; readonly end: number } | ExrWrong;

/** Text up to a zero, which `limit` must hold. */
const readName = (bytes: Uint8Array, at: number, limit: number): Name => {
  const last = Math.min(limit, at + LONGEST_NAME + 1);
  for (let end = at; end < last; end += 1) {
    if (bytes[end] === 0) return { name: latin1(bytes, at, end - at), end: end + 1 };
  }
  if (last === limit && limit === bytes.length) return { missing: 'header' };
  return { wrong: 'a name without end', offset: at };
};

/** Attributes up to the empty name that ends a header. */
const readAttributes = (bytes: Uint8Array, start: number) => {
  const attributes = new Map<string, Attribute>();
  let at = start;
  while (at < bytes.length) {
    if (bytes[at] === 0) return { attributes, end: at + 1 };
    const name = readName(bytes, at, bytes.length);
    if (!('name' in name)) return name;
    const type = readName(bytes, name.end, bytes.length);
    if (!('name' in type)) return type;
    const valueAt = type.end + 4;
    if (valueAt > bytes.length) break;
    const size = i32le(bytes, type.end);
    if (size < 0) return { wrong: `attribute “${name.name}” of ${size} bytes`, offset: type.end };
    if (valueAt + size > bytes.length) break;
    const [knownType, knownBytes] = KNOWN[name.name] ?? [];
    if (knownType !== undefined && (knownType !== type.name || (knownBytes ?? size) !== size)) {
      return { wrong: `attribute “${name.name}” of type “${type.name}” and ${size} bytes`, offset: at };
    }
    if (knownType !== undefined) attributes.set(name.name, { type: type.name, at: valueAt, bytes: size });
    at = valueAt + size;
  }
  return { missing: 'header' };
};

const readChannels = (bytes: Uint8Array, { at: start, bytes: size }: Attribute) => {
  const channels: ExrChannel[] = [];
  const names = new Set<string>();
  const limit = start + size;
  const wrong = (what: string, offset: number) => ({ wrong: what, offset });
  let at = start;
  while (at < limit && bytes[at] !== 0) {
    const name = readName(bytes, at, limit);
    if (!('name' in name) || name.end + 16 > limit) return wrong('list of channels without end', at);
    const sample = SAMPLES[u32le(bytes, name.end)];
    const [xStep, yStep] = [i32le(bytes, name.end + 8), i32le(bytes, name.end + 12)];
    if (sample === undefined) return wrong(`channel “${name.name}” of unknown type`, name.end);
    if (xStep < 1 || yStep < 1) return wrong(`channel “${name.name}” sampled every ${xStep}, ${yStep}`, name.end + 8);
    if (names.has(name.name)) return wrong(`channel “${name.name}” twice`, at);
    names.add(name.name);
    channels.push({ name: name.name, sample, isLogarithmic: bytes[name.end + 4] !== 0, xStep, yStep });
    at = name.end + 16;
  }
  if (at !== limit - 1) return wrong('list of channels without end', at);
  if (channels.length === 0) return wrong('no channels', start);
  return channels.sort((a, b) => (a.name < b.name ? -1 : 1));
};

const readTiles = (bytes: Uint8Array, { at }: Attribute): ExrTiles | undefined => {
  const [width, height, mode] = [u32le(bytes, at), u32le(bytes, at + 4), bytes[at + 8]!];
  const levels = LEVELS[mode & 15];
  if (levels === undefined || mode >> 4 > 1 || width === 0 || height === 0) return undefined;
  return { width, height, levels, isRoundedUp: mode >> 4 === 1 };
};

/** What readers refuse although no pixel depends on it. */
const wrongView = (bytes: Uint8Array, attributes: Attributes, isTiled: boolean): ExrWrong | undefined => {
  const display = attributes.get('displayWindow')?.at;
  const aspect = attributes.get('pixelAspectRatio')?.at;
  const width = attributes.get('screenWindowWidth')?.at;
  const order = attributes.get('lineOrder')?.at;
  const wrong = (what: string, offset: number) => ({ wrong: what, offset });
  if (display !== undefined) {
    const [left, top, right, bottom] = [0, 4, 8, 12].map((ahead) => i32le(bytes, display + ahead)) as number[];
    if (left! > right! || top! > bottom!) return wrong('empty display window', display);
  }
  if (aspect !== undefined && !(f32le(bytes, aspect) >= 1e-6 && f32le(bytes, aspect) <= 1e6)) {
    return wrong(`pixel aspect ratio ${f32le(bytes, aspect)}`, aspect);
  }
  if (width !== undefined && !(f32le(bytes, width) >= 0)) return wrong(`screen window ${f32le(bytes, width)}`, width);
  if (order !== undefined && bytes[order]! > (isTiled ? 2 : 1)) return wrong(`line order ${bytes[order]}`, order);
  return undefined;
};

/** What the mark's flags say; files of several parts leave the kind to each part's own attribute. */
export interface ExrFlags {
  readonly isTiled: boolean;
  readonly isDeep: boolean;
  readonly isMultipart: boolean;
}

const kindOf = (bytes: Uint8Array, type: Attribute | undefined, flags: ExrFlags) => {
  if (!flags.isMultipart) return { isTiled: flags.isTiled, isDeep: flags.isDeep };
  const text = type && latin1(bytes, type.at, Math.min(type.bytes, LONGEST_NAME));
  const isTiled = text === 'tiledimage' || text === 'deeptile';
  const isDeep = text === 'deepscanline' || text === 'deeptile';
  return isTiled || isDeep || text === 'scanlineimage' ? { isTiled, isDeep } : undefined;
};

type PartOutcome = { readonly part: ExrPart; readonly end: number } | ExrWrong;

/** One header from `start` ("OpenEXR File Layout", Header). Nothing is allocated from what it declares. */
export const readExrPart = (bytes: Uint8Array, start: number, flags: ExrFlags): PartOutcome => {
  const read = readAttributes(bytes, start);
  if (!('attributes' in read)) return read;
  const { attributes, end } = read;
  const lacks = (name: string) => !attributes.has(name);
  const wrong = (what: string, offset = start) => ({ wrong: what, offset });
  const absent = NEEDED_FOR_PIXELS.find(lacks);
  if (absent !== undefined) return wrong(`no attribute “${absent}”`);
  const channels = readChannels(bytes, attributes.get('channels')!);
  if (!Array.isArray(channels)) return channels as ExrWrong;
  const compressionAt = attributes.get('compression')!.at;
  // The last ones of the list differ in the size of their blocks only.
  const compression = COMPRESSIONS[Math.min(bytes[compressionAt]!, COMPRESSIONS.length - 1)]!;
  if (bytes[compressionAt]! > COMPRESSIONS.length) return wrong(`compression ${bytes[compressionAt]}`, compressionAt);
  const windowAt = attributes.get('dataWindow')!.at;
  const [left, top] = [i32le(bytes, windowAt), i32le(bytes, windowAt + 4)];
  const width = i32le(bytes, windowAt + 8) - left + 1;
  const height = i32le(bytes, windowAt + 12) - top + 1;
  if (width < 1 || height < 1) return wrong(`${width} x ${height} pixels`, windowAt);
  const isFar = Math.max(-left, -top, left + width, top + height) > FARTHEST;
  const kind = kindOf(bytes, attributes.get('type'), flags);
  if (kind === undefined) return wrong('a part of no known type');
  const tilesAt = attributes.get('tiles');
  const tiles = kind.isTiled && tilesAt ? readTiles(bytes, tilesAt) : undefined;
  if (kind.isTiled && tiles === undefined) return wrong('no size of tiles', tilesAt?.at);
  const uneven = channels.find(({ xStep, yStep }) => {
    if (kind.isTiled) return xStep > 1 || yStep > 1;
    return width % xStep !== 0 || height % yStep !== 0 || left % xStep !== 0 || top % yStep !== 0;
  });
  if (uneven !== undefined) return wrong(`channel “${uneven.name}” does not fit the data window`, windowAt);
  const view = wrongView(bytes, attributes, kind.isTiled);
  if (view !== undefined) return view;
  const told = attributes.get('chunkCount');
  if (flags.isMultipart && told === undefined) return wrong('a part without count of its chunks');
  return {
    part: {
      left,
      top,
      width,
      height,
      channels,
      compression,
      ...(tiles && { tiles }),
      isDeep: kind.isDeep,
      ...(flags.isMultipart && told && { toldChunks: i32le(bytes, told.at) }),
      lacking: [...NEEDED_BY_RULE.filter(lacks), ...(isFar ? ['dataWindow near the origin'] : [])],
    },
    end,
  };
};
