import { randomBytes } from 'node:crypto';
import type { Folder, FsChange, OpenFile } from './fs-change.ts';

/** Ends the name of every file that is being made: found without its final name, it is rubbish of ours. */
export const UNFINISHED = '.new';

/** 128 random bits as 32 hex digits. */
export const randomName = (): string => randomBytes(16).toString('hex');

/** `write` can write short without an error; this does not. */
export const writeAll = (fs: FsChange, file: OpenFile, bytes: Uint8Array): void => {
  for (let done = 0; done < bytes.length; ) done += fs.write(file, bytes.subarray(done));
};

/** A new file of ours, whole and on disk when this returns. EEXIST when the name is taken. */
export const createWhole = (fs: FsChange, folder: Folder, name: Buffer, text: string): void => {
  const file = fs.create(folder, name);
  try {
    writeAll(fs, file, Buffer.from(text));
    fs.sync(file);
  } finally {
    fs.close(file);
  }
};

/** The same under a name where a half-written file must never be seen; replaces an older one of ours. */
export const replaceWhole = (fs: FsChange, folder: Folder, name: string, text: string): void => {
  const unfinished = Buffer.from(`${name}.${randomName()}${UNFINISHED}`);
  createWhole(fs, folder, unfinished, text);
  fs.rename(folder, unfinished, folder, Buffer.from(name));
  fs.syncFolder(folder);
};

/** Reads a small file of ours. Answers undefined above `maxBytes`. */
export const readSmall = (fs: FsChange, folder: Folder, name: Buffer, maxBytes: number): string | undefined => {
  const file = fs.openRead(folder, name);
  try {
    const bytes = Buffer.allocUnsafe(maxBytes + 1);
    let length = 0;
    while (length <= maxBytes) {
      const read = fs.readAt(file, bytes.subarray(length), length);
      if (read === 0) return bytes.toString('utf8', 0, length);
      length += read;
    }
    return undefined;
  } finally {
    fs.close(file);
  }
};
