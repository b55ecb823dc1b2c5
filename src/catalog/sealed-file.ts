import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, unlinkSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

const BLOCK_BYTES = 1 << 16;
/** UTF-8 takes at most so many bytes for a unit of UTF-16. */
const MOST_BYTES_A_UNIT = 3;

export interface SealedFile {
  /** Answers the bytes that the chunk took. */
  readonly write: (chunk: string | Uint8Array) => number;
  /** Flushes, fsyncs, renames to the final name, fsyncs the folder. Answers what was written. */
  readonly seal: () => { readonly bytes: number; readonly sha256: string };
  /** Removes the temporary file; nothing appears under the final name. Harmless after `seal`. */
  readonly discard: () => void;
}

const fsyncFolder = (folder: string): void => {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
};

/**
 * `synced`: survives a power cut once sealed. `hashed`: the caller keeps the sha256 and checks it before use, so that nothing needs
 * to wait for the disk: a power cut costs the work, never its correctness.
 */
export type Durability = 'synced' | 'hashed';

/** A file of the run folder that exists whole or not at all: temporary name, fsync, rename. Makes its folder. */
export const createSealedFile = (path: string, durability: Durability = 'synced'): SealedFile => {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  const descriptor = openSync(temporary, 'w');
  const hash = createHash('sha256');
  const block = Buffer.allocUnsafe(BLOCK_BYTES);
  let used = 0;
  let bytes = 0;
  let open = true;

  const put = (whole: Uint8Array): void => {
    hash.update(whole);
    // writeSync can write short without an error.
    for (let done = 0; done < whole.length; ) done += writeSync(descriptor, whole, done);
  };
  const flush = (): void => {
    put(block.subarray(0, used));
    used = 0;
  };
  return {
    write: (chunk) => {
      const most = typeof chunk === 'string' ? chunk.length * MOST_BYTES_A_UNIT : chunk.length;
      if (used + most > block.length) flush();
      let length: number;
      if (most > block.length) {
        const whole = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
        put(whole);
        length = whole.length;
      } else {
        if (typeof chunk === 'string') length = block.write(chunk, used);
        else {
          block.set(chunk, used);
          length = chunk.length;
        }
        used += length;
      }
      bytes += length;
      return length;
    },
    seal: () => {
      flush();
      if (durability === 'synced') fsyncSync(descriptor);
      closeSync(descriptor);
      open = false;
      renameSync(temporary, path);
      if (durability === 'synced') fsyncFolder(dirname(path));
      return { bytes, sha256: hash.digest('hex') };
    },
    discard: () => {
      if (!open) return;
      open = false;
      closeSync(descriptor);
      unlinkSync(temporary);
    },
  };
};

/** Writes a whole small file, sealed. */
export const sealFile = (
  path: string,
  content: string | Uint8Array,
  durability: Durability = 'synced',
): { bytes: number; sha256: string } => {
  const file = createSealedFile(path, durability);
  try {
    file.write(content);
    return file.seal();
  } catch (error) {
    file.discard();
    throw error;
  }
};
