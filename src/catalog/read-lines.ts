import { closeSync, openSync, readSync } from 'node:fs';

const BLOCK_BYTES = 1 << 20;
const NEWLINE = 0x0a;

/**
 * The lines of one of our own files, one block in memory at a time. Splits at '\n' alone: node:readline also splits at U+2028, which
 * a label may hold.
 */
export function* readLines(path: string): Generator<string> {
  const descriptor = openSync(path, 'r');
  try {
    const block = Buffer.allocUnsafe(BLOCK_BYTES);
    let rest = Buffer.alloc(0);
    for (;;) {
      const count = readSync(descriptor, block, 0, BLOCK_BYTES, null);
      if (count === 0) break;
      const text = rest.length === 0 ? block.subarray(0, count) : Buffer.concat([rest, block.subarray(0, count)]);
      let start = 0;
      for (let end = text.indexOf(NEWLINE); end !== -1; end = text.indexOf(NEWLINE, start)) {
        yield text.toString('utf8', start, end);
        start = end + 1;
      }
      rest = Buffer.from(text.subarray(start));
    }
    if (rest.length > 0) yield rest.toString('utf8');
  } finally {
    closeSync(descriptor);
  }
}
