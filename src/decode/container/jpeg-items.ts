import { latin1 } from '../fields.ts';
import type { ByteRange } from './jpeg-head.ts';

/** What a directory of appended media says of all of them together. */
export interface AppendedItems {
  /** From the end mark on, paddings included. */
  readonly bytes: number;
  readonly hasVideo: boolean;
}

const MOST_ITEMS = 64;
const SIZE = /(?:Item|GContainerItem):(?:Length|Padding)(?:\s*=\s*["'](\d{1,12})["']|>(\d{1,12})<)/g;
const VIDEO = /(?:Item|GContainerItem):Mime(?:\s*=\s*["']|>)video\//;

/**
 * The directory that Google's camera and those that follow it keep in XMP (Motion Photo format 1.0, Ultra HDR format 1.0: GContainer):
 * media stand behind the end mark, one after the other. Undefined where there is none.
 */
export const readAppendedItems = (bytes: Uint8Array, xmp: ByteRange): AppendedItems | undefined => {
  const text = latin1(bytes, xmp.start, xmp.end - xmp.start);
  if (!text.includes('Container:Directory')) return undefined;
  const sizes = [...text.matchAll(SIZE)].slice(0, 2 * MOST_ITEMS);
  const total = sizes.reduce((sum, [, attribute, element]) => sum + Number(attribute ?? element), 0);
  return total === 0 ? undefined : { bytes: total, hasVideo: VIDEO.test(text) };
};
