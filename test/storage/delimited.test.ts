import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import type { ByteSource } from '../../src/model/byte-source.ts';
import { MAX_COLUMNS, readDelimited } from '../../src/storage/delimited.ts';

const sourceOf = (bytes: Uint8Array): ByteSource => ({
  size: bytes.length,
  read: (offset, into) => {
    const piece = bytes.subarray(offset, offset + into.length);
    into.set(piece);
    return piece.length;
  },
});

const MARKS: Readonly<Record<string, readonly number[]>> = {
  'utf-8-bom': [0xef, 0xbb, 0xbf],
  'utf-16le': [0xff, 0xfe],
  'utf-16be': [0xfe, 0xff],
};
const encode = (text: string, encoding: string): Buffer =>
  Buffer.concat([
    Buffer.from(MARKS[encoding] ?? []),
    iconv.encode(text, encoding.replace('-bom', ''), { addBOM: false }),
  ]);

const rowsOf = (bytes: Uint8Array, encoding = 'utf-8', delimiter = ','): string[][] =>
  Array.from(readDelimited(sourceOf(bytes), { encoding, delimiter }), (record) =>
    Array.from({ length: record.cells }, (_, cell) => record.text(cell)),
  );

const ENCODINGS = ['utf-8', 'utf-8-bom', 'utf-16le', 'utf-16be', 'gb18030'] as const;
const cell = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.string({
    unit: fc.constantFrom('"', ',', ';', '\t', '\n', '\r', ' ', 'a', '猫', '丂', '€', '𠀀', 'é'),
    maxLength: 8,
  }),
);
const table = fc.record({
  rows: fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 8 }),
  encoding: fc.constantFrom(...ENCODINGS),
  delimiter: fc.constantFrom(',', ';', '\t'),
  newline: fc.constantFrom('\n', '\r\n', '\r'),
  quoted: fc.boolean(),
  isEndless: fc.boolean(),
});

/** Unpaired surrogates exist in no encoding but UTF-16. */
const wellFormed = (text: string): string => Buffer.from(text).toString();

const written = ({
  rows,
  delimiter,
  newline,
  quoted,
  isEndless,
}: {
  rows: string[][];
  delimiter: string;
  newline: string;
  quoted: boolean;
  isEndless: boolean;
}) =>
  rows
    .map((row) =>
      row
        .map((text) => (quoted || /["\r\n,;\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text))
        .join(delimiter),
    )
    .join(newline) + (isEndless ? '' : newline);

describe('readDelimited', () => {
  it('gives back every cell of any table, in any encoding, delimiter and line end', () => {
    fc.assert(
      fc.property(table, (spec) => {
        const rows = spec.rows.map((row) => row.map((text) => wellFormed(text)));
        const bytes = encode(written({ ...spec, rows }), spec.encoding);
        expect(rowsOf(bytes, spec.encoding, spec.delimiter)).toEqual(rows);
      }),
      { numRuns: 1_500 },
    );
  });

  it('knows the very bytes of every record: together they are the file', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 60 }),
        fc.constantFrom(...ENCODINGS),
        table,
        fc.boolean(),
        (noise, encoding, spec, isNoise) => {
          const bytes = isNoise ? noise : encode(written(spec), encoding);
          const kept = Array.from(readDelimited(sourceOf(bytes), { encoding, delimiter: spec.delimiter }), (record) => {
            const { record: raw, lineEnd } = record.raw();
            return Buffer.concat([raw, lineEnd]);
          });
          const all = Buffer.concat(kept).toString('latin1');
          const whole = Buffer.from(bytes).toString('latin1');
          // Only the mark, blank lines and half a unit at the end are in no record.
          let at = 0;
          for (const piece of kept) {
            const found = whole.indexOf(piece.toString('latin1'), at);
            expect(found).toBeGreaterThanOrEqual(at);
            expect(
              whole
                .slice(at, found)
                .replace(/^(\xef\xbb\xbf|\xff\xfe|\xfe\xff)/, '')
                .replace(/[\r\n\0]/g, ''),
            ).toBe('');
            at = found + piece.length;
          }
          expect(all.length).toBeLessThanOrEqual(whole.length);
        },
      ),
      { numRuns: 1_500 },
    );
  });

  it('agrees with csv-parse on well-formed files', () => {
    fc.assert(
      fc.property(table, (spec) => {
        const text = written({ ...spec, rows: spec.rows.map((row) => row.map((value) => `${wellFormed(value)}.`)) });
        const theirs = parse(text, {
          delimiter: spec.delimiter,
          record_delimiter: spec.newline,
          relax_column_count: true,
        });
        expect(rowsOf(Buffer.from(text), 'utf-8', spec.delimiter)).toEqual(theirs);
      }),
      { numRuns: 300 },
    );
  });

  it('reads across the borders of its window', () => {
    const long = 'x'.repeat(700_000);
    const text = `${Array.from({ length: 6 }, (_, row) => `${row},"${long}""${row}\r\n",猫`).join('\r\n')}\r\n`;
    for (const encoding of ['utf-8', 'utf-16be']) {
      // A field of UTF-16 may have half the characters.
      const shorter = encoding === 'utf-8' ? text : text.replaceAll(long, long.slice(0, 400_000));
      const rows = rowsOf(encode(shorter, encoding), encoding);
      expect(rows).toHaveLength(6);
      expect(rows[5]![1]!.endsWith('x"5\r\n')).toBe(true);
      expect(rows[5]![2]).toBe('猫');
    }
  });

  it('counts the lines on which records begin, also after cells of several lines and blank lines', () => {
    const text = 'a,b\n"1\n2\r\n3",x\n\n\r\nlast,y';
    const lines = Array.from(
      readDelimited(sourceOf(Buffer.from(text)), { encoding: 'utf-8', delimiter: ',' }),
      ({ index, line }) => [index, line],
    );
    expect(lines).toEqual([
      [0, 1],
      [1, 2],
      [2, 7],
    ]);
  });

  it('loses one row, not the rest of the file, to a quote that nothing closes', () => {
    const text = 'path,label\na.jpg,"cat\nb.jpg,dog\nc.jpg,cow\n';
    const records = Array.from(
      readDelimited(sourceOf(Buffer.from(text)), { encoding: 'utf-8', delimiter: ',' }),
      (record) => [record.text(0), record.text(1), record.damage],
    );
    expect(records).toEqual([
      ['path', 'label', undefined],
      ['a.jpg', '"cat', 'unclosed-quote'],
      ['b.jpg', 'dog', undefined],
      ['c.jpg', 'cow', undefined],
    ]);
  });

  it('flags a cell above 1 MiB and reads on, whatever its size and quotes', () => {
    for (const [giant, quote] of [
      ['x'.repeat((1 << 20) + 1), ''],
      ['x'.repeat((1 << 20) + 1), '"'],
      ['x'.repeat(20_000_000), ''],
      ['x'.repeat(20_000_000), '"'],
    ] as const) {
      const text = `path\nsmall.jpg\n${quote}${giant}${quote}\nlast.jpg\n`;
      const records = Array.from(
        readDelimited(sourceOf(Buffer.from(text)), { encoding: 'utf-8', delimiter: ',' }),
        (record) => [record.line, record.text(0).slice(0, 9), record.damage],
      );
      expect(records).toHaveLength(4);
      expect(records[1]).toEqual([2, 'small.jpg', undefined]);
      expect(records[2]![2]).toBe('oversized-field');
      expect(records[3]).toEqual([4, 'last.jpg', undefined]);
    }
    const exact = Array.from(
      readDelimited(sourceOf(Buffer.from(`p\n${'x'.repeat(1 << 20)}\n`)), { encoding: 'utf-8', delimiter: ',' }),
      (record) => record.damage,
    );
    expect(exact).toEqual([undefined, undefined]);
  });

  it('counts cells beyond the limit without keeping them', () => {
    const [record] = readDelimited(sourceOf(Buffer.from(`${'a,'.repeat(MAX_COLUMNS + 5)}b`)), {
      encoding: 'utf-8',
      delimiter: ',',
    });
    expect(record!.cells).toBe(MAX_COLUMNS + 6);
  });

  it('keeps unpaired surrogates of UTF-16 and bytes that are not UTF-8', () => {
    const wide = Buffer.from('a,\ud800b\n', 'utf16le');
    const [record] = readDelimited(sourceOf(wide), { encoding: 'utf-16le', delimiter: ',' });
    expect(record!.text(1)).toBe('\ud800b');
    const odd = Buffer.from([0x61, 0x2c, 0xe9, 0x0a]);
    const [other] = readDelimited(sourceOf(odd), { encoding: 'utf-8', delimiter: ',' });
    expect([...other!.bytes(1)]).toEqual([0xe9]);
  });
});
