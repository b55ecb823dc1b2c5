import { closeSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Entry } from './entry.ts';

const WRITE_BYTES = 1 << 18;

/** A listing's entries on disk, by number. Memory: 8 bytes an entry. */
export interface Spool {
  readonly add: (entry: Entry) => number;
  readonly get: (at: number) => Entry;
  readonly count: () => number;
  readonly close: () => void;
}

export const createSpool = (path: string): Spool => {
  mkdirSync(dirname(path), { recursive: true });
  const descriptor = openSync(path, 'w+');
  let offsets = new Float64Array(1 << 12);
  let count = 0;
  let pending: string[] = [];
  let pendingBytes = 0;
  let written = 0;
  let block = Buffer.alloc(1 << 12);

  const flush = (): void => {
    const bytes = Buffer.from(pending.join(''));
    for (let done = 0; done < bytes.length; ) {
      done += writeSync(descriptor, bytes, done, bytes.length - done, written + done);
    }
    written += bytes.length;
    pending = [];
    pendingBytes = 0;
  };

  return {
    add: (entry) => {
      if (count + 1 >= offsets.length) {
        const larger = new Float64Array(2 * offsets.length);
        larger.set(offsets);
        offsets = larger;
      }
      const line = `${JSON.stringify(entry)}\n`;
      pending.push(line);
      pendingBytes += Buffer.byteLength(line);
      count += 1;
      offsets[count] = written + pendingBytes;
      if (pendingBytes >= WRITE_BYTES) flush();
      return count - 1;
    },
    get: (at) => {
      if (pending.length > 0) flush();
      const from = offsets[at]!;
      const length = offsets[at + 1]! - from;
      if (length > block.length) block = Buffer.alloc(2 * length);
      for (let done = 0; done < length; ) {
        const read = readSync(descriptor, block, done, length - done, from + done);
        if (read === 0) throw new Error('the spool of a listing ends inside an entry');
        done += read;
      }
      return JSON.parse(block.toString('utf8', 0, length)) as Entry;
    },
    count: () => count,
    close: () => closeSync(descriptor),
  };
};
