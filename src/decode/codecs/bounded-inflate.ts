import { constants, crc32, gunzipSync, inflateRawSync } from 'node:zlib';
import type { Fault } from '../../model/facets.ts';
import { asBuffer } from '../fields.ts';

type InflateFault = Omit<Fault, 'facet'>;
/** `consumed`: bytes of the input that the compressed data took. */
export type Inflated = { readonly data: Uint8Array; readonly consumed: number } | { readonly fault: InflateFault };

/** Above the first, what unpacks to more than so many times its size is refused. */
const FREE_BYTES = 10 * 2 ** 20;
const MOST_RATIO = 200;

const faultOf = (error: unknown, limitBytes: number): InflateFault => {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ERR_BUFFER_TOO_LARGE') {
    return { kind: 'limit', detail: `unpacks to more than ${limitBytes} bytes`, cause: 'decoded-bytes' };
  }
  if (code === 'Z_BUF_ERROR') return { kind: 'truncated', detail: message, cause: 'premature-end' };
  if (code === 'Z_DATA_ERROR') {
    return { kind: 'malformed', detail: message, cause: /check/.test(message) ? 'checksum' : 'malformed' };
  }
  return { kind: 'io', detail: message, cause: 'ENOMEM' };
};

/** zlib passes over what follows. A stream ends with checksum and length of its data (RFC 1952 section 2.3.1); of several, the last. */
const endOfGzip = (bytes: Uint8Array, data: Uint8Array): number => {
  const mark = Buffer.alloc(8);
  mark.writeUInt32LE(crc32(data), 0);
  mark.writeUInt32LE(data.length % 2 ** 32, 4);
  const at = asBuffer(bytes).lastIndexOf(mark);
  return at === -1 ? bytes.length : at + mark.length;
};

/**
 * Unpacks whole, checksum and length of gzip included, to at most `mostBytes` and at most 200 times its size above 10 MiB. `expectedBytes`: one
 * buffer of that size is filled, nothing is put together afterwards.
 */
export const inflateBounded = (
  form: 'gzip' | 'raw',
  bytes: Uint8Array,
  { mostBytes, expectedBytes }: { readonly mostBytes: number; readonly expectedBytes?: number },
): Inflated => {
  const limitBytes = Math.max(1, Math.min(mostBytes, Math.max(FREE_BYTES, bytes.length * MOST_RATIO)));
  const unpack = form === 'gzip' ? gunzipSync : inflateRawSync;
  const chunkSize = Math.max(2 ** 16, Math.min(expectedBytes ?? 0, limitBytes) + 1024);
  try {
    const data = unpack(bytes, { maxOutputLength: limitBytes, chunkSize });
    return { data, consumed: form === 'gzip' ? endOfGzip(bytes, data) : bytes.length };
  } catch (error) {
    return { fault: faultOf(error, limitBytes) };
  }
};

/** What the first bytes unpack to, as far as they do; empty when they do not. At most a megabyte and a half. */
export const inflateHead = (bytes: Uint8Array): Uint8Array => {
  try {
    return gunzipSync(bytes.subarray(0, 1400), { finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return new Uint8Array(0);
  }
};
