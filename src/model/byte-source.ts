/** Random access to one opened resource. The only way in which decoders see a file. */
export interface ByteSource {
  /** Bytes. */
  readonly size: number;
  /** Fills `into` from `offset` on; answers the bytes read, fewer than asked only at the end. Throws StorageError. */
  readonly read: (offset: number, into: Uint8Array) => number;
  /** Set where the header of a .npy file is our own, made for an array of another container: it may name 'bf2', which no file can. */
  readonly isVirtual?: true;
}

/** Fills `into` from `offset` on, however little one read answers; fewer bytes than that only where the source ends. Throws StorageError. */
export const readFully = (source: ByteSource, offset: number, into: Uint8Array): number => {
  let filled = 0;
  while (filled < into.length) {
    const got = source.read(offset + filled, filled === 0 ? into : into.subarray(filled));
    if (got === 0) break;
    filled += got;
  }
  return filled;
};
