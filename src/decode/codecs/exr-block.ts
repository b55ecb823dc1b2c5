import type { Block } from '../container/exr-blocks.ts';
import type { ExrPart } from '../container/exr-header.ts';
import { unpackB44 } from './exr-b44.ts';
import { unpackRle, unpackZip } from './exr-bytes.ts';
import { unpackPiz } from './exr-piz.ts';
import { planesOf } from './exr-planes.ts';
import { unpackPxr24 } from './exr-pxr24.ts';

/** Whether `unpackExrBlock` reads it. */
export const isExrReadHere = ({ compression }: ExrPart): boolean =>
  compression !== 'dwaa' && compression !== 'dwab' && compression !== 'htj2k';

/**
 * Samples of a block, row by row, in each the channels one behind the other, little endian; undefined where the packed bytes do not
 * hold exactly those. Not to be called for what is not read here.
 */
export const unpackExrBlock = (packed: Uint8Array, block: Block, part: ExrPart): Uint8Array | undefined => {
  const { compression, channels } = part;
  // Stored plain wherever packing makes nothing shorter.
  if (packed.length === block.rawBytes) return packed;
  if (compression === 'rle') return unpackRle(packed, block.rawBytes);
  if (compression === 'zip' || compression === 'zips') return unpackZip(packed, block.rawBytes);
  const planes = planesOf(channels, block);
  if (compression === 'piz') return unpackPiz(packed, planes, block);
  if (compression === 'pxr24') return unpackPxr24(packed, planes, block);
  if (compression === 'b44' || compression === 'b44a') return unpackB44(packed, planes, block);
  return undefined;
};
