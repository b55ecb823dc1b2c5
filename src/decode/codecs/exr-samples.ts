import type { Block } from '../container/exr-blocks.ts';
import type { ExrPart } from '../container/exr-header.ts';
import { halfFloats } from './exr-half.ts';
import { planesOf, rowsInOrder } from './exr-planes.ts';

/** The samples of one channel in a block, as numbers, rows from the top. */
export interface ChannelSamples {
  /** Of the part's channels. */
  readonly channel: number;
  readonly width: number;
  /** 0-based place of the first one in the picture. */
  readonly x: number;
  readonly y: number;
  readonly data: Float32Array;
}

/** From the raw bytes of a block. Integers above 2^24 are rounded. */
export const channelSamples = (raw: Uint8Array, part: ExrPart, block: Block): readonly ChannelSamples[] => {
  const planes = planesOf(part.channels, block);
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const halves = halfFloats();
  const samples = planes.map(({ channel, width, height }, index) => {
    const ahead = block.line % channel.yStep;
    const firstLine = ahead === 0 ? 0 : (channel.yStep - ahead) % channel.yStep;
    const data = new Float32Array(width * height);
    return { channel: index, width, x: block.x, y: block.y + firstLine, data };
  });
  for (const { plane, row, at } of rowsInOrder(planes, block)) {
    const { data, width } = samples[plane]!;
    const { sample } = planes[plane]!.channel;
    const to = row * width;
    if (sample === 'half') {
      for (let x = 0; x < width; x += 1) data[to + x] = halves[raw[at + x * 2]! | (raw[at + x * 2 + 1]! << 8)]!;
    } else if (sample === 'float') {
      for (let x = 0; x < width; x += 1) data[to + x] = view.getFloat32(at + x * 4, true);
    } else {
      for (let x = 0; x < width; x += 1) data[to + x] = view.getUint32(at + x * 4, true);
    }
  }
  return samples;
};
