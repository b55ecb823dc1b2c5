import { crc32 } from 'node:zlib';
import { deserializeTCompactProtocol } from 'hyparquet/src/thrift.js';

/** What is needed of a page's header (parquet.thrift, PageHeader): bytes that follow it, and their CRC-32 where its writer made one. */
interface PageHeader {
  readonly field_3?: unknown;
  readonly field_4?: unknown;
}

/**
 * The first page of a column chunk whose bytes are not those that its checksum was made of, counted from 0; undefined where all are or
 * have none. `chunk`: its pages one behind the other. What is no page ends the search: reading it says what it is.
 */
export const wrongPage = (chunk: Uint8Array): number | undefined => {
  const reader = { view: new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength), offset: 0 };
  for (let page = 0; reader.offset < chunk.length; page += 1) {
    let header: PageHeader;
    try {
      header = deserializeTCompactProtocol(reader) as PageHeader;
    } catch {
      return undefined;
    }
    const { field_3: bytes, field_4: sum } = header;
    if (typeof bytes !== 'number' || bytes < 0 || reader.offset + bytes > chunk.length) return undefined;
    const data = chunk.subarray(reader.offset, reader.offset + bytes);
    if (typeof sum === 'number' && crc32(data) !== sum >>> 0) return page;
    reader.offset += bytes;
  }
  return undefined;
};
