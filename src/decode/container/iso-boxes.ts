import type { Container } from '../../model/facets.ts';
import { latin1, u32be } from '../fields.ts';
import { classifyTail } from './tail.ts';

/** A box of an ISO base media file, and of the formats that borrow its boxes (ISO/IEC 14496-12 section 4.2). */
export interface Box {
  readonly type: string;
  /** Where its header begins, and where what it holds does. */
  readonly at: number;
  readonly data: number;
  /** First byte behind it: may lie beyond the file. */
  readonly end: number;
  /** It says of itself that it reaches to the end of the file. */
  readonly isOpen: boolean;
}

const HEADER_BYTES = 8;

/** The box at `at`; undefined where its header does not fit before `limit` or gives no possible length. */
export const boxAt = (bytes: Uint8Array, at: number, limit: number): Box | undefined => {
  if (at + HEADER_BYTES > limit) return undefined;
  const type = latin1(bytes, at + 4, 4);
  const short = u32be(bytes, at);
  if (short === 0) return { type, at, data: at + HEADER_BYTES, end: limit, isOpen: true };
  if (short !== 1) return short < HEADER_BYTES ? undefined : { type, at, data: at + 8, end: at + short, isOpen: false };
  if (at + 16 > limit) return undefined;
  const long = u32be(bytes, at + 8) * 2 ** 32 + u32be(bytes, at + 12);
  return long < 16 ? undefined : { type, at, data: at + 16, end: at + long, isOpen: false };
};

/** The boxes one after another in a range, as far as they lie in it whole. */
export const boxesIn = (bytes: Uint8Array, start: number, limit: number): readonly Box[] => {
  const boxes: Box[] = [];
  for (let at = start; ; ) {
    const box = boxAt(bytes, at, limit);
    if (box === undefined || box.end > limit) return boxes;
    boxes.push(box);
    at = box.end;
  }
};

/** Whether from here boxes of any printable type follow to the last byte: types of others' making are no foreign data. */
const goOn = (bytes: Uint8Array, start: number): boolean => {
  let at = start;
  while (at < bytes.length) {
    const box = boxAt(bytes, at, bytes.length);
    if (box === undefined || box.isOpen || !/^[\x20-\x7e\xa9]{4}$/.test(box.type)) return false;
    at = box.end;
  }
  return at === bytes.length;
};

export interface BoxWalk {
  /** Whole ones, and at most one that is cut off, the last. */
  readonly boxes: readonly Box[];
  readonly container: Container;
}

/**
 * The boxes of a whole file. A chain of boxes has no end mark: behind `isComplete`, boxes go on, anything else is no part of the
 * picture.
 */
export const walkBoxes = (
  bytes: Uint8Array,
  format: string,
  known: ReadonlySet<string>,
  isComplete: (boxes: readonly Box[]) => boolean,
): BoxWalk => {
  const size = bytes.length;
  const boxes: Box[] = [];
  const cut = (missing: string): BoxWalk => ({ boxes, container: { format, missing, damage: [] } });
  let at = 0;
  while (at < size) {
    const box = boxAt(bytes, at, size);
    if (box === undefined || !known.has(box.type)) {
      if (isComplete(boxes)) {
        if (goOn(bytes, at)) break;
        const trailing = { offset: at, bytes: size - at, kind: classifyTail(bytes, at) };
        return { boxes, container: { format, end: at, trailing, damage: [] } };
      }
      if (box === undefined && size - at < 16) return cut('a box');
      const detail = `no box where one must begin, after ${boxes.at(-1)?.type ?? 'nothing'}`;
      return { boxes, container: { format, end: size, damage: [{ kind: 'structure', offset: at, detail }] } };
    }
    boxes.push(box);
    if (box.end > size) return cut(`${box.end - size} of ${box.end - box.at} bytes of box ${box.type.trim()}`);
    at = box.end;
  }
  if (!isComplete(boxes)) return cut('the box of the picture');
  return { boxes, container: { format, end: size, damage: [] } };
};
