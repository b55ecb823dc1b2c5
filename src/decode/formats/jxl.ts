import type { Limits } from '../../model/config.ts';
import type { Container, Fault, Header } from '../../model/facets.ts';
import { decodeJxl, endOfJxl } from '../codecs/jxl.ts';
import { decodeWithSharp } from '../codecs/sharp.ts';
import { conclude, noHeader } from '../conclude.ts';
import { type JxlWalk, walkJxl } from '../container/jxl.ts';
import { classifyTail } from '../container/tail.ts';
import type { Examination, Examined } from '../examination.ts';
import { overLimit, softTimeoutS } from '../limits.ts';
import { type RasterHead, unsupportedVariant } from '../raster-file.ts';

const ENDLESS: Fault = {
  facet: 'decoding',
  kind: 'truncated',
  detail: 'the end of the codestream missing',
  cause: 'premature-end',
};

/** What the walk could not know: where the codestream ends. */
const closed = (bytes: Uint8Array, { container, lastFrom }: JxlWalk, length: number): Container => {
  if (lastFrom === undefined) return container;
  const end = lastFrom + length;
  if (end === bytes.length) return { ...container, end };
  return { ...container, end, trailing: { offset: end, bytes: bytes.length - end, kind: classifyTail(bytes, end) } };
};

/** The first frame as an 8-bit PNG, once limits allow the file; floats are not read. */
export const firstJxlPage = (bytes: Uint8Array, limits: Limits): RasterHead | Uint8Array => {
  const { header, codestream } = walkJxl(bytes);
  if (header === undefined || header.sampleFormat === 'float') return { fault: unsupportedVariant('no such pixels') };
  const refused = overLimit({ ...header, frames: 1 }, limits);
  if (refused !== undefined) return { fault: refused };
  const end = endOfJxl(codestream);
  if (typeof end !== 'number') return { fault: end?.fault ?? ENDLESS };
  const decoded = decodeJxl(codestream.subarray(0, end), (frames) => overLimit({ ...header, frames }, limits));
  return 'fault' in decoded ? decoded : decoded.png;
};

/** Container and bare codestream. Floats are not read: the decoder hands over 8 bits, in which NaN would be lost. */
export const examineJxl = async (bytes: Uint8Array, examination: Examination): Promise<Examined> => {
  const { limits } = examination;
  const walk = walkJxl(bytes);
  const { header } = walk;
  if (header === undefined) return noHeader(walk.container);
  const refused = overLimit(header, limits);
  if (refused !== undefined) return { facets: { container: walk.container, header }, faults: [refused] };
  const cut = (missing: string): Examined => {
    const { end: _, trailing: __, ...open } = walk.container;
    return {
      facets: { container: { ...open, missing }, header },
      faults: [{ ...ENDLESS, detail: `${missing} missing` }],
    };
  };
  if (walk.container.missing !== undefined) return cut(walk.container.missing);

  const end = endOfJxl(walk.codestream);
  if (end === undefined) return cut('the end of the codestream');
  const stop = (container: Container, shown: Header, fault: Omit<Fault, 'facet'>): Examined => ({
    facets: { container, header: shown },
    faults: [{ ...fault, facet: 'decoding' }],
  });
  if (typeof end === 'object') return stop({ ...walk.container, end: bytes.length }, header, end.fault);
  const container = closed(bytes, walk, end);
  if (header.sampleFormat === 'float') {
    return stop(container, header, { kind: 'unsupported', detail: `${header.depth}-bit floats`, cause: 'unsupported' });
  }
  const decoded = decodeJxl(walk.codestream.subarray(0, end), (frames) => overLimit({ ...header, frames }, limits));
  if ('fault' in decoded) return stop(container, header, decoded.fault);
  const whole: Header = { ...header, frames: decoded.frames };
  const timeoutS = softTimeoutS(header.width * header.height, limits);
  const outcome = await decodeWithSharp(decoded.png, { index: 0, maxPixels: limits.maxPixels, timeoutS });
  const made = conclude(outcome, whole, container, examination);
  if (made.facets.decoding === undefined) return made;
  return { ...made, facets: { ...made.facets, decoding: { ...made.facets.decoding, decoder: 'jxl-oxide' } } };
};
