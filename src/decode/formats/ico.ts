import type { Container, Decoding, Fault, Header, Luma } from '../../model/facets.ts';
import { type IconBitmap, readIconBitmap, unpackIconBitmap } from '../codecs/ico-bitmap.ts';
import { type IconEntry, overlapping, readIconDirectory, shownEntry } from '../container/ico.ts';
import type { Examination, Examined } from '../examination.ts';
import { hasTag } from '../fields.ts';
import { decodedBytes, overLimit } from '../limits.ts';
import { concludeRaster } from '../raster.ts';
import { cutShort, malformed, type RasterFault, type RasterHead, walkedTo } from '../raster-file.ts';
import { dibHeader } from './bmp.ts';
import { examinePng } from './png.ts';

/** Pictures of a directory that are looked at to find the one to draw. */
const MOST_DRAWN = 1000;
const MAX_WARNINGS = 20;
const PNG_MARK = '\x89PNG\r\n\x1a\n';

const isPngEntry = (bytes: Uint8Array, { at }: IconEntry): boolean => hasTag(bytes, at, PNG_MARK);

interface Picture {
  readonly header?: Header;
  readonly preview?: Luma;
  readonly warnings: Decoding['warnings'];
  readonly container?: Container;
  readonly fault?: Fault;
}

/** A PNG inside an icon: what is wrong with its chunks is wrong with the icon. */
const examinePngEntry = async (bytes: Uint8Array, entry: IconEntry, examination: Examination): Promise<Picture> => {
  const { facets, faults } = await examinePng(bytes.subarray(entry.at, entry.at + entry.bytes), examination);
  const { header, preview, container, decoding } = facets;
  const damage = container?.damage[0];
  const broken = damage && malformed(entry.at + damage.offset, damage.detail);
  const lost = container?.missing === undefined ? undefined : malformed(entry.at, `a PNG without ${container.missing}`);
  const inner = faults[0];
  // Here the file goes on behind a PNG that ends too early: the icon contradicts itself and is not cut.
  const short = inner?.kind === 'truncated' ? malformed(entry.at, inner.detail) : inner;
  const fault = broken ?? lost ?? short;
  return {
    ...(header && { header: { ...header, format: 'ico' } }),
    ...(preview && { preview }),
    warnings: decoding?.warnings ?? [],
    ...(fault && { fault: { facet: 'decoding', ...fault } }),
  };
};

/** With the mask every bitmap has opacity. */
const bitmapHeader = ({ dib }: IconBitmap): Header => ({ ...dibHeader(dib, 'ico'), channels: 4, alpha: true });

const examineBitmapEntry = (
  bytes: Uint8Array,
  entry: IconEntry,
  examination: Examination,
  spentBytes: number,
): Picture => {
  const outcome = readIconBitmap(bytes, entry.at, entry.at + entry.bytes);
  const refuse = (fault: RasterFault): Picture => ({ warnings: [], fault: { facet: 'decoding', ...fault } });
  if ('missing' in outcome) return refuse(malformed(entry.at, `${outcome.missing} missing`));
  if ('fault' in outcome) return refuse(outcome.fault);
  const { dib } = outcome.bitmap;
  const header = bitmapHeader(outcome.bitmap);
  const over = overLimit(header, examination.limits, spentBytes);
  if (over !== undefined) return { header, warnings: [], fault: over };
  const { data, wrongIndexAt } = unpackIconBitmap(bytes, outcome.bitmap);
  if (wrongIndexAt !== undefined) return refuse(malformed(wrongIndexAt, 'an index that names no color'));
  const raster = { width: dib.width, height: dib.height, channels: 4, data, white: 255 };
  const { facets } = concludeRaster({ raster, warnings: [] }, { header, decoder: 'prepass' }, examination);
  return { header, warnings: [], ...(facets.preview && { preview: facets.preview }) };
};

const directoryFault = (fault: RasterFault, container?: Container): Examined => ({
  facets: { ...(container && { container }) },
  faults: [{ facet: 'header', ...fault }],
});

/** Every picture of an icon or cursor; the one that Pillow opens is shown. Expects 0 0 1 0 or 0 0 2 0. */
export const examineIco = async (bytes: Uint8Array, examination: Examination): Promise<Examined> => {
  const { maxPages } = examination.limits;
  const directory = readIconDirectory(bytes, maxPages);
  if ('missing' in directory) {
    const { fault, container } = cutShort('ico', directory.missing);
    return directoryFault(fault, container);
  }
  if ('wrong' in directory) return directoryFault(malformed(directory.offset, directory.wrong));
  const { entries, count } = directory;
  if (count > maxPages) {
    const detail = `${count} pages, limit ${maxPages}`;
    return { facets: {}, faults: [{ facet: 'decoding', kind: 'limit', detail, cause: 'pages' }] };
  }
  const end = Math.max(...entries.map((entry) => entry.at + entry.bytes));
  if (end > bytes.length) {
    const { fault, container } = cutShort('ico', `${end - bytes.length} bytes`);
    return directoryFault(fault, container);
  }
  const shared = overlapping(entries);
  if (shared !== undefined) return directoryFault(malformed(6 + 16 * shared, `picture ${shared} overlaps another`));
  return examineEntries(bytes, entries, walkedTo('ico', end, bytes), examination);
};

const examineEntries = async (
  bytes: Uint8Array,
  entries: readonly IconEntry[],
  container: Container,
  examination: Examination,
): Promise<Examined> => {
  const shown = shownEntry(entries);
  const seen = new Set<number>();
  const warnings: Decoding['warnings'][number][] = [];
  let spentBytes = 0;
  let header: Header | undefined;
  let preview: Luma | undefined;
  for (const [index, entry] of entries.entries()) {
    // Entries may name the same bytes: those are decoded once.
    if (seen.has(entry.at) && index !== shown) continue;
    seen.add(entry.at);
    const picture = isPngEntry(bytes, entry)
      ? await examinePngEntry(bytes, entry, examination)
      : examineBitmapEntry(bytes, entry, examination, spentBytes);
    if (index === shown) {
      header = picture.header && { ...picture.header, frames: entries.length };
      preview = picture.preview;
    }
    if (picture.fault !== undefined) {
      const detail = entries.length === 1 ? picture.fault.detail : `picture ${index}: ${picture.fault.detail}`;
      return { facets: { container, ...(header && { header }) }, faults: [{ ...picture.fault, detail }] };
    }
    warnings.push(...picture.warnings);
    spentBytes += picture.header === undefined ? 0 : decodedBytes(picture.header);
    const over =
      picture.header && overLimit({ ...picture.header, width: 1, height: 1 }, examination.limits, spentBytes);
    if (over !== undefined) return { facets: { container, ...(header && { header }) }, faults: [over] };
  }
  const decoding: Decoding = { decoder: 'prepass', warnings: warnings.slice(0, MAX_WARNINGS) };
  return { facets: { container, ...(header && { header }), decoding, ...(preview && { preview }) }, faults: [] };
};

/** The picture that Pillow opens: its bitmap, or its PNG. */
export const firstIcoPage = (bytes: Uint8Array): RasterHead | Uint8Array => {
  const directory = readIconDirectory(bytes, MOST_DRAWN);
  if ('missing' in directory) return cutShort('ico', directory.missing);
  if ('wrong' in directory) return { fault: malformed(directory.offset, directory.wrong) };
  const entry = directory.entries[shownEntry(directory.entries)]!;
  if (isPngEntry(bytes, entry)) return bytes.subarray(entry.at, entry.at + entry.bytes);
  const outcome = readIconBitmap(bytes, entry.at, bytes.length);
  if ('missing' in outcome) return cutShort('ico', outcome.missing);
  if ('fault' in outcome) return outcome;
  const { bitmap } = outcome;
  const { width, height } = bitmap.dib;
  return {
    header: bitmapHeader(bitmap),
    decode: () => {
      const { data } = unpackIconBitmap(bytes, bitmap);
      return { raster: { width, height, channels: 4, data, white: 255 }, warnings: [] };
    },
  };
};
