import type { Algorithm, ExpectedDigest } from '../../model/expectation.ts';

const BY_LENGTH: Readonly<Record<number, Algorithm>> = { 32: 'md5', 40: 'sha1', 64: 'sha256', 128: 'sha512' };

/** Hex digits of md5, sha1, sha256 or sha512, told by their number. Undefined for everything else. */
export const hexDigest = (text: string): ExpectedDigest | undefined => {
  const algorithm = BY_LENGTH[text.length];
  if (algorithm === undefined || !/^[0-9a-f]+$/i.test(text)) return undefined;
  return { algorithm, value: text.toLowerCase() };
};

/** 21 bytes whose first is 0x16 or 0x96. */
export const qiniuDigest = (text: string): ExpectedDigest | undefined =>
  /^(?:F[g-v]|l[g-v])[\w-]{26}$/.test(text) ? { algorithm: 'qiniu', value: text } : undefined;

/** An ETag as stores write it, in quotes or not. Undefined where its form says nothing about the bytes. */
export const etagDigest = (text: string): ExpectedDigest | undefined => {
  const [, hex, parts] = /^(?:W\/)?"?([0-9a-f]{32})(-[1-9]\d{0,4})?"?$/i.exec(text) ?? [];
  if (hex === undefined) return undefined;
  return parts === undefined
    ? { algorithm: 'etag', value: hex.toLowerCase() }
    : { algorithm: 'multipart', value: `${hex.toLowerCase()}${parts}` };
};

/** Bytes as digits; undefined for everything else, also for what people read ('1.2 MB'). */
export const byteCount = (text: string): number | undefined => (/^\d{1,15}$/.test(text) ? Number(text) : undefined);

/** 'Image/JPEG; charset=x' -> 'image/jpeg'. */
export const mimeOf = (text: string): string | undefined => {
  const mime = text.split(/[;\s]/, 1)[0]!.toLowerCase();
  return /^[\w.+-]+\/[\w.+-]+$/.test(mime) ? mime : undefined;
};
