import type { Fault } from '../../model/facets.ts';
import { KEPT_BYTES, keepsMemory } from '../kept-memory.ts';
import { DECODER_MEMORY_BYTES } from './capped-wasm.ts';
import { type JxlImage, type JxlInstance, JxlRefusal, openJxlInstance } from './jxl-instance.ts';

type JxlFault = Omit<Fault, 'facet'>;
export type JxlOutcome = { readonly png: Uint8Array; readonly frames: number } | { readonly fault: JxlFault };

let instance: JxlInstance | undefined;
/** Of instances that were dropped, and may not have been collected. */
let droppedBytes = 0;

const drop = (used: JxlInstance): void => {
  droppedBytes += used.memoryBytes();
  instance = undefined;
};

keepsMemory(() => {
  const bytes = droppedBytes;
  droppedBytes = 0;
  return bytes;
});

const faultOf = (error: unknown, memoryBytes: number): JxlFault => {
  if (error instanceof JxlRefusal) {
    const detail = error.message.slice(0, 300);
    if (/unsupported|not supported|not implemented/i.test(detail))
      return { kind: 'unsupported', detail, cause: 'unsupported' };
    // Also where it lacks data: whether all of it is there is asked of a codestream beforehand.
    return { kind: 'malformed', detail, cause: 'malformed' };
  }
  if (memoryBytes > DECODER_MEMORY_BYTES / 2) {
    return {
      kind: 'limit',
      detail: `the decoder needs more than ${DECODER_MEMORY_BYTES} bytes`,
      cause: 'decoder-memory',
    };
  }
  // A panic says more of the decoder than of the file.
  return { kind: 'malformed', detail: `jxl-oxide stopped: ${(error as Error).message}`, cause: 'unknown' };
};

/** Runs with one picture on the kept instance. After a trap that is dropped: the file's fault, not the process's. */
const withImage = <T>(work: (image: JxlImage) => T): T | { readonly fault: JxlFault } => {
  instance ??= openJxlInstance();
  const used = instance;
  let image: JxlImage | undefined;
  try {
    image = used.open();
    const made = work(image);
    image.free();
    if (used.memoryBytes() > KEPT_BYTES) drop(used);
    return made;
  } catch (error) {
    drop(used);
    return { fault: faultOf(error, used.memoryBytes()) };
  }
};

const isLoadedBy = (bytes: Uint8Array): boolean =>
  withImage((image) => {
    image.feed(bytes);
    return image.isLoaded();
  }) === true;

/** Bytes of a codestream that are loaded whole, found by halving: behind its end nothing is needed. */
const endOf = (codestream: Uint8Array): number => {
  let short = 0;
  let enough = codestream.length;
  while (enough - short > 1) {
    const middle = Math.floor((short + enough) / 2);
    if (isLoadedBy(codestream.subarray(0, middle))) enough = middle;
    else short = middle;
  }
  return enough;
};

/** First byte behind a codestream, which has no end mark; undefined when its data ends before the picture does. */
export const endOfJxl = (codestream: Uint8Array): number | undefined | { readonly fault: JxlFault } => {
  const isLoaded = withImage((image) => {
    image.feed(codestream);
    return image.isLoaded();
  });
  if (typeof isLoaded !== 'boolean') return isLoaded;
  if (!isLoaded) return undefined;
  return isLoadedBy(codestream.subarray(0, -1)) ? endOf(codestream) : codestream.length;
};

/** Every frame of a bare codestream to the last pixel; the first as an 8-bit PNG. Asks first whether so many frames may be rendered. */
export const decodeJxl = (codestream: Uint8Array, refused: (frames: number) => Fault | undefined): JxlOutcome =>
  withImage((image): JxlOutcome => {
    image.feed(codestream);
    const frames = image.frames();
    const over = refused(frames);
    if (over !== undefined) return { fault: over };
    if (frames === 0) return { fault: { kind: 'malformed', detail: 'no frame', cause: 'malformed' } };
    const png = image.renderPng(0);
    for (let frame = 1; frame < frames; frame += 1) image.render(frame);
    return { png, frames };
  });
