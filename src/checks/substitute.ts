import { defang } from './defang.ts';

/** What lies in a file's place: a page that a server sent, the pointer that Git LFS leaves, the attributes that macOS keeps. */
export type Substitute =
  | { readonly kind: 'page'; readonly page: 'HTML' | 'XML' | 'JSON' | 'HTTP'; readonly says: string }
  | { readonly kind: 'git-lfs-pointer'; readonly oid: string; readonly size: number }
  /** What macOS keeps of a file's attributes, beside it. */
  | { readonly kind: 'appledouble' };

/** A page is judged, and read for its title, by this much of its beginning. Bytes. */
const HEAD_BYTES = 64 * 1024;
const MAX_JSON_BYTES = 5 * 2 ** 20;
/** The specification's limit on a pointer file. Bytes. */
const MAX_POINTER_BYTES = 1024;

/** AppleDouble, version 1 or 2 (RFC 1740). */
const isAppleDouble = (bytes: Uint8Array): boolean =>
  bytes.length >= 8 &&
  [0x00, 0x05, 0x16, 0x07, 0x00].every((byte, at) => bytes[at] === byte) &&
  (bytes[5] === 1 || bytes[5] === 2) &&
  bytes[6] === 0 &&
  bytes[7] === 0;

const POINTER =
  /^version https:\/\/(?:git-lfs|hawser)\.github\.com\/spec\/v1\r?\n(?:ext-[^\n]*\n)*oid sha256:([0-9a-f]{64})\r?\nsize (\d{1,15})\r?\n?$/;
const HTML =
  /^(?:<!doctype\s+html|<\/?(?:html|head|body|title|script|style|meta|link|base|center|div|span|table|form|iframe|frameset|noscript|p|pre|h[1-6]|b|br|hr|a|img|font)(?=[\s/>]))/i;
const ELEMENT = /^<([a-z_][\w.:-]*)(?=[\s/>])/i;
/** Pictures that are XML: their own decoders judge them. */
const PICTURE_ELEMENT = /^(?:\w+:)?svg$/i;

/** Text of UTF-8 or, with its mark, UTF-16; undefined where bytes stand that no text holds. */
const textOf = (bytes: Uint8Array): string | undefined => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  for (const byte of bytes)
    if (byte < 0x20 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 12) return undefined;
  return new TextDecoder('utf-8').decode(bytes);
};

const skipProlog = (text: string): string => {
  let rest = text.trimStart();
  for (;;) {
    const prolog = /^(?:<!--[\s\S]*?-->|<\?[\s\S]*?\?>)\s*/.exec(rest);
    if (prolog === null) return rest;
    rest = rest.slice(prolog[0].length);
  }
};

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  '#39': "'",
  nbsp: ' ',
};
const unescapeEntities = (text: string): string =>
  text.replace(/&(amp|lt|gt|quot|apos|#39|nbsp);/gi, (_, name: string) => ENTITIES[name.toLowerCase()]!);

const visibleText = (markup: string): string =>
  markup
    .replace(/<(script|style)\b[\s\S]*?(?:<\/\1\s*>|$)/gi, ' ')
    .replace(/<!--[\s\S]*?(?:-->|$)/g, ' ')
    .replace(/<[^>]*(?:>|$)/g, ' ');

const markupSays = (text: string): string => {
  const title = /<title[^>]*>([\s\S]*?)<\/title/i.exec(text)?.[1]?.trim();
  const says = defang(unescapeEntities(title || visibleText(text)));
  return says === '' ? '…' : says;
};

const markup = (text: string): Substitute | undefined => {
  if (!text.trimStart().startsWith('<')) return undefined;
  const body = skipProlog(text);
  if (HTML.test(body)) return { kind: 'page', page: 'HTML', says: markupSays(text) };
  // A document type other than HTML's, internal subset left out.
  const root = ELEMENT.exec(skipProlog(body.replace(/^<!doctype[^>[]*(?:\[[\s\S]*?\]\s*)?>/i, '')))?.[1];
  if (root === undefined || PICTURE_ELEMENT.test(root)) return undefined;
  return { kind: 'page', page: 'XML', says: markupSays(text) };
};

const SAYING = /^(?:error|message|detail|title|reason|code|status)/i;

/** The first text under a name like 'error' or 'message', at most three levels deep; else the beginning. */
const jsonSays = (value: unknown, text: string): string => {
  const search = (node: unknown, depth: number): string | undefined => {
    if (typeof node !== 'object' || node === null || depth > 3) return undefined;
    const entries = Object.entries(node);
    const named = entries.find(([name, inner]) => SAYING.test(name) && typeof inner === 'string' && inner !== '');
    if (named !== undefined) return named[1];
    for (const [, inner] of entries) {
      const found = search(inner, depth + 1);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const says = defang(search(value, 0) ?? text.slice(0, 1000));
  return says === '' ? '…' : says;
};

const json = (bytes: Uint8Array, head: string): Substitute | undefined => {
  if (!/^\s*[{[]/.test(head) || bytes.length > MAX_JSON_BYTES) return undefined;
  const text = bytes.length <= HEAD_BYTES ? head : textOf(bytes);
  if (text === undefined) return undefined;
  try {
    return { kind: 'page', page: 'JSON', says: jsonSays(JSON.parse(text), text) };
  } catch {
    return undefined;
  }
};

const pointer = (bytes: Uint8Array, text: string): Substitute | undefined => {
  if (bytes.length > MAX_POINTER_BYTES) return undefined;
  const [, oid, size] = POINTER.exec(text) ?? [];
  return oid === undefined ? undefined : { kind: 'git-lfs-pointer', oid, size: Number(size) };
};

/** Beginnings of text that may be a page: '<', '{', '[', 'H', 'v', after marks and blanks. */
const MAY_BEGIN = new Set([0x3c, 0x7b, 0x5b, 0x48, 0x76, 0xef, 0xfe, 0xff, 0x20, 0x09, 0x0a, 0x0d]);

/**
 * What lies in the place of an image or array, judged by the bytes alone; undefined when it is none of these. Strict: the
 * answer makes a file `bad`.
 */
export const substituteIn = (bytes: Uint8Array): Substitute | undefined => {
  if (isAppleDouble(bytes)) return { kind: 'appledouble' };
  // Every good picture passes here: 0xff 0xd8, 0x89, 'G', 'R', 'I' and 'M' are turned away by one look.
  if (bytes.length === 0 || !MAY_BEGIN.has(bytes[0]!) || (bytes[0] === 0xff && bytes[1] !== 0xfe)) return undefined;
  const head = textOf(bytes.subarray(0, HEAD_BYTES));
  if (head === undefined) return undefined;
  const found = pointer(bytes, head) ?? markup(head) ?? json(bytes, head);
  if (found !== undefined) return found;
  if (!/^HTTP\/[\d.]+ \d{3}[ \r\n]/.test(head)) return undefined;
  return { kind: 'page', page: 'HTTP', says: defang(head.slice(0, head.search(/[\r\n]|$/))) };
};
