import { createRequire } from 'node:module';
import type * as Fflate from 'fflate';
import type { ByteSource } from '../../model/byte-source.ts';
import { UserError } from '../../model/errors.ts';

const CHUNK_BYTES = 1 << 18;
/** Beyond this much output a gzip file may not have grown more than this many times. */
const FREE_BYTES = 10 * 2 ** 20;
const MOST_RATIO = 200;
const MOST_LINE_BYTES = 1 << 20;

const isGzip = (source: ByteSource): boolean => {
  const head = new Uint8Array(2);
  return source.read(0, head) === 2 && head[0] === 0x1f && head[1] === 0x8b;
};

function* plainChunks(source: ByteSource): Generator<Uint8Array> {
  for (let offset = 0; ; ) {
    const chunk = new Uint8Array(CHUNK_BYTES);
    const count = source.read(offset, chunk);
    if (count === 0) return;
    yield chunk.subarray(0, count);
    offset += count;
  }
}

function* inflated(source: ByteSource, name: string): Generator<Uint8Array> {
  let pending: Uint8Array[] = [];
  let [read, made] = [0, 0];
  const { Gunzip } = createRequire(import.meta.url)('fflate') as typeof Fflate;
  const gunzip = new Gunzip((chunk) => pending.push(chunk));
  for (const chunk of plainChunks(source)) {
    read += chunk.length;
    // In small steps: what one makes is all that is held.
    for (let at = 0; at < chunk.length; at += 4096) {
      const step = chunk.subarray(at, at + 4096);
      try {
        gunzip.push(step, read === source.size && at + 4096 >= chunk.length);
      } catch {
        throw new UserError('sources.expect-damaged', { file: name });
      }
      for (const piece of pending) {
        made += piece.length;
        if (made > FREE_BYTES && made > MOST_RATIO * read) throw new UserError('sources.expect-bomb', { file: name });
        yield piece;
      }
      pending = [];
    }
  }
}

/** The bytes of a listing in order, unpacked where it is gzip. `name` is for messages. Throws UserError, StorageError. */
export const contentOf = (source: ByteSource, name: string): Generator<Uint8Array> =>
  isGzip(source) ? inflated(source, name) : plainChunks(source);

/** Lines without their ends; one of more than 1 MiB is cut there. 1-based numbers. */
export function* linesOf(chunks: Iterable<Uint8Array>): Generator<{ readonly line: number; readonly bytes: Buffer }> {
  let rest = Buffer.alloc(0);
  let line = 1;
  const told = (bytes: Buffer) => ({ line, bytes: bytes.at(-1) === 0x0d ? bytes.subarray(0, -1) : bytes });
  for (const chunk of chunks) {
    const block = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    // What is beyond the limit is passed over, not gathered.
    if (rest.length >= MOST_LINE_BYTES && !block.includes(0x0a)) continue;
    const text = rest.length === 0 ? block : Buffer.concat([rest, block]);
    let start = 0;
    for (let end = text.indexOf(0x0a); end !== -1; end = text.indexOf(0x0a, start)) {
      yield told(text.subarray(start, end));
      line += 1;
      start = end + 1;
    }
    rest = Buffer.from(text.subarray(start, start + MOST_LINE_BYTES));
  }
  if (rest.length > 0) yield told(rest);
}
