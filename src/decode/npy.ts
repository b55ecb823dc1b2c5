import { createArrayScanner } from '../measures/array-scan.ts';
import { createRecordScanner } from '../measures/record-scan.ts';
import { type ByteSource, readFully } from '../model/byte-source.ts';
import type { Limits } from '../model/config.ts';
import type { ArrayScan, Fault, Made } from '../model/facets.ts';
import { isNpy, type NpyHeader, readNpyHeader } from './npy-header.ts';

export interface ArrayOptions {
  readonly limits: Limits;
  /** The first axis counts samples: non-finite values are named by row. */
  readonly holdsSamples: boolean;
  /** Whether the numbers are read a second time, for `scan.statistics`. Default: 'none'. */
  readonly statistics?: 'none' | 'all';
  /** Gets every byte of the file once, in order, whatever it holds. A chunk is valid during the call only. */
  readonly onBytes?: (chunk: Uint8Array) => void;
}

/** Read at once. A multiple of every vector and element. */
const CHUNK_BYTES = 512 * 1024;
const HEAD_BYTES = 128;
/** A file that is no array and not larger is handed over whole: file checks say what it is instead. */
const MAX_FOREIGN_BYTES = 1 << 20;

/** Bytes from `offset` on, as many as there are. */
const readUpTo = (source: ByteSource, offset: number, bytes: number): Uint8Array => {
  const into = new Uint8Array(Math.max(0, Math.min(bytes, source.size - offset)));
  return into.subarray(0, source.read(offset, into));
};

/** Hands bytes `from` to `to` to `onBytes`; answers where it stopped, before `to` when the file ends there. */
const pass = (source: ByteSource, from: number, to: number, onBytes: ArrayOptions['onBytes']): number => {
  if (onBytes === undefined) return Math.min(to, source.size);
  const chunk = new Uint8Array(Math.min(CHUNK_BYTES, Math.max(0, to - from)));
  let at = from;
  while (at < to) {
    const got = source.read(at, chunk.subarray(0, Math.min(chunk.length, to - at)));
    if (got === 0) return at;
    onBytes(chunk.subarray(0, got));
    at += got;
  }
  return at;
};

const SIGNATURE = Object.freeze({ format: 'npy', mime: 'application/x-npy' });

const foreign = (source: ByteSource, head: Uint8Array, fault: Fault, { onBytes }: ArrayOptions): Made => {
  const isArray = isNpy(head);
  if (isArray || source.size > MAX_FOREIGN_BYTES) {
    pass(source, 0, source.size, onBytes);
    return { facets: isArray ? { signature: SIGNATURE } : {}, faults: [fault] };
  }
  const bytes = readUpTo(source, 0, source.size);
  onBytes?.(bytes);
  return { facets: { bytes }, faults: [fault] };
};

const scannerFor = ({ array, elements, segments }: ScannedData, options: DataOptions) => {
  const { fields } = array;
  if (fields === undefined || segments === undefined) return createArrayScanner(array, elements, options);
  return createRecordScanner({ ...array, fields }, segments, elements, options);
};

/** Where an array's data lies in a file, and what it is: all that a container needs to know of it. */
export type ScannedData = Pick<NpyHeader, 'array' | 'elements' | 'dataOffset' | 'dataBytes' | 'segments'>;
export type DataOptions = Omit<ArrayOptions, 'limits'>;

/** Scans an array's data wherever it lies, streamed; the fault says where it ends too soon. */
export const scanData = (source: ByteSource, data: ScannedData, options: DataOptions): ArrayScan | Fault => {
  const { dataOffset, dataBytes } = data;
  const scanner = scannerFor(data, options);
  let done = 0;
  while (done < dataBytes) {
    const area = scanner.area(Math.min(CHUNK_BYTES, dataBytes - done));
    // Whole chunks, however little one read answers: elements must not be torn apart.
    const filled = readFully(source, dataOffset + done, area);
    options.onBytes?.(area.subarray(0, filled));
    done += filled;
    if (filled < area.length) {
      const detail = `${done} of ${dataBytes} bytes of data`;
      return { facet: 'scan', kind: 'truncated', detail, offset: dataOffset + done };
    }
    scanner.scan(filled);
  }
  return scanner.result();
};

const trailingFault = (source: ByteSource, end: number): Fault => {
  const extra = source.size - end;
  const holdsAnother = isNpy(readUpTo(source, end, HEAD_BYTES));
  const detail = `${extra} bytes after the array${holdsAnother ? ', another array' : ''}`;
  return { facet: 'scan', kind: 'malformed', cause: 'trailing-bytes', detail, offset: end };
};

/**
 * Makes `signature`, `array` and `scan` of a .npy file, streamed: memory does not grow with the file. Of a small file that is none,
 * `bytes` instead. Objects are recognised and never unpickled (cause 'pickled-object').
 *
 * Less data than declared leaves no `scan`. Bytes after the array leave both `scan`, since all of the array was seen, and a fault of
 * it with the cause 'trailing-bytes'. Elements that are no numbers, or none that is understood, leave `array` alone. Throws what `source.read` throws.
 */
export const examineArray = (source: ByteSource, options: ArrayOptions): Made => {
  const head = readUpTo(source, 0, HEAD_BYTES);
  const header = readNpyHeader(source, head, options.limits);
  if ('facet' in header) return foreign(source, head, header, options);
  const { array, dataOffset, dataBytes, unsupported } = header;
  const known = { signature: SIGNATURE, array };
  const end = dataOffset + dataBytes;
  if (end > source.size) {
    pass(source, 0, source.size, options.onBytes);
    const detail = `${source.size - dataOffset} of ${dataBytes} bytes of data`;
    return { facets: known, faults: [{ facet: 'scan', kind: 'truncated', detail, offset: source.size }] };
  }
  if (unsupported !== undefined) {
    pass(source, 0, source.size, options.onBytes);
    return { facets: known, faults: [{ facet: 'scan', kind: 'unsupported', ...unsupported }] };
  }
  pass(source, 0, dataOffset, options.onBytes);
  const scan = scanData(source, header, options);
  if ('facet' in scan) return { facets: known, faults: [scan] };
  const faults = source.size > end ? [trailingFault(source, end)] : [];
  pass(source, end, source.size, options.onBytes);
  return { facets: { ...known, scan }, faults };
};
