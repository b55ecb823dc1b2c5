import type { ColorMode, Container, Decoding, Header } from '../../model/facets.ts';
import { hasTag, latin1, u16be, u32be } from '../fields.ts';
import { type Box, boxesIn, walkBoxes } from './iso-boxes.ts';
import { type J2kSize, type J2kWalk, walkJ2k } from './j2k.ts';
import { classifyTail } from './tail.ts';

/** A codestream whose size is known, as a half-open range. */
export interface Codestream {
  readonly start: number;
  readonly end: number;
  readonly size: J2kSize;
}

export interface Jp2Walk {
  readonly container: Container;
  readonly header?: Header;
  readonly codestreams: readonly Codestream[];
  /** EnumCS of the first color specification (ISO/IEC 15444-1 section I.5.3.3); 0 where it is a profile or none. */
  readonly colorSpace: number;
  /** Columns of the palette and their bits. */
  readonly palette?: readonly number[];
  /** `jp2 `, `mjp2`, …; absent for a bare codestream. */
  readonly brand?: string;
  /** What readers warn of and yet decode. */
  readonly warnings: Decoding['warnings'];
}

/** Boxes of JP2 and JPX (ISO/IEC 15444-1 annex I, 15444-2 annex M) that stand in a file beside each other. */
const BOXES = new Set(
  (
    'jP  |ftyp|jp2h|jp2c|jp2i|xml |uuid|uinf|rreq|jpch|jplh|cgrp|ftbl|flst|free|mdat|res |asoc|nlst|lbl |drep|gtso|chck|mp7b|roid|' +
    'bfil|dtbl|comp|copt|inst|cref|cdef|colr|jp2p|jpip|moov|moof|meta|skip|prfl|mhdr|page'
  ).split('|'),
);

const CMYK = 12;
const GRAY = 17;
const LAB = 14;
/** Channel definitions: types 1 and 2 are opacity. */
const hasOpacity = (bytes: Uint8Array, { data, end }: Box): boolean => {
  const count = Math.min(u16be(bytes, data), Math.floor((end - data - 2) / 6));
  for (let index = 0; index < count; index += 1) {
    const type = u16be(bytes, data + 4 + 6 * index);
    if (type === 1 || type === 2) return true;
  }
  return false;
};

const colorOf = (colorSpace: number, colors: number): ColorMode => {
  if (colorSpace === CMYK) return 'cmyk';
  if (colorSpace === LAB) return 'lab';
  if (colorSpace === GRAY || colors < 3) return 'gray';
  return colors === 3 ? 'rgb' : 'other';
};

interface Jp2Head {
  readonly colorSpace: number;
  readonly alpha: boolean;
  readonly palette?: readonly number[];
}

const readHead = (bytes: Uint8Array, boxes: readonly Box[]): Jp2Head => {
  const top = boxes.find(({ type }) => type === 'jp2h');
  const inner = top === undefined ? [] : boxesIn(bytes, top.data, Math.min(top.end, bytes.length));
  const color = inner.find(({ type, data }) => type === 'colr' && bytes[data] === 1);
  const definition = inner.find(({ type }) => type === 'cdef');
  const palette = inner.find(({ type }) => type === 'pclr');
  const columns = palette === undefined ? 0 : bytes[palette.data + 2]!;
  return {
    colorSpace: color === undefined ? 0 : u32be(bytes, color.data + 3),
    alpha: definition !== undefined && hasOpacity(bytes, definition),
    ...(palette && {
      palette: Array.from(bytes.subarray(palette.data + 3, palette.data + 3 + columns), (b) => (b & 0x7f) + 1),
    }),
  };
};

/** Height and width of an image header box. */
const IHDR_BYTES = 8;

interface HeadTrouble {
  readonly damage: Container['damage'];
  readonly warnings: Decoding['warnings'];
}

/**
 * What OpenJPEG refuses a file for, or warns of, before it decodes: boxes of the JP2 header that do not fill it, an image header of
 * another size than the codestream's, no specification of color (ISO/IEC 15444-1 section I.5.3). `size`: of the only codestream.
 */
const headTrouble = (bytes: Uint8Array, boxes: readonly Box[], size: J2kSize | undefined): HeadTrouble => {
  const top = boxes.find(({ type }) => type === 'jp2h');
  if (top === undefined || top.end > bytes.length) return { damage: [], warnings: [] };
  const inner = boxesIn(bytes, top.data, top.end);
  const damage: Container['damage'][number][] = [];
  const filled = inner.at(-1)?.end ?? top.data;
  if (filled < top.end)
    damage.push({ kind: 'structure', offset: filled, detail: 'a box reaches beyond the JP2 header' });
  const image = inner.find(({ type }) => type === 'ihdr');
  if (image !== undefined && size !== undefined && image.data + IHDR_BYTES <= image.end) {
    const [height, width] = [u32be(bytes, image.data), u32be(bytes, image.data + 4)];
    if (height !== size.height || width !== size.width) {
      const detail = `the JP2 header says ${width} x ${height}, the codestream ${size.width} x ${size.height}`;
      damage.push({ kind: 'structure', offset: image.data, detail });
    }
  }
  const isColorless = damage.length === 0 && !inner.some(({ type }) => type === 'colr');
  const text = 'the JP2 header says nothing of colors';
  return { damage, warnings: isColorless ? [{ cause: 'unknown', offset: top.at, text }] : [] };
};

const headerOf = ({ width, height, components }: J2kSize, head: Jp2Head, frames: number): Header => {
  const channels = head.palette?.length ?? components.length;
  const alpha = head.alpha || (head.palette === undefined && head.colorSpace !== CMYK && [2, 4].includes(channels));
  return {
    format: 'jp2',
    width,
    height,
    channels,
    depth: Math.max(...(head.palette ?? components.map(({ depth }) => depth))),
    frames,
    orientation: 1,
    color: head.palette === undefined ? colorOf(head.colorSpace, channels - Number(alpha)) : 'palette',
    alpha,
    sampleFormat: components.some(({ signed }) => signed) ? 'int' : 'uint',
  };
};

const trailingFrom = (bytes: Uint8Array, end: number, limit: number): Pick<Container, 'trailing'> =>
  end === limit
    ? {}
    : { trailing: { offset: end, bytes: limit - end, kind: classifyTail(bytes.subarray(0, limit), end) } };

const walkBare = (bytes: Uint8Array): Jp2Walk => {
  const { end, size, damage } = walkJ2k(bytes, 0, bytes.length);
  const container: Container = {
    format: 'jp2',
    ...(end === undefined ? { missing: 'EOC' } : { end, ...trailingFrom(bytes, end, bytes.length) }),
    damage,
  };
  if (size === undefined) return { container, codestreams: [], colorSpace: 0, warnings: [] };
  const header = headerOf(size, { colorSpace: 0, alpha: false }, 1);
  return {
    container,
    header,
    codestreams: [{ start: 0, end: end ?? bytes.length, size }],
    colorSpace: 0,
    warnings: [],
  };
};

/** Boxes to the end, and every codestream in them to its EOC. Expects the signature of a JP2 or of a codestream. */
export const walkJp2 = (bytes: Uint8Array): Jp2Walk => {
  if (bytes[0] === 0xff) return walkBare(bytes);
  const { boxes, container } = walkBoxes(bytes, 'jp2', BOXES, (seen) => seen.some(({ type }) => type === 'jp2c'));
  const codestreams: Codestream[] = [];
  const walks: J2kWalk[] = [];
  const damage = [...container.damage];
  let { end, missing, trailing } = container;
  for (const box of boxes.filter(({ type, data }) => type === 'jp2c' && data < bytes.length)) {
    const limit = Math.min(box.end, bytes.length);
    const walk = hasTag(bytes, box.data, '\xff\x4f') ? walkJ2k(bytes, box.data, limit) : { end: limit, damage: [] };
    walks.push(walk);
    damage.push(...walk.damage);
    if (walk.size !== undefined) codestreams.push({ start: box.data, end: walk.end ?? limit, size: walk.size });
    if (walk.end === undefined) {
      missing ??= 'EOC';
      end = undefined;
    } else if (walk.end < limit) trailing ??= trailingFrom(bytes, walk.end, limit).trailing;
  }
  const head = readHead(bytes, boxes);
  const first = codestreams[0];
  const type = boxes.find((box) => box.type === 'ftyp');
  const trouble = headTrouble(bytes, boxes, codestreams.length === 1 ? first?.size : undefined);
  damage.push(...trouble.damage);
  return {
    container: {
      format: 'jp2',
      ...(end === undefined ? { missing: missing ?? 'EOC' } : { end }),
      ...(end !== undefined && trailing && { trailing }),
      damage,
    },
    ...(first && { header: headerOf(first.size, head, codestreams.length) }),
    codestreams,
    colorSpace: head.colorSpace,
    warnings: trouble.warnings,
    ...(head.palette && { palette: head.palette }),
    ...(type && { brand: latin1(bytes, type.data, 4) }),
  };
};
