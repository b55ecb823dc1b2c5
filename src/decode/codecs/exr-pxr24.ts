import type { Block } from '../container/exr-blocks.ts';
import { inflateExact } from './exr-bytes.ts';
import { type Plane, rowsInOrder } from './exr-planes.ts';

/** Bytes that are kept of a sample, from the highest: floats lose their lowest one. */
const keptBytes = ({ channel, sampleBytes }: Plane): number => (channel.sample === 'float' ? 3 : sampleBytes);

/**
 * Pixar's 24 bits: in each row all highest bytes, then all next ones, deflated; each sample is the difference from the one before
 * (OpenEXR, ImfPxr24Compressor).
 */
export const unpackPxr24 = (packed: Uint8Array, planes: readonly Plane[], block: Block): Uint8Array | undefined => {
  const bytes = planes.reduce((sum, plane) => sum + plane.width * plane.height * keptBytes(plane), 0);
  const data = inflateExact(packed, bytes);
  if (data === undefined) return undefined;
  const raw = new Uint8Array(block.rawBytes);
  const view = new DataView(raw.buffer);
  let from = 0;
  for (const { plane: index, at } of rowsInOrder(planes, block)) {
    const plane = planes[index]!;
    const { width, sampleBytes } = plane;
    const kept = keptBytes(plane);
    let value = 0;
    for (let x = 0; x < width; x += 1) {
      let difference = 0;
      for (let byte = 0; byte < kept; byte += 1) difference = (difference << 8) | data[from + byte * width + x]!;
      value = (value + (kept < sampleBytes ? difference << 8 : difference)) | 0;
      if (sampleBytes === 2) view.setUint16(at + x * 2, value & 0xffff, true);
      else view.setInt32(at + x * 4, value, true);
    }
    from += width * kept;
  }
  return raw;
};
