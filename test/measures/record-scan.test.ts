import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createArrayScanner } from '../../src/measures/array-scan.ts';
import { createRecordScanner } from '../../src/measures/record-scan.ts';
import type { NumberScan } from '../../src/model/facets.ts';

const FIELDS = [
  { name: 'half', dtype: 'f2', bytes: 2 },
  { name: 'single', dtype: 'f4', bytes: 4 },
  { name: 'double', dtype: 'f8', bytes: 8 },
] as const;
const OPTIONS = { holdsSamples: true, statistics: 'all' as const };

/** Segments of a record: runs of numbers of the three fields, and padding. Every field has some. */
const layouts = fc
  .array(fc.record({ field: fc.constantFrom(0, 1, 2, undefined), count: fc.integer({ min: 1, max: 9 }) }), {
    maxLength: 6,
  })
  .map((some) => [...some, ...FIELDS.map((_, field) => ({ field, count: 1 }))])
  .map((runs) =>
    runs.map(({ field, count }) =>
      field === undefined
        ? { bytes: count }
        : { bytes: count * FIELDS[field as 0 | 1 | 2].bytes, field: field as 0 | 1 | 2 },
    ),
  );

const scan = (
  data: Uint8Array,
  chunk: number,
  scanner: Pick<ReturnType<typeof createArrayScanner>, 'area' | 'scan'>,
) => {
  for (let at = 0; at < data.length; ) {
    const area = scanner.area(Math.min(chunk, data.length - at));
    area.set(data.subarray(at, at + area.length));
    scanner.scan(area.length);
    at += area.length;
  }
};

describe('the scan of records', () => {
  it('finds in each field what it finds in an array of that field alone, however the data is cut', () => {
    const cases = fc.tuple(
      layouts,
      fc.integer({ min: 1, max: 3000 }),
      fc.integer({ min: 1 }),
      fc.constantFrom(7, 1000, 1e6),
    );
    fc.assert(
      fc.property(cases, ([segments, records, seed, chunk]) => {
        const recordBytes = segments.reduce((sum, { bytes }) => sum + bytes, 0);
        let state = seed;
        const data = Uint8Array.from({ length: records * recordBytes }, () => {
          state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
          return state >>> 24;
        });
        const perRecord = FIELDS.map(({ bytes }, at) =>
          segments.reduce((sum, { field, bytes: run }) => sum + (field === at ? run / bytes : 0), 0),
        );
        const shape = [records];
        const fields = FIELDS.map(({ name, dtype }, at) => ({
          name,
          dtype,
          byteOrder: 'little' as const,
          perRecord: perRecord[at]!,
        }));
        const scanner = createRecordScanner({ shape, fortran: false, fields }, segments, records, OPTIONS);
        scan(data, chunk, scanner);
        const told = scanner.result();

        const alone = fields.map((field, place): NumberScan & { field: string; dtype: string } => {
          const column: number[] = [];
          for (let record = 0, at = 0; record < records; record += 1) {
            for (const { bytes, field } of segments) {
              if (field === place) for (const byte of data.subarray(at, at + bytes)) column.push(byte);
              at += bytes;
            }
          }
          const elements = records * field.perRecord;
          const one = createArrayScanner({ ...field, shape, fortran: false }, elements, {
            ...OPTIONS,
            // As records have it: where statistics are cut decides their last bits.
            room: { at: 0, bytes: 8 * 1024 },
            perPlace: field.perRecord,
          });
          scan(Uint8Array.from(column), 1e6, one);
          return { field: field.name, dtype: field.dtype, ...one.result() };
        });
        expect(told).toEqual({ elements: records, fields: alone });
      }),
      { numRuns: 60 },
    );
  });
});
