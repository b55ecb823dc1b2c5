import { hasTag, latin1 } from '../fields.ts';

/** One picture of a PNM or PAM file (netpbm: pbm, pgm, ppm, pam). Offsets from the start of the file. */
export interface PnmHead {
  /** P1 to P7, as its digit. */
  readonly magic: number;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly maxval: number;
  /** The last channel is opacity. */
  readonly alpha: boolean;
  /** 1 means black: PBM alone. */
  readonly isInverted: boolean;
  readonly dataAt: number;
}

export type PnmOutcome =
  | { readonly head: PnmHead }
  | { readonly missing: string }
  | { readonly wrong: string; readonly offset: number };

const MAX_MAXVAL = 65_535;
/** As Pillow: a longer number is none. */
const MAX_DIGITS = 10;
const MAX_PAM_LINE = 1024;
const HASH = 0x23;
const NEWLINE = 0x0a;

export const isSpace = (byte: number | undefined): boolean =>
  byte === 0x20 || (byte !== undefined && byte >= 0x09 && byte <= 0x0d);

/** First byte that is neither white space nor part of a comment. */
export const skipBlank = (bytes: Uint8Array, start: number): number => {
  let at = start;
  while (at < bytes.length) {
    if (bytes[at] === HASH) while (at < bytes.length && bytes[at] !== NEWLINE && bytes[at] !== 0x0d) at += 1;
    else if (!isSpace(bytes[at])) break;
    else at += 1;
  }
  return at;
};

/** Numbers behind the magic, each followed by white space; the last one by a single byte of it. */
const readNumbers = (
  bytes: Uint8Array,
  start: number,
  count: number,
): Exclude<PnmOutcome, { head: PnmHead }> | { readonly values: readonly number[]; readonly end: number } => {
  const values: number[] = [];
  let at = start;
  while (values.length < count) {
    at = skipBlank(bytes, at);
    const from = at;
    let value = 0;
    while (bytes[at] !== undefined && bytes[at]! >= 0x30 && bytes[at]! <= 0x39 && at - from <= MAX_DIGITS) {
      value = value * 10 + bytes[at]! - 0x30;
      at += 1;
    }
    if (at >= bytes.length) return { missing: 'header' };
    if (at === from || at - from > MAX_DIGITS || !(isSpace(bytes[at]) || bytes[at] === HASH)) {
      return { wrong: 'a header field that is no number', offset: from };
    }
    values.push(value);
  }
  if (bytes[at] === HASH) while (at < bytes.length && bytes[at] !== NEWLINE) at += 1;
  return { values, end: at + 1 };
};

const checked = (head: PnmHead, at: number): PnmOutcome => {
  const { width, height, channels, maxval } = head;
  if (width === 0 || height === 0 || channels === 0) {
    return { wrong: `${width} x ${height} x ${channels}`, offset: at + 2 };
  }
  if (maxval === 0 || maxval > MAX_MAXVAL) return { wrong: `maxval ${maxval}`, offset: at + 2 };
  return { head };
};

const readPamHead = (bytes: Uint8Array, at: number): PnmOutcome => {
  const fields = new Map<string, string>();
  let from = at + 3;
  for (;;) {
    const end = bytes.indexOf(NEWLINE, from);
    if (end === -1 && bytes.length - from <= MAX_PAM_LINE) return { missing: 'header' };
    if (end === -1 || end - from > MAX_PAM_LINE) return { wrong: 'a header line without end', offset: from };
    const line = latin1(bytes, from, end - from).trim();
    from = end + 1;
    if (line === 'ENDHDR') break;
    if (line === '' || line.startsWith('#')) continue;
    const [, name, value] = /^(WIDTH|HEIGHT|DEPTH|MAXVAL|TUPLTYPE)\s+(.+)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) return { wrong: 'a header line of no known kind', offset: from };
    fields.set(name, value);
  }
  const number = (name: string): number => (/^\d{1,10}$/.test(fields.get(name) ?? '') ? Number(fields.get(name)) : 0);
  const head: PnmHead = {
    magic: 7,
    width: number('WIDTH'),
    height: number('HEIGHT'),
    channels: number('DEPTH'),
    maxval: number('MAXVAL'),
    alpha: (fields.get('TUPLTYPE') ?? '').endsWith('_ALPHA'),
    isInverted: false,
    dataAt: from,
  };
  return checked(head, at);
};

/** Expects 'P1' to 'P7' and white space at `at`. */
export const readPnmHead = (bytes: Uint8Array, at: number): PnmOutcome => {
  const magic = (bytes[at + 1] ?? 0) - 0x30;
  if (magic === 7) return readPamHead(bytes, at);
  const isBitmap = magic === 1 || magic === 4;
  const numbers = readNumbers(bytes, at + 2, isBitmap ? 2 : 3);
  if (!('values' in numbers)) return numbers;
  const [width = 0, height = 0, maxval = 1] = numbers.values;
  const channels = magic === 3 || magic === 6 ? 3 : 1;
  return checked(
    { magic, width, height, channels, maxval, alpha: false, isInverted: isBitmap, dataAt: numbers.end },
    at,
  );
};

/** Bytes of a binary picture; 0 of a written one. */
export const rasterBytes = ({ magic, width, height, channels, maxval }: PnmHead): number => {
  if (magic < 4) return 0;
  if (magic === 4) return Math.ceil(width / 8) * height;
  return width * height * channels * (maxval > 255 ? 2 : 1);
};

export const isWritten = ({ magic }: PnmHead): boolean => magic < 4;

/** Headers of one file beyond these are not followed. */
const MAX_PICTURES = 65_536;

export interface PnmWalk {
  readonly heads: readonly PnmHead[];
  /** First byte behind the last picture. */
  readonly end: number;
  readonly missing?: string;
}

const startsPicture = (bytes: Uint8Array, at: number): boolean => {
  const kind = bytes[at + 1] ?? 0;
  return bytes[at] === 0x50 && kind >= 0x34 && kind <= 0x37 && isSpace(bytes[at + 2]);
};

/** Binary pictures one behind the other, without decoding any. */
export const walkPictures = (bytes: Uint8Array, first: PnmHead): PnmWalk => {
  const heads = [first];
  let end = first.dataAt + rasterBytes(first);
  while (end < bytes.length && heads.length < MAX_PICTURES) {
    const rest = bytes.length - end;
    if (rest <= 2 && hasTag(bytes, end, `P${first.magic}`.slice(0, rest))) {
      return { heads, end, missing: `header of picture ${heads.length}` };
    }
    if (!startsPicture(bytes, end)) break;
    const next = readPnmHead(bytes, end);
    if ('wrong' in next) break;
    if ('missing' in next) return { heads, end, missing: `header of picture ${heads.length}` };
    heads.push(next.head);
    end = next.head.dataAt + rasterBytes(next.head);
  }
  if (end <= bytes.length) return { heads, end };
  const last = heads.at(-1)!;
  return { heads, end, missing: `${end - bytes.length} of ${rasterBytes(last)} bytes of pixels` };
};
