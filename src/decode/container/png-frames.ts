import { u32be } from '../fields.ts';
import type { PngChunk } from './png-chunks.ts';

/** A frame of an animation. `data`: pieces of its compressed stream; those of fdAT without their sequence number. */
export interface PngFrame {
  readonly width: number;
  readonly height: number;
  readonly data: readonly PngChunk[];
  /** Its pixels are the default picture's. */
  readonly isDefault: boolean;
}

export interface PngFrames {
  readonly frames: readonly PngFrame[];
  readonly damage: readonly { readonly offset: number; readonly detail: string }[];
}

const CONTROL_BYTES = 26;

/** Groups fcTL, fdAT and IDAT into frames (PNG, third edition, sections 11.3.4 and 12). `declared`: frames by acTL. */
export const readFrames = (
  bytes: Uint8Array,
  chunks: readonly PngChunk[],
  canvas: { readonly width: number; readonly height: number },
  declared: number,
): PngFrames => {
  const frames: PngFrame[] = [];
  const damage: { offset: number; detail: string }[] = [];
  let sequence = 0;
  let open: { frame: PngFrame; data: PngChunk[] } | undefined;
  const close = () => {
    if (open === undefined) return;
    frames.push(open.frame);
    open = undefined;
  };
  for (const chunk of chunks) {
    const { type, start, end } = chunk;
    const complain = (detail: string) => damage.push({ offset: start - 8, detail });
    if (type === 'IDAT') {
      if (open !== undefined) open = { ...open, frame: { ...open.frame, isDefault: true } };
      continue;
    }
    if (type !== 'fcTL' && type !== 'fdAT') continue;
    if (end - start < 4 || u32be(bytes, start) !== sequence) complain(`${type} is not number ${sequence}`);
    sequence += 1;
    if (type === 'fdAT') {
      if (open === undefined) complain('frame data without fcTL');
      else if (end - start > 4) open.data.push({ ...chunk, start: start + 4 });
      continue;
    }
    close();
    if (end - start !== CONTROL_BYTES) {
      complain(`fcTL of ${end - start} bytes`);
      continue;
    }
    const width = u32be(bytes, start + 4);
    const height = u32be(bytes, start + 8);
    const isInside =
      u32be(bytes, start + 12) + width <= canvas.width && u32be(bytes, start + 16) + height <= canvas.height;
    if (width === 0 || height === 0 || !isInside) {
      complain(`frame of ${width} x ${height} does not fit`);
      continue;
    }
    const data: PngChunk[] = [];
    open = { frame: { width, height, data, isDefault: false }, data };
  }
  close();
  if (damage.length === 0 && frames.length < declared) {
    const offset = chunks.at(-1)?.end ?? 0;
    damage.push({ offset, detail: `${frames.length} of ${declared} frames` });
  }
  return { frames, damage: damage.slice(0, 1) };
};
