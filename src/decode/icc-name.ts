import { hasTag, latin1, u16be, u32be } from './fields.ts';

const HEADER_BYTES = 128;
const TAG_BYTES = 12;
/** Profiles have a few dozen tags; a lie about their number costs no time. */
const MAX_TAGS = 256;
const MAX_LANGUAGES = 256;
const MAX_NAME_LENGTH = 128;

const untilZero = (text: string): string => text.split('\0', 1)[0]!.trim();

/** `units` UTF-16 code units, big-endian. */
const utf16 = (bytes: Uint8Array, at: number, units: number): string => {
  let text = '';
  for (let i = 0; i < Math.min(units, MAX_NAME_LENGTH); i++) {
    if (at + 2 * i + 2 > bytes.length) break;
    text += String.fromCharCode(u16be(bytes, at + 2 * i));
  }
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
};

/** textDescriptionType (ICC.1:2001-04, section 6.5.17): the name in ASCII, and again in Unicode. */
const readDescription = (tag: Uint8Array): string => {
  const length = u32be(tag, 8);
  const name = untilZero(latin1(tag, 12, Math.min(length, MAX_NAME_LENGTH)));
  if (name !== '' || 12 + length + 8 > tag.length) return name;
  return untilZero(utf16(tag, 12 + length + 8, u32be(tag, 12 + length + 4)));
};

/** multiLocalizedUnicodeType (ICC.1:2022, section 10.15): the English name, or else the first. */
const readLocalized = (tag: Uint8Array): string => {
  const recordBytes = Math.max(12, u32be(tag, 12));
  const records = Math.min(u32be(tag, 8), MAX_LANGUAGES, Math.floor(Math.max(0, tag.length - 16) / recordBytes));
  let chosen: number | undefined;
  for (let i = 0; i < records; i++) {
    const record = 16 + i * recordBytes;
    if (chosen === undefined || hasTag(tag, record, 'en')) chosen = record;
    if (hasTag(tag, chosen, 'en')) break;
  }
  if (chosen === undefined) return '';
  return untilZero(utf16(tag, u32be(tag, chosen + 8), Math.floor(u32be(tag, chosen + 4) / 2)));
};

/**
 * What an ICC profile calls itself: its tag `desc`, at most 128 characters, '' where it says nothing that can be read. Undefined when
 * the bytes are no profile: shorter than its header, or without the signature 'acsp' (ICC.1:2022, section 7.2).
 */
export const iccName = (profile: Uint8Array): string | undefined => {
  if (profile.length < HEADER_BYTES || !hasTag(profile, 36, 'acsp')) return undefined;
  if (profile.length < HEADER_BYTES + 4) return '';
  const tags = Math.min(u32be(profile, HEADER_BYTES), MAX_TAGS);
  for (let i = 0; i < tags; i++) {
    const entry = HEADER_BYTES + 4 + TAG_BYTES * i;
    if (entry + TAG_BYTES > profile.length) return '';
    if (!hasTag(profile, entry, 'desc')) continue;
    const start = u32be(profile, entry + 4);
    const tag = profile.subarray(start, start + u32be(profile, entry + 8));
    if (hasTag(tag, 0, 'mluc')) return readLocalized(tag);
    return hasTag(tag, 0, 'desc') ? readDescription(tag) : '';
  }
  return '';
};
