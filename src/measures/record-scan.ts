import type { ArrayField, ArrayHeader, ArrayScan, FieldScan } from '../model/facets.ts';
import { type ArrayScanner, createArrayScanner, type ScanOptions } from './array-scan.ts';

/** A run of bytes in a record that belong to one field; `field`: its place among the fields, absent for padding and text. */
export interface RecordSegment {
  readonly bytes: number;
  readonly field?: number;
}

/** Taken in at once. */
const CHUNK_BYTES = 64 * 1024;
/** For each field; a multiple of every vector and element. */
const FIELD_BYTES = 8 * 1024;

export interface RecordScanner extends Pick<ArrayScanner, 'area' | 'scan'> {
  readonly result: () => ArrayScan;
}

/**
 * Scans arrays of records: each field's numbers are gathered and scanned like an array of its own. A record may be larger than what is
 * taken in at once. `segments` lie one after the other and fill a record; none is empty. `records`: of the array.
 */
export const createRecordScanner = (
  { shape, fortran, fields }: Pick<ArrayHeader, 'shape' | 'fortran'> & { readonly fields: readonly ArrayField[] },
  segments: readonly RecordSegment[],
  records: number,
  options: Omit<ScanOptions, 'room' | 'perPlace'>,
): RecordScanner => {
  const chunk = new Uint8Array(CHUNK_BYTES);
  const scanners = fields.map((field, at) =>
    createArrayScanner({ ...field, shape, fortran }, records * field.perRecord, {
      ...options,
      room: { at, bytes: FIELD_BYTES },
      perPlace: field.perRecord,
    }),
  );
  let segment = 0;
  let left = segments[0]?.bytes ?? 0;

  const give = (scanner: ArrayScanner, from: number, to: number): void => {
    for (let at = from; at < to; ) {
      const area = scanner.area(to - at);
      for (let byte = 0; byte < area.length; byte += 1) area[byte] = chunk[at + byte]!;
      scanner.scan(area.length);
      at += area.length;
    }
  };
  return {
    area: (bytes) => chunk.subarray(0, Math.min(bytes, CHUNK_BYTES)),
    scan: (bytes) => {
      for (let at = 0; at < bytes; ) {
        const run = Math.min(left, bytes - at);
        const field = segments[segment]?.field;
        if (field !== undefined) give(scanners[field]!, at, at + run);
        at += run;
        left -= run;
        if (left > 0) continue;
        segment = (segment + 1) % segments.length;
        left = segments[segment]!.bytes;
      }
    },
    result: () => ({
      elements: records,
      fields: fields.map(({ name, dtype }, at): FieldScan => ({ field: name, dtype, ...scanners[at]!.result() })),
    }),
  };
};
