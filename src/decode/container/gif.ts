import type { Container, Decoding, Header } from '../../model/facets.ts';
import { hasTag, u16le } from '../fields.ts';
import { countLzwPixels } from './gif-lzw.ts';
import { classifyTail } from './tail.ts';

export interface GifWalk {
  readonly container: Container;
  readonly header?: Header;
  /** The screen, or what reaches beyond it: libnsgif grows the screen to its frames. */
  readonly extent: { readonly width: number; readonly height: number };
  /** What readers pass over. */
  readonly remarks: Decoding['warnings'];
}

const EXTENSION = 0x21;
const GRAPHIC_CONTROL = 0xf9;
const IMAGE = 0x2c;
const TRAILER = 0x3b;
/** A long animation of odd frames says the same again and again. */
const MAX_REMARKS = 20;
const MAX_DAMAGE = 100;

const paletteBytes = (flags: number): number => ((flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1));

/** First byte after a run of sub-blocks, undefined when the file ends inside it. */
const skipSubBlocks = (bytes: Uint8Array, start: number): number | undefined => {
  let at = start;
  while (at < bytes.length) {
    const length = bytes[at]!;
    at += 1 + length;
    if (length === 0) return at;
  }
  return undefined;
};

/** Block by block to the trailer; every frame's codes are followed and its pixels counted. Expects 'GIF87a' or 'GIF89a'. */
export const walkGif = (bytes: Uint8Array): GifWalk => {
  const size = bytes.length;
  if (size < 13)
    return {
      container: { format: 'gif', missing: 'screen descriptor', damage: [] },
      extent: { width: 0, height: 0 },
      remarks: [],
    };
  const damage: Container['damage'][number][] = [];
  const remarks: Decoding['warnings'][number][] = [];
  const width = u16le(bytes, 6);
  const height = u16le(bytes, 8);
  if (width === 0 || height === 0) {
    damage.push({ kind: 'structure', offset: 6, detail: `${width} x ${height} pixels` });
  }
  const extent = { width, height };
  let frames = 0;
  let transparent = false;
  let end: number | undefined;
  let at: number | undefined = 13 + paletteBytes(bytes[10]!);

  while (at !== undefined && at < size && end === undefined) {
    const block: number = bytes[at]!;
    if (block === TRAILER) {
      end = at + 1;
    } else if (block === EXTENSION) {
      if (bytes[at + 1] === GRAPHIC_CONTROL && ((bytes[at + 3] ?? 0) & 1) === 1) transparent = true;
      at = skipSubBlocks(bytes, at + 2);
    } else if (block === IMAGE) {
      const data: number = at + 10 + paletteBytes(bytes[at + 9] ?? 0);
      const after = skipSubBlocks(bytes, data + 1);
      // An unfinished frame is what `missing` says; its pixels need no count.
      if (after !== undefined) {
        const needed = u16le(bytes, at + 5) * u16le(bytes, at + 7);
        const problem = frameProblem(bytes, data, needed, frames);
        if (problem.damage !== undefined && damage.length < MAX_DAMAGE) damage.push(problem.damage);
        if (problem.remark !== undefined && remarks.length < MAX_REMARKS) remarks.push(problem.remark);
        extent.width = Math.max(extent.width, u16le(bytes, at + 1) + u16le(bytes, at + 5));
        extent.height = Math.max(extent.height, u16le(bytes, at + 3) + u16le(bytes, at + 7));
        frames++;
      }
      at = after;
    } else if (block === 0) {
      // Stray terminators between blocks: every reader skips them.
      at += 1;
    } else {
      damage.push({ kind: 'structure', offset: at, detail: `no block begins with byte ${block}` });
      break;
    }
  }
  if (end !== undefined && frames === 0) damage.push({ kind: 'structure', offset: end - 1, detail: 'no frame' });

  const container: Container = {
    format: 'gif',
    ...(end === undefined ? { missing: 'trailer' } : { end }),
    ...(end === undefined || end === size
      ? {}
      : { trailing: { offset: end, bytes: size - end, kind: classifyTail(bytes, end) } }),
    damage,
  };
  if (!hasTag(bytes, 0, 'GIF8') || width === 0 || height === 0) return { container, extent, remarks };
  const header: Header = {
    format: 'gif',
    width,
    height,
    channels: transparent ? 4 : 3,
    depth: 8,
    frames: Math.max(1, frames),
    orientation: 1,
    color: 'palette',
    alpha: transparent,
    sampleFormat: 'uint',
  };
  return { container, header, extent, remarks };
};

interface FrameProblem {
  readonly damage?: Container['damage'][number];
  readonly remark?: Decoding['warnings'][number];
}

const damaged = (offset: number, detail: string): FrameProblem => ({ damage: { kind: 'structure', offset, detail } });

/**
 * Fewer pixels than the frame has are damage. More are what readers leave unread, some encoders' habit; but damage inside the codes
 * shifts what follows and mostly ends so too.
 */
const frameProblem = (bytes: Uint8Array, data: number, needed: number, frame: number): FrameProblem => {
  const minBits = bytes[data]!;
  if (minBits < 1 || minBits > 11) return damaged(data, `frame ${frame}: code size ${minBits}`);
  if (needed === 0) return damaged(data, `frame ${frame}: no pixels`);
  const { pixels, badCode, goesOn } = countLzwPixels(bytes, data + 1, minBits, needed);
  if (badCode !== undefined) return damaged(badCode, `frame ${frame}: impossible code`);
  if (pixels < needed) return damaged(data, `frame ${frame}: ${pixels} of ${needed} pixels`);
  if (pixels === needed && goesOn !== true) return {};
  return { remark: { cause: 'extraneous-bytes', offset: data, text: `frame ${frame}: more than ${needed} pixels` } };
};
