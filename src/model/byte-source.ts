/** Random access to one opened resource. The only way in which decoders see a file. */
export interface ByteSource {
  /** Bytes. */
  readonly size: number;
  /** Fills `into` from `offset` on; answers the bytes read, fewer than asked only at the end. Throws StorageError. */
  readonly read: (offset: number, into: Uint8Array) => number;
}
