import type { OpenJpeg } from '@cornerstonejs/codec-openjpeg/decodewasmjs';
import type { Decoding, Fault } from '../../model/facets.ts';
import { keepsMemory } from '../kept-memory.ts';
import { readPackageWasm } from '../package-wasm.ts';
import { compileCapped, DECODER_MEMORY_BYTES } from './capped-wasm.ts';

/** Samples of a whole codestream, channels interleaved. */
export interface J2kPixels {
  readonly channels: number;
  readonly data: Uint8Array | Uint16Array | Int16Array;
}

export type J2kOutcome =
  | { readonly pixels: J2kPixels; readonly warnings: Decoding['warnings'] }
  | { readonly fault: Omit<Fault, 'facet'> };

/** WASM memory never shrinks: an instance that grew beyond this is dropped. It begins with 50 MiB. */
const KEPT_BYTES = 96 * 2 ** 20;

let module: WebAssembly.Module | undefined;
let instance: OpenJpeg | undefined;
/** Of instances that were dropped, and may not have been collected. */
let droppedBytes = 0;

const drop = (used: OpenJpeg): void => {
  if (instance === used) droppedBytes += used.HEAPU8.length;
  instance = undefined;
};

keepsMemory(() => {
  const bytes = droppedBytes;
  droppedBytes = 0;
  return bytes;
});
let said: string[] = [];

const load = async (): Promise<OpenJpeg> => {
  module ??= compileCapped(readPackageWasm('@cornerstonejs/codec-openjpeg/decodewasm'));
  const compiled = module;
  const { default: create } = await import('@cornerstonejs/codec-openjpeg/decodewasmjs');
  const say = (line: string) => said.push(line);
  return create({
    print: say,
    printErr: say,
    instantiateWasm: (imports, use) => {
      const made = new WebAssembly.Instance(compiled, imports);
      use(made, compiled);
      return made.exports;
    },
  });
};

const SHORT = /too short|inconsistent with stream length|end of (file|stream)|premature|expected .* bytes|truncated/i;
const MEMORY = /not enough memory|out of memory|allocat|cannot enlarge/i;
const UNREAD = /unsupported|not supported|not implemented|cannot handle/i;

const faultOf = (text: string, heapBytes: number): Omit<Fault, 'facet'> => {
  const detail = text.slice(0, 300) || 'no reason given';
  if (MEMORY.test(text) || heapBytes > DECODER_MEMORY_BYTES / 2) {
    return {
      kind: 'limit',
      detail: `the decoder needs more than ${DECODER_MEMORY_BYTES} bytes`,
      cause: 'decoder-memory',
    };
  }
  if (UNREAD.test(text)) return { kind: 'unsupported', detail, cause: 'unsupported' };
  if (SHORT.test(text)) return { kind: 'truncated', detail, cause: 'premature-end' };
  return { kind: 'malformed', detail, cause: 'malformed' };
};

const linesOf = (level: 'ERROR' | 'WARNING'): string[] => {
  const lines = said.filter((line) => line.startsWith(`[${level}]`)).map((line) => line.slice(level.length + 2).trim());
  return [...new Set(lines)];
};

const samplesOf = (bytes: Uint8ClampedArray, depth: number, signed: boolean): J2kPixels['data'] => {
  const { buffer, byteOffset, length } = bytes;
  if (depth <= 8) return new Uint8Array(buffer, byteOffset, length);
  return signed ? new Int16Array(buffer, byteOffset, length / 2) : new Uint16Array(buffer, byteOffset, length / 2);
};

/** Warnings that say nothing of the pixels. */
const HARMLESS = /colou?r (space|profile)|icc|METH|APPROX|cdef|ihdr|BPC|TLM|unknown marker|Unknown marker|comment/i;

/**
 * Every tile of every component, by OpenJPEG 2.5 in its strict mode. `stream`: a JP2 or a codestream of one component of up to 16 bits or
 * of three of 8 that are equally large. What traps is the file's fault: the instance is dropped, the process goes on.
 */
export const decodeJ2k = async (stream: Uint8Array): Promise<J2kOutcome> => {
  instance ??= await load();
  const { J2KDecoder } = instance;
  const loaded = instance;
  said = [];
  try {
    const decoder = new J2KDecoder();
    decoder.getEncodedBuffer(stream.length).set(stream);
    decoder.decode();
    const { bitsPerSample, isSigned, componentCount } = decoder.getFrameInfo();
    const decoded = decoder.getDecodedBuffer();
    decoder.delete();
    const errors = linesOf('ERROR');
    if (decoded.length === 0) return { fault: faultOf(errors.join('; '), loaded.HEAPU8.length) };
    const data = samplesOf(decoded, bitsPerSample, isSigned);
    const warnings = [
      ...errors.map((text) => ({ cause: 'malformed' as const, text })),
      ...linesOf('WARNING').map((text) => ({
        cause: HARMLESS.test(text) ? ('metadata' as const) : ('unknown' as const),
        text,
      })),
    ];
    return { pixels: { channels: componentCount, data }, warnings };
  } catch (error) {
    drop(loaded);
    const text = [...linesOf('ERROR'), ...(error instanceof Error ? [error.message] : [])].join('; ');
    const fault = faultOf(text, loaded.HEAPU8.length);
    // A trap without a complaint of OpenJPEG's own says more of the decoder than of the file.
    return {
      fault: linesOf('ERROR').length === 0 && fault.kind === 'malformed' ? { ...fault, cause: 'unknown' } : fault,
    };
  } finally {
    if (loaded.HEAPU8.length > KEPT_BYTES) drop(loaded);
  }
};
