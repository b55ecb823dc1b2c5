import type { ColorMode, Decoding, Header } from '../../model/facets.ts';
import { fewestBytes, tgaChannels, unpackTga } from '../codecs/tga-pixels.ts';
import { readTgaHead, type TgaHead, walkTgaTail } from '../container/tga.ts';
import type { Examination, Examined } from '../examination.ts';
import { cutShort, examineRasterFile, malformed, type RasterHead, type RasterPages, walkedTo } from '../raster-file.ts';

const COLORS: Readonly<Record<TgaHead['kind'], ColorMode>> = { indexed: 'palette', color: 'rgb', gray: 'gray' };

const headerOf = (head: TgaHead): Header => {
  const { kind, width, height, depth, colors } = head;
  const colorBits = kind === 'indexed' ? colors.depth : depth;
  const channels = tgaChannels(head);
  const isFiveBits = kind !== 'gray' && colorBits <= 16;
  return {
    format: 'tga',
    width,
    height,
    channels,
    depth: isFiveBits ? 5 : Math.min(8, depth),
    frames: 1,
    orientation: 1,
    color: depth === 1 ? 'bilevel' : COLORS[kind],
    alpha: channels === 2 || channels === 4,
    sampleFormat: 'uint',
  };
};

const decode = (bytes: Uint8Array, head: TgaHead): RasterPages => {
  const { width, height, colors, dataAt } = head;
  const { data, end, isCut, overrunAt, crossingAt, hasWrongIndex } = unpackTga(bytes, head);
  const raster = { width, height, channels: tgaChannels(head), data, white: 255 };
  if (isCut) return { raster, ...cutShort('tga', 'rest of the pixels'), warnings: [] };
  const warnings: Decoding['warnings'][number][] = [];
  if (overrunAt !== undefined) {
    return { raster, fault: malformed(overrunAt, 'run lengths that leave the picture'), warnings };
  }
  if (hasWrongIndex) {
    const detail = `an index outside of the ${colors.count} colors from ${colors.first} on`;
    return { raster, fault: malformed(dataAt, detail), warnings };
  }
  if (head.isInterleaved) warnings.push({ cause: 'unknown', offset: 17, text: 'rows said to be interleaved' });
  if (crossingAt !== undefined) {
    warnings.push({ cause: 'unknown', offset: crossingAt, text: 'a run that goes on in the next row' });
  }
  const tail = walkTgaTail(bytes, end);
  if (tail.missing !== undefined) return { raster, ...cutShort('tga', tail.missing), warnings };
  const container = walkedTo('tga', tail.end, bytes);
  if (tail.stray === undefined || container.trailing !== undefined) return { raster, container, warnings };
  return { raster, container: { ...container, trailing: { ...tail.stray, kind: 'unknown' } }, warnings };
};

export const readTga = (bytes: Uint8Array): RasterHead => {
  const outcome = readTgaHead(bytes);
  if ('missing' in outcome) return cutShort('tga', outcome.missing);
  if ('wrong' in outcome) return { fault: malformed(outcome.offset, outcome.wrong) };
  const { head } = outcome;
  const lacking = head.dataAt + fewestBytes(head) - bytes.length;
  return {
    header: headerOf(head),
    ...(lacking > 0 && { refused: cutShort('tga', `at least ${lacking} bytes of pixels`) }),
    decode: () => decode(bytes, head),
  };
};

/** Expects a file known to be a TGA by its name or footer: nothing marks its beginning. */
export const examineTga = (bytes: Uint8Array, examination: Examination): Examined =>
  examineRasterFile(readTga(bytes), examination);
