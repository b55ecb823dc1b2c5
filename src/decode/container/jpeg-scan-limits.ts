import type { Limits } from '../../model/config.ts';
import type { Container, Fault } from '../../model/facets.ts';
import { asBuffer } from '../fields.ts';
import { type JpegFrame, type JpegHead, SOS } from './jpeg-head.ts';

const SOS_BYTES = Buffer.from([0xff, SOS]);
const BLOCK_SIDE = 8;
/** 64 coefficients of 16 bits. */
const BLOCK_BYTES = 128;

/** A progressive picture comes in about ten scans. So many are allowed of the largest one, and as much work of smaller ones. */
const MOST_SCANS_OF_LARGEST = 16;

/** Whether libjpeg keeps all coefficients until the last scan (`has_multiple_scans`, jdinput.c). */
const isKept = (bytes: Uint8Array, { process, components }: JpegFrame, firstScan: number): boolean =>
  process % 4 === 2 || (bytes[firstScan + 4] ?? 0) < components.length;

const coefficientBytes = ({ width, height, components }: JpegFrame): number => {
  const across = Math.max(1, ...components.map(({ h }) => h));
  const down = Math.max(1, ...components.map(({ v }) => v));
  const blocks = ({ h, v }: JpegFrame['components'][number]): number =>
    Math.ceil((width * h) / (across * BLOCK_SIDE)) * Math.ceil((height * v) / (down * BLOCK_SIDE));
  return components.reduce((sum, component) => sum + blocks(component) * BLOCK_BYTES, 0);
};

/** Scans from the first on, counted to one more than `most`. Image data holds no SOS: its 0xff bytes are stuffed. */
const countScans = (bytes: Uint8Array, from: number, most: number): number => {
  const buffer = asBuffer(bytes);
  let scans = 0;
  for (let at = buffer.indexOf(SOS_BYTES, from); at !== -1 && scans <= most; at = buffer.indexOf(SOS_BYTES, at + 2)) {
    scans++;
  }
  return scans;
};

/**
 * Why a picture in several scans may not be decoded. A few bytes make a scan that goes over every block again (the "progressive bomb",
 * libjpeg-turbo's CVE reports of 2015), and its coefficients take more memory than its pixels.
 */
export const scansOverLimit = (
  bytes: Uint8Array,
  { frame, firstScan }: JpegHead,
  { end }: Container,
  limits: Pick<Limits, 'maxPixels' | 'maxScans' | 'maxDecodedBytes'>,
): Fault | undefined => {
  if (frame === undefined || firstScan === undefined || !isKept(bytes, frame, firstScan)) return undefined;
  const refuse = (what: string, value: number | string, limit: number): Fault => ({
    facet: 'decoding',
    kind: 'limit',
    detail: `${value} ${what}, limit ${limit}`,
    cause: what.replaceAll(' ', '-'),
  });
  const { maxPixels, maxScans, maxDecodedBytes } = limits;
  const pixels = frame.width * frame.height;
  const decoded = coefficientBytes(frame) + pixels;
  if (decoded > maxDecodedBytes) return refuse('bytes of coefficients and pixels', decoded, maxDecodedBytes);
  // Behind the end mark there may be videos, in which these two bytes come by chance.
  const scans = countScans(end === undefined ? bytes : bytes.subarray(0, end), firstScan, maxScans);
  if (scans > maxScans) return refuse('scans', `more than ${maxScans}`, maxScans);
  const work = scans * pixels;
  const mostWork = MOST_SCANS_OF_LARGEST * maxPixels;
  return work > mostWork ? refuse('pixels over all scans', work, mostWork) : undefined;
};
