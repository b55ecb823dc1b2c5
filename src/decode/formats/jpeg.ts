import type { ColorMode, Decoding, Fault, Header } from '../../model/facets.ts';
import { decodeLuma, MAX_TURBO_PIXELS } from '../codecs/jpeg.ts';
import { decodeFourComponents, lookAgain, type SecondLook, swallowedCodes } from '../codecs/jpeg-second-look.ts';
import { hasByteRun, withoutFastPath } from '../codecs/jpeg-slow-path.ts';
import { walkJpeg } from '../container/jpeg.ts';
import { type JpegHead, readJpegHead } from '../container/jpeg-head.ts';
import type { Examination, Examined } from '../examination.ts';
import { overLimit, softTimeoutS } from '../limits.ts';

const CLEAN: Decoding = Object.freeze({ decoder: 'libjpeg-turbo', warnings: [] });

const COLORS: Readonly<Record<number, ColorMode>> = { 1: 'gray', 3: 'rgb', 4: 'cmyk' };

/** Why a header cannot be made, or undefined. */
const headerFault = (head: JpegHead): Fault | undefined => {
  const { frame, cut, stopped } = head;
  const fault = (kind: Fault['kind'], detail: string, cause: string): Fault => ({
    facet: 'header',
    kind,
    detail,
    cause,
    offset: stopped,
  });
  if (frame === undefined) {
    if (cut === undefined) return fault('malformed', 'no frame header before the first scan', 'malformed');
    return fault('truncated', `no frame header, ${cut} missing`, 'premature-end');
  }
  const { width, height, components } = frame;
  // A height of 0 is written behind the first scan (DNL). libjpeg, and so every trainer, refuses that.
  if (height === 0 && width > 0) return fault('unsupported', 'height given by DNL', 'unsupported');
  if (width === 0 || components.length === 0) {
    return fault('malformed', `${width} x ${height} x ${components.length}`, 'malformed');
  }
  return undefined;
};

/**
 * Marker walk, header, limits, luma; a second look at what libjpeg complained about or may have kept silent about. Expects
 * 0xff 0xd8 0xff.
 */
export const examineJpeg = (bytes: Uint8Array, examination: Examination): Examined | Promise<Examined> => {
  const { luma, limits, previewOf } = examination;
  const head = readJpegHead(bytes);
  const container = walkJpeg(bytes, head);
  const { frame } = head;
  const fault = headerFault(head);
  if (fault !== undefined || frame === undefined) return { facets: { container }, faults: fault ? [fault] : [] };

  const { width, height } = frame;
  const header: Header = {
    format: 'jpeg',
    width,
    height,
    channels: frame.components.length,
    depth: frame.precision,
    frames: 1,
    orientation: head.orientation,
    color: COLORS[frame.components.length] ?? 'other',
    alpha: false,
    sampleFormat: 'uint',
  };
  const refused = overLimit(header, limits);
  if (refused !== undefined) return { facets: { container, header }, faults: [refused] };
  if (head.cut !== undefined) {
    const detail = `${head.cut} missing`;
    const cutOff: Fault = {
      facet: 'decoding',
      kind: 'truncated',
      detail,
      cause: 'premature-end',
      offset: head.stopped,
    };
    return { facets: { container, header }, faults: [cutOff] };
  }
  if (width * height > MAX_TURBO_PIXELS) {
    const tooLarge: Fault = { facet: 'decoding', kind: 'limit', detail: `${width * height} pixels`, cause: 'pixels' };
    return { facets: { container, header }, faults: [tooLarge] };
  }

  const conclude = (look: SecondLook): Examined => {
    if ('fault' in look) return { facets: { container, header }, faults: [look.fault] };
    const preview = previewOf(look.pixels, width, height);
    return { facets: { container, header, decoding: look.decoding, preview }, faults: [] };
  };
  const timeoutS = softTimeoutS(width * height, limits);
  if (frame.components.length === 4) return decodeFourComponents(bytes, head, frame, timeoutS).then(conclude);
  const scratch = luma.scratch(width * height);
  const isSuspicious = hasByteRun(bytes, head.stopped);
  const strict = isSuspicious ? withoutFastPath(bytes, head) : bytes;
  if (decodeLuma(strict ?? bytes, width, height, scratch) !== 'clean') {
    return lookAgain(bytes, head, frame, timeoutS).then(conclude);
  }
  const warnings = strict === undefined ? swallowedCodes(bytes, head) : CLEAN.warnings;
  const decoding = warnings.length > 0 ? { ...CLEAN, warnings } : CLEAN;
  return { facets: { container, header, decoding, preview: luma.reduce(width, height) }, faults: [] };
};
