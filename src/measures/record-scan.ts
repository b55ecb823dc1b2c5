import type { ArrayField, ArrayHeader, ArrayScan, FieldScan } from '../model/facets.ts';
import { type ArrayScanner, createArrayScanner, type ScanOptions } from './array-scan.ts';
import { placeOf, scanKernel } from './scan-kernel.ts';

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

/** A run of a field's bytes: where it begins in the record, and where among what the record holds of the field. */
interface Piece {
  readonly at: number;
  readonly bytes: number;
  readonly into: number;
}

/** By field. */
const piecesOf = (segments: readonly RecordSegment[], fields: number): readonly (readonly Piece[])[] => {
  const pieces = Array.from({ length: fields }, (): Piece[] => []);
  let at = 0;
  for (const { bytes, field } of segments) {
    const of = field === undefined ? undefined : pieces[field];
    const last = of?.at(-1);
    of?.push({ at, bytes, into: last === undefined ? 0 : last.into + last.bytes });
    at += bytes;
  }
  return pieces;
};

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
  const scanners = fields.map((field, at) =>
    createArrayScanner({ ...field, shape, fortran }, records * field.perRecord, {
      ...options,
      room: { at, bytes: FIELD_BYTES },
      perPlace: field.perRecord,
    }),
  );
  const chunk = placeOf(Math.ceil((fields.length * FIELD_BYTES) / CHUNK_BYTES), CHUNK_BYTES);
  const { exports, memory } = scanKernel();
  const recordBytes = segments.reduce((sum, { bytes }) => sum + bytes, 0);
  const pieces = piecesOf(segments, fields.length);
  // Whole records, where the chunk holds one.
  const chunkBytes = CHUNK_BYTES - (recordBytes <= CHUNK_BYTES ? CHUNK_BYTES % recordBytes : 0);
  let segment = 0;
  let left = segments[0]?.bytes ?? 0;

  const give = (scanner: ArrayScanner, from: number, to: number): void => {
    for (let at = from; at < to; ) {
      const area = scanner.area(to - at);
      area.set(new Uint8Array(memory.buffer, chunk + at, area.length));
      scanner.scan(area.length);
      at += area.length;
    }
  };
  /** One field of `count` whole records. */
  const gather = (scanner: ArrayScanner, field: readonly Piece[], count: number): void => {
    const perRecord = field.reduce((sum, { bytes }) => sum + bytes, 0);
    for (let done = 0; done < count; ) {
      const area = scanner.area((count - done) * perRecord);
      const fitting = Math.floor(area.length / perRecord);
      const from = done * recordBytes;
      for (const { at, bytes, into } of fitting === 0 ? [] : field) {
        exports.gather(chunk + from + at, fitting, recordBytes, bytes, area.byteOffset + into, perRecord);
      }
      if (fitting > 0) scanner.scan(fitting * perRecord);
      // What room is left is less than a record: it takes the first bytes of the next one, and new room the others.
      else for (const { at, bytes } of field) give(scanner, from + at, from + at + bytes);
      done += Math.max(1, fitting);
    }
  };
  /** The pieces of records that are not whole. */
  const walk = (from: number, to: number): void => {
    for (let at = from; at < to; ) {
      const run = Math.min(left, to - at);
      const field = segments[segment]?.field;
      if (field !== undefined) give(scanners[field]!, at, at + run);
      at += run;
      left -= run;
      if (left > 0) continue;
      segment = (segment + 1) % segments.length;
      left = segments[segment]!.bytes;
    }
  };
  return {
    area: (bytes) => new Uint8Array(memory.buffer, chunk, Math.min(bytes, chunkBytes)),
    scan: (bytes) => {
      const isBetween = segment === 0 && left === segments[0]?.bytes;
      const whole = isBetween ? Math.floor(bytes / recordBytes) : 0;
      if (whole > 0) for (const [at, scanner] of scanners.entries()) gather(scanner, pieces[at]!, whole);
      walk(whole * recordBytes, bytes);
    },
    result: () => ({
      elements: records,
      fields: fields.map(({ name, dtype }, at): FieldScan => ({ field: name, dtype, ...scanners[at]!.result() })),
    }),
  };
};
