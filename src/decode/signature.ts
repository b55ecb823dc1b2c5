import { fileTypeFromBuffer } from 'file-type';
import type { Signature } from '../model/facets.ts';
import { hasTgaFooter, readTgaHead } from './container/tga.ts';
import { hasTag, latin1, u16be, u16le, u32be, u32le } from './fields.ts';
import { textSignature } from './text-signature.ts';

/** Leading bytes that file-type may see: what it needs for every format it tells by its beginning. */
const FILE_TYPE_BYTES = 4100;

const MIMES: Readonly<Record<string, string>> = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  webp: 'image/webp',
  tiff: 'image/tiff',
  bmp: 'image/bmp',
  avif: 'image/avif',
  heic: 'image/heic',
  jxl: 'image/jxl',
  jp2: 'image/jp2',
  ico: 'image/x-icon',
  cur: 'image/x-icon',
  psd: 'image/vnd.adobe.photoshop',
  qoi: 'image/qoi',
  exr: 'image/x-exr',
  hdr: 'image/vnd.radiance',
  dds: 'image/vnd-ms.dds',
  pnm: 'image/x-portable-anymap',
  tga: 'image/x-tga',
  dicom: 'application/dicom',
  nifti: 'application/x-nifti',
  'nifti-pair': 'image/x-nifti-pair',
  gz: 'application/gzip',
  fits: 'image/fits',
  pdf: 'application/pdf',
  npy: 'application/x-npy',
};

/** One object per format: nothing is allocated on the hot path. */
const KNOWN: Readonly<Record<string, Signature>> = Object.fromEntries(
  Object.entries(MIMES).map(([format, mime]) => [format, Object.freeze({ format, mime })]),
);

/** Formats told by the text they begin with. */
const TAGS: readonly (readonly [tag: string, at: number, format: string])[] = [
  ['II+\0\x08\0', 0, 'tiff'],
  ['MM\0+\0\x08', 0, 'tiff'],
  ['qoif', 0, 'qoi'],
  ['8BPS', 0, 'psd'],
  ['%PDF-', 0, 'pdf'],
  ['\x93NUMPY', 0, 'npy'],
  ['\xff\x0a', 0, 'jxl'],
  ['\0\0\0\x0cJXL \r\n\x87\n', 0, 'jxl'],
  ['\0\0\0\x0cjP  \r\n\x87\n', 0, 'jp2'],
  ['\xff\x4f\xff\x51', 0, 'jp2'],
  ['\x76\x2f\x31\x01', 0, 'exr'],
  ['#?RADIANCE', 0, 'hdr'],
  ['#?RGBE', 0, 'hdr'],
  ['DDS |\0\0\0', 0, 'dds'],
  ['SIMPLE  =', 0, 'fits'],
  ['DICM', 128, 'dicom'],
  ['\x1f\x8b\x08', 0, 'gz'],
];

const HEIC_BRANDS = /^(heic|heix|heim|heis|hevc|hevx|hevm|hevs|mif1|msf1)$/;

/** An ISO base media file whose brands say picture; undefined for video and everything else. */
const heifFormat = (bytes: Uint8Array): string | undefined => {
  if (!hasTag(bytes, 4, 'ftyp')) return undefined;
  const end = Math.min(u32be(bytes, 0), bytes.length, 256);
  let heic = false;
  for (let at = 8; at + 4 <= end; at += at === 8 ? 8 : 4) {
    const brand = String.fromCharCode(...bytes.subarray(at, at + 4));
    if (brand === 'avif' || brand === 'avis') return 'avif';
    heic ||= HEIC_BRANDS.test(brand);
  }
  return heic ? 'heic' : undefined;
};

const isBmp = (bytes: Uint8Array): boolean =>
  hasTag(bytes, 0, 'BM') && bytes.length >= 18 && [12, 16, 40, 52, 56, 64, 108, 124].includes(u32le(bytes, 14));

/** An icon's directory: a count, then entries whose fourth byte is 0 and whose data lies behind the directory. */
const isIcon = (bytes: Uint8Array, kind: number): boolean => {
  const count = u16le(bytes, 4);
  const isDirectory = bytes[0] === 0 && bytes[1] === 0 && u16le(bytes, 2) === kind && count > 0 && count <= 256;
  return isDirectory && bytes.length >= 22 && bytes[9] === 0 && u32le(bytes, 18) >= 6 + 16 * count;
};

/** A number or a comment must follow, or the file end: 'P4 is a word' and the thumbnails of xv ('P7 332') are no such pictures. */
const PNM = /^P([1-6](#|\s+(#|\d|$))|7\n(#|WIDTH|HEIGHT|DEPTH|MAXVAL|TUPLTYPE|ENDHDR|$))/;
const PFM = /^P[fF]\s+\d+\s+\d+\s+-?[\d.]/;

/** PNM, PAM or PFM. */
const isPortable = (bytes: Uint8Array): boolean => {
  if (bytes[0] !== 0x50) return false;
  const text = latin1(bytes, 0, 64);
  return PNM.test(text) || PFM.test(text);
};

const NIFTI_BYTES = 348;

/** A NIfTI header, of version 1 or 2, in either byte order: its own length, then a mark. A file cut in its header has the length alone. */
const niftiFormat = (bytes: Uint8Array): string | undefined => {
  const isFirst = u32le(bytes, 0) === NIFTI_BYTES || u32be(bytes, 0) === NIFTI_BYTES;
  const isSecond = u32le(bytes, 0) === 540 || u32be(bytes, 0) === 540;
  if (!isFirst && !isSecond) return undefined;
  const mark = isFirst ? 344 : 4;
  if (isFirst && bytes.length < NIFTI_BYTES && bytes.length > 4) return bytes[38] === 0x72 ? 'nifti' : undefined;
  if (hasTag(bytes, mark, 'n+1\0') || hasTag(bytes, mark, 'n+2\0')) return 'nifti';
  return hasTag(bytes, mark, 'ni1\0') || hasTag(bytes, mark, 'ni2\0') ? 'nifti-pair' : undefined;
};

/**
 * What the leading bytes are, by our own table: pictures first, then text of every kind (pages, pointers). Undefined: not in
 * the table. Under a microsecond for JPEG and PNG.
 */
export const ownSignature = (bytes: Uint8Array): Signature | undefined => {
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return KNOWN.jpeg;
  if (hasTag(bytes, 0, '\x89PNG\r\n\x1a\n')) return KNOWN.png;
  if (hasTag(bytes, 0, 'GIF89a') || hasTag(bytes, 0, 'GIF87a')) return KNOWN.gif;
  if (hasTag(bytes, 0, 'RIFF') && hasTag(bytes, 8, 'WEBP')) return KNOWN.webp;
  for (const [tag, at, format] of TAGS) if (hasTag(bytes, at, tag)) return KNOWN[format];
  const heif = heifFormat(bytes);
  if (heif !== undefined) return KNOWN[heif];
  if (isBmp(bytes)) return KNOWN.bmp;
  if (isIcon(bytes, 1)) return KNOWN.ico;
  if (isIcon(bytes, 2)) return KNOWN.cur;
  if (isPortable(bytes)) return KNOWN.pnm;
  const nifti = niftiFormat(bytes);
  if (nifti !== undefined) return KNOWN[nifti];
  return textSignature(bytes);
};

/** file-type's names where ours differ. */
const RENAMED: Readonly<Record<string, string>> = { jpg: 'jpeg', tif: 'tiff', j2c: 'jp2', icns: 'icns', xml: 'xml' };

const askFileType = async (bytes: Uint8Array): Promise<Signature> => {
  try {
    const found = await fileTypeFromBuffer(bytes);
    if (found === undefined) return {};
    return { format: RENAMED[found.ext] ?? found.ext, mime: found.mime };
  } catch {
    // It throws on files that end inside a structure it follows; then nobody knows.
    return {};
  }
};

const isTiff = (bytes: Uint8Array): boolean => hasTag(bytes, 0, 'II*\0') || hasTag(bytes, 0, 'MM\0*');

/** Tags of Sony's raw files and of DNG. */
const RAW_TAGS: ReadonlySet<number> = new Set([50341, 50706]);

/**
 * Whether file-type would find nothing of a camera in what `isTiff`: its own questions, asked of the bytes at once. It reads tag by tag,
 * each behind a promise, for a tenth of a millisecond. False where the answer is left to it.
 */
const isPlainTiff = (bytes: Uint8Array): boolean => {
  const [u16, u32] = bytes[0] === 0x49 ? [u16le, u32le] : [u16be, u32be];
  const directory = u32(bytes, 4);
  if (directory < 8 || directory + 2 > bytes.length || hasTag(bytes, 8, 'CR')) return false;
  const [first, second] = [u16(bytes, 8), u16(bytes, 10)];
  if ((first === 0x1c && second === 0xfe) || (first === 0x1f && second === 0x0b)) return false;
  const end = directory + 2 + 12 * u16(bytes, directory);
  if (end > bytes.length) return false;
  for (let at = directory + 2; at < end; at += 12) if (RAW_TAGS.has(u16(bytes, at))) return false;
  return true;
};

const TIFF_NAMES: ReadonlySet<string> = new Set(['tif', 'tiff']);

/**
 * DICOM leaves its first 128 bytes free (PS3.10 section 7.1), and many files begin like TIFF there: some can be read as both, others
 * point to a directory that is not there. They are DICOM unless their name says TIFF.
 */
const isDicomUnderTiff = (bytes: Uint8Array, extension: string): boolean =>
  hasTag(bytes, 128, 'DICM') && (hasTag(bytes, 0, 'II') || hasTag(bytes, 0, 'MM')) && !TIFF_NAMES.has(extension);

const TGA_NAMES: ReadonlySet<string> = new Set(['tga', 'icb', 'vda', 'vst']);

/**
 * TGA has no mark at its beginning: only its name tells, or the footer of its second version. file-type takes some for cursors, so a
 * possible header goes before it; anything else that nobody knows by its bytes is what its name says.
 */
const unmarkedSignature = (bytes: Uint8Array, extension: string): Signature | Promise<Signature> => {
  if (hasTgaFooter(bytes)) return KNOWN.tga!;
  const asked = () => askFileType(bytes.subarray(0, FILE_TYPE_BYTES));
  if (!TGA_NAMES.has(extension) || bytes.length === 0) return asked();
  if ('head' in readTgaHead(bytes)) return KNOWN.tga!;
  return asked().then((found) => (found.format === undefined ? KNOWN.tga! : found));
};

/**
 * The signature facet. `extension` as in `FileFacet`. A promise only for what our table does not hold, and for TIFF that may be of a camera:
 * raw files (DNG, NEF, ARW, CR2) begin like it and must not pass as the thumbnail they carry.
 */
export const signatureOf = (bytes: Uint8Array, extension = ''): Signature | Promise<Signature> => {
  if (isDicomUnderTiff(bytes, extension)) return KNOWN.dicom!;
  if (isTiff(bytes)) {
    if (isPlainTiff(bytes)) return KNOWN.tiff!;
    return askFileType(bytes).then((found) => (found.format === undefined ? KNOWN.tiff! : found));
  }
  return ownSignature(bytes) ?? unmarkedSignature(bytes, extension);
};
