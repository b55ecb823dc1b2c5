import type { Container, Header } from '../../model/facets.ts';
import { asBuffer, hasTag, u32be } from '../fields.ts';
import { type Box, walkBoxes } from './iso-boxes.ts';
import { readJxlHead } from './jxl-header.ts';

export interface JxlWalk {
  /** Of a bare codestream without `end`: only a decoder knows where it ends. */
  readonly container: Container;
  readonly header?: Header;
  readonly isAnimated: boolean;
  /** Bare, whatever it came in. */
  readonly codestream: Uint8Array;
  /** Where `codestream` begins in the file, when it stands there in one piece and nothing follows it. */
  readonly lastFrom?: number;
}

/** ISO/IEC 18181-2. */
const BOXES = new Set('JXL |ftyp|jxll|jxlc|jxlp|jxli|jbrd|jhgm|Exif|xml |jumb|brob|uuid|free|skip'.split('|'));
/** Top bit of a part's index: no part follows. */
const LAST_PART = 0x80000000;

const isLast = (bytes: Uint8Array, { type, data }: Box): boolean => type === 'jxlp' && u32be(bytes, data) >= LAST_PART;

const isPicture = ({ type }: Box): boolean => type === 'jxlc' || type === 'jxlp';

const pieceOf = (bytes: Uint8Array, { type, data, end }: Box): Uint8Array =>
  bytes.subarray(type === 'jxlp' ? data + 4 : data, Math.min(end, bytes.length));

const finish = (container: Container, codestream: Uint8Array, lastFrom?: number): JxlWalk => {
  const rest = { isAnimated: false, codestream, ...(lastFrom !== undefined && { lastFrom }) };
  if (codestream.length < 2)
    return { container: { ...container, missing: container.missing ?? 'the codestream' }, ...rest };
  const head = hasTag(codestream, 0, '\xff\x0a') ? readJxlHead(codestream, 2) : 'malformed';
  if (head === 'cut') {
    const { end: _, ...open } = container;
    return { container: { ...open, missing: container.missing ?? 'the header' }, ...rest };
  }
  if (head === 'malformed') {
    const damage = [
      ...container.damage,
      { kind: 'structure' as const, offset: lastFrom ?? 0, detail: 'no JPEG XL header' },
    ];
    return { container: { ...container, damage }, ...rest };
  }
  return { container, ...rest, ...head };
};

/** Boxes to the end, or the head of a bare codestream. */
export const walkJxl = (bytes: Uint8Array): JxlWalk => {
  if (bytes[0] === 0xff) return finish({ format: 'jxl', damage: [] }, bytes, 0);
  const { boxes, container } = walkBoxes(bytes, 'jxl', BOXES, (seen) =>
    seen.some((box) => box.type === 'jxlc' || isLast(bytes, box)),
  );
  const pictures = boxes.filter(isPicture);
  const pieces = pictures.map((box) => pieceOf(bytes, box));
  const [only] = pieces;
  const isWhole = pieces.length === 1 && container.trailing === undefined && isPicture(boxes.at(-1)!);
  const codestream = pieces.length === 1 ? only! : Buffer.concat(pieces.map(asBuffer));
  return finish(container, codestream, isWhole ? only!.byteOffset - bytes.byteOffset : undefined);
};
