import { createHash } from 'node:crypto';
import * as node from 'node:fs';
import { platform } from 'node:os';
import { UserError } from '../model/errors.ts';
import type { FileStat, Folder, FsChange } from './fs-change.ts';

const { constants } = node;
/** Linux's O_PATH, which Node does not name: a handle on the name itself, without opening what is behind it. */
const O_PATH = 0o10000000;
const CHUNK_BYTES = 1n << 20n;
const SLASH = 0x2f;

/** Node has no openat or renameat; the kernel's view of our own descriptor is the same thing. */
const at = (folder: Folder, name: Buffer): Buffer => {
  const text = name.toString('latin1');
  if (text === '' || text === '.' || text === '..' || name.includes(SLASH) || name.includes(0)) {
    throw new Error(`not one path component: ${JSON.stringify(text)}`);
  }
  return Buffer.concat([Buffer.from(`/proc/self/fd/${folder.descriptor}/`), name]);
};
const own = (descriptor: number): string => `/proc/self/fd/${descriptor}`;

const kindOf = (stats: node.BigIntStats): FileStat['kind'] => {
  if (stats.isFile()) return 'file';
  if (stats.isSymbolicLink()) return 'link';
  return stats.isDirectory() ? 'folder' : 'other';
};
const statOf = (stats: node.BigIntStats): FileStat => ({
  kind: kindOf(stats),
  dev: stats.dev,
  ino: stats.ino,
  size: stats.size,
  mtimeNs: stats.mtimeNs,
  mode: Number(stats.mode) & 0o7777,
  uid: stats.uid,
});

const withDescriptor = <T>(descriptor: number, act: (descriptor: number) => T): T => {
  try {
    return act(descriptor);
  } finally {
    node.closeSync(descriptor);
  }
};

const sha256Of = (descriptor: number, size: bigint): string => {
  const hash = createHash('sha256');
  const chunk = Buffer.allocUnsafe(Number(size < CHUNK_BYTES ? size + 1n : CHUNK_BYTES));
  for (let position = 0; ; ) {
    const length = node.readSync(descriptor, chunk, 0, chunk.length, position);
    if (length === 0) return hash.digest('hex');
    hash.update(chunk.subarray(0, length));
    position += length;
  }
};

const fingerprint: FsChange['fingerprint'] = (folder, name, links) => {
  const flags = links === 'follow' ? O_PATH : O_PATH | constants.O_NOFOLLOW;
  return withDescriptor(node.openSync(at(folder, name), flags), (handle) => {
    // Asked before it is opened: opening a FIFO or a device can block or act.
    const stat = statOf(node.fstatSync(handle, { bigint: true }));
    if (stat.kind !== 'file') return { stat, sha256: undefined };
    return withDescriptor(node.openSync(own(handle), constants.O_RDONLY), (file) => {
      const sha256 = sha256Of(file, stat.size);
      const after = statOf(node.fstatSync(file, { bigint: true }));
      const steady = after.size === stat.size && after.mtimeNs === stat.mtimeNs;
      return { stat, sha256: steady ? sha256 : undefined };
    });
  });
};

const setAttributes: FsChange['setAttributes'] = (folder, name, { mode, mtimeNs }) => {
  // Node takes double seconds and libuv cuts them off to microseconds: a quarter more keeps the microsecond meant.
  const seconds = (Number(mtimeNs / 1000n) + 0.25) / 1e6;
  withDescriptor(node.openSync(at(folder, name), O_PATH | constants.O_NOFOLLOW), (handle) => {
    if (kindOf(node.fstatSync(handle, { bigint: true })) === 'link') {
      // A link has no permissions of its own, and utimes on its handle would be refused.
      node.lutimesSync(at(folder, name), seconds, seconds);
      return;
    }
    node.chmodSync(own(handle), mode);
    node.utimesSync(own(handle), seconds, seconds);
  });
};

/**
 * Changes files for real. Throws UserError where the system lacks what makes it safe (`/proc/self/fd`: Linux only).
 */
export const createRealFs = (): FsChange => {
  if (!node.existsSync('/proc/self/fd')) throw new UserError('quarantine.unsafe-platform', { platform: platform() });
  const folderFlags = constants.O_RDONLY | constants.O_DIRECTORY;
  const fileFlags = constants.O_NOFOLLOW | constants.O_NONBLOCK;
  return {
    openRoot: (path) => ({ descriptor: node.openSync(path, folderFlags) }),
    openFolder: (parent, name) => ({
      descriptor: node.openSync(at(parent, name), folderFlags | constants.O_NOFOLLOW),
    }),
    closeFolder: (folder) => node.closeSync(folder.descriptor),
    statFolder: (folder) => statOf(node.fstatSync(folder.descriptor, { bigint: true })),
    realPath: (folder) => node.readlinkSync(own(folder.descriptor), { encoding: 'buffer' }),
    freeSpace: (folder) => {
      const { bavail, bsize, blocks } = node.statfsSync(own(folder.descriptor), { bigint: true });
      return { bytes: bavail * bsize, known: blocks > 0n ? 'known' : 'unknown' };
    },
    names: (folder) => node.readdirSync(own(folder.descriptor), { encoding: 'buffer' }).sort(Buffer.compare),
    stat: (folder, name) => {
      const stats = node.lstatSync(at(folder, name), { bigint: true, throwIfNoEntry: false });
      return stats && statOf(stats);
    },
    readLink: (folder, name) => node.readlinkSync(at(folder, name), { encoding: 'buffer' }),
    mayWrite: (folder, name) => {
      try {
        node.accessSync(at(folder, name), constants.R_OK | constants.W_OK);
        return true;
      } catch {
        return false;
      }
    },
    fingerprint,
    makeFolder: (parent, name, mode) => node.mkdirSync(at(parent, name), { mode }),
    removeFolder: (parent, name) => node.rmdirSync(at(parent, name)),
    rename: (from, fromName, to, toName) => node.renameSync(at(from, fromName), at(to, toName)),
    link: (from, fromName, to, toName) => node.linkSync(at(from, fromName), at(to, toName)),
    unlink: (folder, name) => node.unlinkSync(at(folder, name)),
    setAttributes,
    create: (folder, name) => ({
      descriptor: node.openSync(
        at(folder, name),
        fileFlags | constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL,
        0o666,
      ),
    }),
    openAppend: (folder, name) => ({
      descriptor: node.openSync(
        at(folder, name),
        fileFlags | constants.O_RDWR | constants.O_CREAT | constants.O_APPEND,
        0o666,
      ),
    }),
    openRead: (folder, name) => ({ descriptor: node.openSync(at(folder, name), fileFlags | constants.O_RDONLY) }),
    readAt: (file, into, position) => node.readSync(file.descriptor, into, 0, into.byteLength, position),
    write: (file, bytes) => node.writeSync(file.descriptor, bytes),
    truncate: (file, size) => node.ftruncateSync(file.descriptor, size),
    syncData: (file) => node.fdatasyncSync(file.descriptor),
    sync: (file) => node.fsyncSync(file.descriptor),
    syncFolder: (folder) => node.fsyncSync(folder.descriptor),
    close: (file) => node.closeSync(file.descriptor),
  };
};
