/**
 * The single interface through which anything of the user's is changed.
 *
 * A name is one path component, as bytes. It is always taken inside an open folder, so a parent that is swapped for
 * another folder or a link between two operations cannot redirect the second one. Every operation throws Node's errno
 * error (`code` 'ENOENT', 'EIO', …) and nothing else; `errnoOf` tells those from bugs.
 *
 * All operations are synchronous: their order is the protocol, and a moved sample costs a millisecond.
 */
export interface FsChange {
  /** Opens a folder by path, following links: for what the user named himself. */
  readonly openRoot: (path: Buffer) => Folder;
  /** Opens a folder inside a folder. A link is refused with ENOTDIR or ELOOP. */
  readonly openFolder: (parent: Folder, name: Buffer) => Folder;
  readonly closeFolder: (folder: Folder) => void;
  readonly statFolder: (folder: Folder) => FileStat;
  /** Absolute path without links, as the kernel knows the folder now. */
  readonly realPath: (folder: Folder) => Buffer;
  readonly freeSpace: (folder: Folder) => { readonly bytes: bigint; readonly known: FreeSpaceKnown };
  /** Names in byte order. */
  readonly names: (folder: Folder) => readonly Buffer[];
  /** Of the name itself: a link is not followed. Undefined when there is nothing of that name. */
  readonly stat: (folder: Folder, name: Buffer) => FileStat | undefined;
  /** The text of a link. */
  readonly readLink: (folder: Folder, name: Buffer) => Buffer;
  /** Whether this process may write the file's bytes. */
  readonly mayWrite: (folder: Folder, name: Buffer) => boolean;
  /** Reads a file to its end; with 'follow' the file that a link leads to. FIFOs and devices are never opened. */
  readonly fingerprint: (folder: Folder, name: Buffer, links: 'follow' | 'refuse') => Fingerprint;

  /** Makes a folder; EEXIST when the name is taken. */
  readonly makeFolder: (parent: Folder, name: Buffer, mode: number) => void;
  /** Removes an empty folder. */
  readonly removeFolder: (parent: Folder, name: Buffer) => void;
  /** Overwrites what is at the goal: only into folders that this process made exclusively, or of its own files. */
  readonly rename: (from: Folder, fromName: Buffer, to: Folder, toName: Buffer) => void;
  /** A second name for the same file, or for the link itself. Never overwrites: EEXIST. */
  readonly link: (from: Folder, fromName: Buffer, to: Folder, toName: Buffer) => void;
  /** Only for names that this process made, or for the second name of a file. */
  readonly unlink: (folder: Folder, name: Buffer) => void;
  /** Permission bits and time of change. Node sets times to the microsecond, no better. */
  readonly setAttributes: (folder: Folder, name: Buffer, wanted: { mode: number; mtimeNs: bigint }) => void;

  /** A new file for writing; EEXIST when the name is taken. */
  readonly create: (folder: Folder, name: Buffer) => OpenFile;
  /** Reads anywhere, writes at the end only; made when it does not exist. */
  readonly openAppend: (folder: Folder, name: Buffer) => OpenFile;
  readonly openRead: (folder: Folder, name: Buffer) => OpenFile;
  /** Fills `into` from `position` on; answers the bytes read, 0 at the end. */
  readonly readAt: (file: OpenFile, into: Uint8Array, position: number) => number;
  /** Answers the bytes written, which may be fewer than given without an error: see `writeAll`. */
  readonly write: (file: OpenFile, bytes: Uint8Array) => number;
  readonly truncate: (file: OpenFile, size: number) => void;
  readonly syncData: (file: OpenFile) => void;
  readonly sync: (file: OpenFile) => void;
  readonly syncFolder: (folder: Folder) => void;
  readonly close: (file: OpenFile) => void;
}

export interface Folder {
  readonly descriptor: number;
}
export interface OpenFile {
  readonly descriptor: number;
}

/** Some file systems do not tell how full they are. */
export type FreeSpaceKnown = 'known' | 'unknown';

export interface FileStat {
  readonly kind: 'file' | 'link' | 'folder' | 'other';
  readonly dev: bigint;
  readonly ino: bigint;
  /** Bytes. */
  readonly size: bigint;
  readonly mtimeNs: bigint;
  /** Permission bits, 0..0o7777. */
  readonly mode: number;
  readonly uid: bigint;
}

export interface Fingerprint {
  readonly stat: FileStat;
  /** 64 hex digits. Undefined: not a regular file, or it changed while it was read. */
  readonly sha256: string | undefined;
}

/** The errno's name of an error of the operating system, undefined for anything else (which is a bug, or a crash). */
export const errnoOf = (error: unknown): string | undefined => {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  return /^E[A-Z0-9]+$/.test(error.code) ? error.code : undefined;
};

/** An error as the operating system would raise it. */
export const errnoError = (code: string, operation: string): Error =>
  Object.assign(new Error(`${code}: ${operation}`), { code });

/** Runs an operation whose failure with one of these errnos is an answer; any other error goes on. */
export const unless = <T>(codes: readonly string[], operation: () => T): T | undefined => {
  try {
    return operation();
  } catch (error) {
    const code = errnoOf(error);
    if (code === undefined || !codes.includes(code)) throw error;
    return undefined;
  }
};

/** Does something in a folder and closes it, whatever happens. */
export const inFolder = <T>(fs: FsChange, folder: Folder, act: (folder: Folder) => T): T => {
  try {
    return act(folder);
  } finally {
    fs.closeFolder(folder);
  }
};
