import { crc32, deflateRawSync } from 'node:zlib';

export interface Packed {
  readonly name: string | Uint8Array;
  readonly bytes: Uint8Array;
  readonly stored?: boolean;
  /** What the headers say instead of the truth. */
  readonly method?: number;
  readonly flags?: number;
  readonly crc?: number;
  readonly size?: number;
  readonly localName?: string;
  readonly packed?: Uint8Array;
  /** Sizes and offset in the zip64 field of the directory, as for files above 4 GiB. */
  readonly wide?: boolean;
}

/** A zip archive, entry by entry, with whatever lies a test wants. */
export const zipOf = (entries: readonly Packed[], { count = entries.length } = {}): Buffer => {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const { bytes, stored = false, flags = 0, wide = false } = entry;
    const name = Buffer.from(entry.name);
    const packed = entry.packed ?? (stored ? bytes : deflateRawSync(bytes));
    const size = entry.size ?? bytes.length;
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(flags, 2);
    common.writeUInt16LE(entry.method ?? (stored ? 0 : 8), 4);
    common.writeUInt32LE(entry.crc ?? crc32(bytes), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(size, 18);
    common.writeUInt16LE(name.length, 22);
    const localName = Buffer.from(entry.localName ?? name);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, localName, packed]);
    locals.push(local);
    const head = Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, Buffer.alloc(14)]);
    head.writeUInt32LE(offset, 42);
    const extra = Buffer.alloc(wide ? 28 : 0);
    if (wide) {
      extra.writeUInt16LE(1, 0);
      extra.writeUInt16LE(24, 2);
      [size, packed.length, offset].forEach((value, at) => {
        extra.writeBigUInt64LE(BigInt(value), 4 + 8 * at);
      });
      for (const at of [20, 24, 42]) head.writeUInt32LE(0xffffffff, at);
      head.writeUInt16LE(extra.length, 30);
    }
    central.push(head, name, extra);
    offset += local.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
};
