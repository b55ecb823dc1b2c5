import { type Block, rowsOf, sampleBytes } from '../container/exr-blocks.ts';
import type { ExrChannel } from '../container/exr-header.ts';

/** The samples of one channel in a block. */
export interface Plane {
  readonly channel: ExrChannel;
  readonly width: number;
  readonly height: number;
  readonly sampleBytes: number;
}

export const planesOf = (channels: readonly ExrChannel[], { line, width, height }: Block): readonly Plane[] =>
  channels.map((channel) => ({
    channel,
    width: Math.floor(width / channel.xStep),
    height: rowsOf(channel, line, height),
    sampleBytes: sampleBytes(channel),
  }));

/** One row of one channel, in the order in which a block's raw bytes hold them: row by row, channel by channel. */
export interface PlaneRow {
  /** Of `planesOf`. */
  readonly plane: number;
  /** Counted within the plane. */
  readonly row: number;
  readonly at: number;
}

export const rowsInOrder = (planes: readonly Plane[], { line, height }: Block): readonly PlaneRow[] => {
  const rows: PlaneRow[] = [];
  const seen = planes.map(() => 0);
  let at = 0;
  for (let y = line; y < line + height; y += 1) {
    for (const [index, { channel, width, sampleBytes: bytes }] of planes.entries()) {
      if (y % channel.yStep !== 0) continue;
      rows.push({ plane: index, row: seen[index]!, at });
      seen[index]! += 1;
      at += width * bytes;
    }
  }
  return rows;
};

/** Planes one behind the other to rows as they stand in a block without compression. */
export const interleaveRows = (data: Uint8Array, planes: readonly Plane[], block: Block): Uint8Array => {
  const raw = new Uint8Array(block.rawBytes);
  const starts: number[] = [];
  let start = 0;
  for (const { width, height, sampleBytes: bytes } of planes) {
    starts.push(start);
    start += width * height * bytes;
  }
  for (const { plane, row, at } of rowsInOrder(planes, block)) {
    const rowBytes = planes[plane]!.width * planes[plane]!.sampleBytes;
    const from = starts[plane]! + row * rowBytes;
    raw.set(data.subarray(from, from + rowBytes), at);
  }
  return raw;
};
