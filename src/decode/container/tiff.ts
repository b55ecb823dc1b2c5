import type { Container, Decoding, Header } from '../../model/facets.ts';
import { asBuffer, hasTag } from '../fields.ts';
import { classifyTail } from './tail.ts';
import {
  directoryBytes,
  readDirectory,
  readNumbers,
  readTiffLayout,
  readTiffOffset,
  type TiffDirectory,
  type TiffLayout,
} from './tiff-directory.ts';
import { createExtent, type Extent } from './tiff-extent.ts';
import { isSubsampled, readTiffPage, rowBytes, rowsInSegment, TAG, type TiffPage, tiffHeader } from './tiff-page.ts';

export interface TiffWalk {
  readonly container: Container;
  readonly header?: Header;
  readonly layout?: TiffLayout;
  /** In the order of the chain; empty when it is cut or broken. */
  readonly pages: readonly TiffPage[];
  /** What is wrong and leaves every pixel as it is. */
  readonly notes: Decoding['warnings'];
}

type Damage = Container['damage'][number];

/** Far above any limit on pages: the chain is counted no further. */
const MAX_DIRECTORIES = 65_535;
/** Directories may overlap and share values; so many times the file's own bytes are read for them. */
const MAX_READ_RATIO = 4;
const READ_SLACK_BYTES = 65_536;

/** Of the description alone, one value each (TIFF 6.0 section 8): FillOrder, Orientation, both resolutions and their unit. */
const SINGLE_TAGS = new Set([266, 274, 282, 283, 296]);

/** GDAL repeats a tile's last four bytes behind it, and says so behind the header (cloud-optimized GeoTIFF). */
const GDAL_GHOST = 'GDAL_STRUCTURAL_METADATA_SIZE=';
const GDAL_LEADER_BYTES = 4;

const NEEDED_TAGS: ReadonlySet<number> = new Set([
  TAG.width,
  TAG.height,
  TAG.bitsPerSample,
  TAG.stripOffsets,
  TAG.stripByteCounts,
  TAG.tileOffsets,
  TAG.tileByteCounts,
  TAG.colorMap,
  TAG.extraSamples,
  TAG.sampleFormat,
  TAG.jpegTables,
]);

const UNCOMPRESSED = 1;

/** Every strip or tile, and what it must hold; the first that breaks the rules. */
const checkSegments = (
  page: TiffPage,
  where: string,
  note: Extent['note'],
  reach: (at: number, length: number, what: string) => void,
): string | undefined => {
  const isRaw = page.compression === UNCOMPRESSED && !isSubsampled(page);
  const bytesOfRow = rowBytes(page);
  const kind = page.isTiled ? 'tile' : 'strip';
  for (let segment = 0; segment < page.segments; segment += 1) {
    const what = `${kind} ${segment}${where}`;
    const at = page.offsets[segment]!;
    const raw = isRaw ? bytesOfRow * rowsInSegment(page, segment) : 1;
    let count = page.byteCounts?.[segment] ?? raw;
    if (at === 0) return `${what} is not stored`;
    // libtiff corrects the count of a single raw strip by itself (EstimateStripByteCounts); other counts it believes.
    if (isRaw && page.segments === 1 && count !== raw) {
      if (count < raw) note(at, `${what} is said to have ${count} of its ${raw} bytes`);
      count = raw;
    }
    if (count === 0) return `${what} has no data`;
    if (count < raw) return `${what} has ${count} of ${raw} bytes`;
    reach(at, count, what);
  }
  return undefined;
};

interface Task {
  readonly at: number;
  /** Names the directory for people; '' for the first of the chain. */
  readonly where: string;
  /** Pictures in a sub-directory may be chained; what follows camera data is often junk. */
  readonly isChain: boolean;
}

/**
 * Follows the chain of directories and everything they point at (TIFF 6.0 section 2; BigTIFF). The end is the last byte that any of them
 * names: TIFF has no end mark. Expects 'II' or 'MM'.
 */
export const walkTiff = (bytes: Uint8Array): TiffWalk => {
  const size = bytes.length;
  const layout = readTiffLayout(bytes);
  if (layout === undefined) {
    const isCut = size < 8 || (size < 16 && (bytes[2] === 43 || bytes[3] === 43));
    const damage: Damage[] = isCut ? [] : [{ kind: 'structure', offset: 2, detail: 'no version of TIFF' }];
    return {
      container: { format: 'tiff', ...(isCut ? { missing: 'header' } : { end: size }), damage },
      pages: [],
      notes: [],
    };
  }

  const headerBytes = layout.isBig ? 16 : 8;
  const slackBytes = hasTag(bytes, headerBytes, GDAL_GHOST) ? GDAL_LEADER_BYTES : 0;
  const extent = createExtent(size, headerBytes);
  const damage: Damage[] = [];
  const pages: TiffPage[] = [];
  const seen = new Set<number>();
  const children: Task[] = [];
  let readBytes = 0;

  const structure = (offset: number, detail: string): void => {
    damage.push({ kind: 'structure', offset, detail });
  };

  /** Fields of a directory and what they point at; false where there are more of them than a file can hold. */
  const visit = (directory: TiffDirectory, where: string): boolean => {
    readBytes += directory.end - directory.at;
    for (const entry of directory.entries) {
      const { tag, type, length, at, isInline } = entry;
      if (length === undefined) {
        extent.note(directory.at, `field ${tag}${where} has the unknown type ${type}`);
        continue;
      }
      readBytes += length;
      if (SINGLE_TAGS.has(tag) && entry.count !== 1) {
        extent.note(directory.at, `field ${tag}${where} holds ${entry.count} values, not one`);
      }
      if (readBytes > MAX_READ_RATIO * size + READ_SLACK_BYTES) return false;
      const what = `field ${tag}${where}`;
      if (!isInline) {
        if (NEEDED_TAGS.has(tag)) extent.needs(at, length, what);
        else if (!extent.mentions(at, length, what)) continue;
      }
      const isPointer = tag === TAG.exifIfd || tag === TAG.gpsIfd || tag === TAG.interopIfd || tag === TAG.subIfds;
      if (!isPointer && type !== 13 && type !== 18) continue;
      for (const child of readNumbers(bytes, layout, entry) ?? []) {
        children.push({ at: child, where: `${where} of field ${tag}`, isChain: tag === TAG.subIfds });
      }
    }
    return true;
  };

  const isThere = (at: number): boolean => {
    const head = layout.isBig ? 8 : 2;
    return at + head <= size && at + directoryBytes(bytes, layout, at) <= size;
  };

  let at = readTiffOffset(bytes, layout, layout.firstAt);
  if (at === 0) structure(layout.firstAt, 'no directory');
  while (at !== 0) {
    const where = seen.size === 0 ? '' : ` of page ${seen.size}`;
    if (seen.has(at)) {
      structure(at, 'the chain of pages returns to itself');
      break;
    }
    if (seen.size === MAX_DIRECTORIES) break;
    seen.add(at);
    if (!isThere(at)) {
      extent.lacks(`the directory${where}, at byte ${at}`);
      break;
    }
    const directory = readDirectory(bytes, layout, at);
    extent.needs(at, directory.end - at, `the directory${where}`);
    if (directory.entries.length === 0) {
      structure(at, `the directory${where} is empty`);
      break;
    }
    if (!visit(directory, where)) {
      structure(at, 'the directories name more bytes than the file has');
      break;
    }
    if (extent.missing() !== undefined) break;
    const page = readTiffPage(bytes, layout, directory);
    const problem =
      'problem' in page ? `${page.problem}${where}` : checkSegments(page, where, extent.note, extent.needs);
    if (problem !== undefined) structure(at, problem);
    if (!('problem' in page)) pages.push(page);
    at = directory.next;
  }

  // Thumbnails, pyramids and camera data: nobody trains on them, so that only a cut inside them counts.
  for (let child = children.pop(); child !== undefined; child = children.pop()) {
    if (child.at === 0 || seen.has(child.at) || seen.size >= MAX_DIRECTORIES) continue;
    seen.add(child.at);
    const what = `the directory${child.where}`;
    if (!isThere(child.at)) {
      // Its length is not known: it is cut when it begins in the file.
      extent.mentions(child.at, size + 2, what);
      continue;
    }
    const directory = readDirectory(bytes, layout, child.at);
    extent.mentions(child.at, directory.end - child.at, what);
    if (!visit(directory, child.where)) break;
    const page = readTiffPage(bytes, layout, directory);
    const problem = 'problem' in page ? undefined : checkSegments(page, child.where, extent.note, extent.mentions);
    if (problem !== undefined) extent.note(child.at, problem);
    if (child.isChain && directory.next !== 0) children.push({ ...child, at: directory.next });
  }

  const missing = extent.missing();
  const end = endOf(bytes, extent.end(), slackBytes, seen);
  const container: Container = {
    format: 'tiff',
    ...(missing === undefined ? { end } : { missing }),
    ...(missing === undefined && end < size
      ? { trailing: { offset: end, bytes: size - end, kind: classifyTail(bytes, end) } }
      : {}),
    damage,
  };
  const [first] = pages;
  const isWhole = missing === undefined && damage.length === 0;
  return {
    container,
    ...(first !== undefined && {
      header: tiffHeader(first, Math.max(pages.length, seen.size === MAX_DIRECTORIES ? seen.size : 0)),
    }),
    layout,
    pages: isWhole ? pages : [],
    notes: extent.notes(),
  };
};

/** Pillow brings a file of several pages to a multiple of so many bytes. */
const MAX_PADDING_BYTES = 16;
/**
 * tifffile writes the directories of further pages as copies of one template, values included, though all of them point at the values
 * of the first copy: what stands behind the last directory then repeats what stands behind the one before.
 */
const isTemplateTail = (bytes: Uint8Array, reached: number, directories: ReadonlySet<number>): boolean => {
  const [last, before] = [...directories].sort((a, b) => b - a);
  if (last === undefined || before === undefined) return false;
  const step = last - before;
  const { length: size } = bytes;
  if (last + step !== size || reached <= last) return false;
  return asBuffer(bytes)
    .subarray(reached)
    .equals(bytes.subarray(reached - step, size - step));
};

/**
 * The end of what is referenced, with what writers are known to leave behind it: zeros up to an even length, GDAL's copy of the last
 * tile's last bytes, and the values that belong to tifffile's last copy of a directory.
 */
const endOf = (bytes: Uint8Array, reached: number, slackBytes: number, directories: ReadonlySet<number>): number => {
  const size = bytes.length;
  const rest = size - reached;
  if (rest <= slackBytes) return size;
  if (
    rest < MAX_PADDING_BYTES &&
    asBuffer(bytes)
      .subarray(reached)
      .every((byte) => byte === 0)
  )
    return size;
  return isTemplateTail(bytes, reached, directories) ? size : reached;
};
