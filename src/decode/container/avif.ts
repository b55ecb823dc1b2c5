import type { Container } from '../../model/facets.ts';
import { hasTag, u16be, u32be } from '../fields.ts';
import { type Box, boxesIn, walkBoxes } from './iso-boxes.ts';

/** What the properties of the primary item say (ISO/IEC 23008-12). */
export interface AvifPicture {
  readonly width: number;
  readonly height: number;
  /** Bits of a channel, 8 where nothing says so. */
  readonly depth: number;
  readonly isGray: boolean;
}

export interface AvifWalk {
  readonly container: Container;
  readonly picture?: AvifPicture;
  /** Pictures in the longest track of an image sequence, 0 where there is none. */
  readonly sequence: number;
}

const BOXES = new Set(
  'ftyp|meta|mdat|moov|moof|free|skip|uuid|sidx|ssix|mfra|emsg|prft|styp|pdin|meco|udta|wide|idat|jumb|mpvd'.split('|'),
);

const child = (boxes: readonly Box[], type: string): Box | undefined => boxes.find((box) => box.type === type);

/** Of a full box: version and flags stand before what it holds. */
const fullBoxes = (bytes: Uint8Array, box: Box): readonly Box[] =>
  boxesIn(bytes, box.data + 4, Math.min(box.end, bytes.length));
const plainBoxes = (bytes: Uint8Array, box: Box): readonly Box[] =>
  boxesIn(bytes, box.data, Math.min(box.end, bytes.length));

/** An unsigned integer of 0, 4 or 8 bytes. */
const sized = (bytes: Uint8Array, at: number, length: number): number => {
  if (length === 0) return 0;
  return length === 4 ? u32be(bytes, at) : u32be(bytes, at) * 2 ** 32 + u32be(bytes, at + 4);
};

/** The furthest byte that an item lies at, counted from the start of the file (ISO/IEC 14496-12 section 8.11.3). */
const furthestExtent = (bytes: Uint8Array, { data, end }: Box): number => {
  const version = bytes[data]!;
  const [offsetBytes, lengthBytes] = [bytes[data + 4]! >> 4, bytes[data + 4]! & 15];
  const baseBytes = bytes[data + 5]! >> 4;
  const indexBytes = version === 0 ? 0 : bytes[data + 5]! & 15;
  if ([offsetBytes, lengthBytes, baseBytes, indexBytes].some((length) => ![0, 4, 8].includes(length))) return 0;
  const idBytes = version < 2 ? 2 : 4;
  let at = data + 6 + idBytes;
  let items = version < 2 ? u16be(bytes, data + 6) : u32be(bytes, data + 6);
  let furthest = 0;
  for (; items > 0 && at < end; items -= 1) {
    at += idBytes;
    const isInFile = version === 0 || (u16be(bytes, at) & 15) === 0;
    at += version === 0 ? 2 : 4;
    const base = sized(bytes, at, baseBytes);
    let extents = u16be(bytes, at + baseBytes);
    at += baseBytes + 2;
    for (; extents > 0 && at < end; extents -= 1) {
      const offset = sized(bytes, at + indexBytes, offsetBytes);
      const length = sized(bytes, at + indexBytes + offsetBytes, lengthBytes);
      at += indexBytes + offsetBytes + lengthBytes;
      if (isInFile && at <= end) furthest = Math.max(furthest, base + offset + length);
    }
  }
  return furthest;
};

/** 1-based places of an item's properties (ISO/IEC 23008-12 section 9.3). */
const propertiesOf = (bytes: Uint8Array, { data, end }: Box, item: number): readonly number[] => {
  const isLongId = bytes[data]! > 0;
  const isLongIndex = (bytes[data + 3]! & 1) === 1;
  let at = data + 8;
  for (let entries = u32be(bytes, data + 4); entries > 0 && at < end; entries -= 1) {
    const id = isLongId ? u32be(bytes, at) : u16be(bytes, at);
    at += isLongId ? 4 : 2;
    const count = bytes[at++] ?? 0;
    const step = isLongIndex ? 2 : 1;
    const from = at;
    at += count * step;
    if (id !== item) continue;
    return Array.from({ length: count }, (_, index) =>
      isLongIndex ? u16be(bytes, from + 2 * index) & 0x7fff : (bytes[from + index] ?? 0) & 0x7f,
    );
  }
  return [];
};

const readPicture = (bytes: Uint8Array, meta: readonly Box[]): AvifPicture | undefined => {
  const primary = child(meta, 'pitm');
  const properties = child(meta, 'iprp');
  if (primary === undefined || properties === undefined) return undefined;
  const item = bytes[primary.data] === 0 ? u16be(bytes, primary.data + 4) : u32be(bytes, primary.data + 4);
  const parts = plainBoxes(bytes, properties);
  const [list, links] = [child(parts, 'ipco'), child(parts, 'ipma')];
  if (list === undefined || links === undefined) return undefined;
  const all = plainBoxes(bytes, list);
  const own = propertiesOf(bytes, links, item).flatMap((place) => all[place - 1] ?? []);
  const [size, bits, config] = [child(own, 'ispe'), child(own, 'pixi'), child(own, 'av1C')];
  if (size === undefined) return undefined;
  const channels = bits === undefined ? 0 : bytes[bits.data + 4]!;
  const flags = config === undefined ? 0 : bytes[config.data + 2]!;
  const configured = (flags & 0x40) === 0 ? 8 : 10 + ((flags & 0x20) === 0 ? 0 : 2);
  return {
    width: u32be(bytes, size.data + 4),
    height: u32be(bytes, size.data + 8),
    depth: bits === undefined || channels === 0 ? configured : bytes[bits.data + 5]!,
    isGray: channels === 1 || (channels === 0 && (flags & 0x10) !== 0),
  };
};

const TRACK = ['mdia', 'minf', 'stbl', 'stsz'];

const samplesOf = (bytes: Uint8Array, movie: Box): number => {
  const tracks = plainBoxes(bytes, movie).filter(({ type }) => type === 'trak');
  const counts = tracks.map((track) => {
    let box: Box | undefined = track;
    for (const type of TRACK) box = box && child(plainBoxes(bytes, box), type);
    return box === undefined ? 0 : u32be(bytes, box.data + 8);
  });
  return Math.max(0, ...counts);
};

/** Boxes to the end of an AVIF, every item's place in it, and what the primary item says of itself. Expects 'ftyp'. */
export const walkAvif = (bytes: Uint8Array): AvifWalk => {
  const size = bytes.length;
  const { boxes, container } = walkBoxes(bytes, 'avif', BOXES, (seen) => {
    const meta = child(seen, 'meta');
    const isInside = meta !== undefined && child(fullBoxes(bytes, meta), 'idat') !== undefined;
    return (
      isInside || (seen.some(({ type }) => type === 'meta' || type === 'moov') && child(seen, 'mdat') !== undefined)
    );
  });
  const top = child(boxes, 'meta');
  const meta = top === undefined ? [] : fullBoxes(bytes, top);
  const movie = child(boxes, 'moov');
  const places = child(meta, 'iloc');
  const furthest = places === undefined ? 0 : furthestExtent(bytes, places);
  const picture = readPicture(bytes, meta);
  const isSequence = hasTag(bytes, 8, 'avis');
  const rest = {
    ...(picture && { picture }),
    sequence: movie === undefined ? 0 : Math.max(samplesOf(bytes, movie), Number(isSequence)),
  };
  if (container.missing !== undefined || furthest <= size) return { container, ...rest };
  const { end: _, trailing: __, ...open } = container;
  return { container: { ...open, missing: `${furthest - size} bytes of an item` }, ...rest };
};
