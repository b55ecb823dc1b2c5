import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { examineArray } from '../../src/decode/npy.ts';
import { limits, npyOf, npyWith, sourceOf } from './npy-bytes.ts';

const examine = (bytes: Uint8Array, holdsSamples = false) => examineArray(sourceOf(bytes), { limits, holdsSamples });
const faultOf = (bytes: Uint8Array) => {
  const { facets, faults } = examine(bytes);
  expect(faults).toHaveLength(1);
  return { ...faults[0]!, scanned: facets.scan !== undefined };
};
const records = (descr: string, data: Uint8Array, shape = '(1,)', fortran = 'False') =>
  npyWith(`{'descr': ${descr}, 'fortran_order': ${fortran}, 'shape': ${shape}, }\n`, data);
const floats = (...values: number[]): Uint8Array => new Uint8Array(Float32Array.from(values).buffer);

it('finds a big-endian double beyond float32 in a chunk that was filled, which is turned around where it lies', () => {
  const data = Buffer.alloc(8 * 70_000);
  data.writeDoubleBE(1e39, 8 * 7);
  const { facets } = examine(npyOf('>f8', '(70000,)', data), true);
  expect(facets.scan?.float32Overflow).toMatchObject({ count: 1, first: 7, value: 1e39 });
});

describe('what a .npy file declares', () => {
  it.each([
    ['<f4', 'f4', 'little', 4],
    ['>f8', 'f8', 'big', 8],
    ['=i8', 'i8', 'little', 8],
    ['|b1', 'b1', 'none', 1],
    ['?', 'b1', 'none', 1],
    ['|u1', 'u1', 'none', 1],
    ['>i1', 'i1', 'none', 1],
    ['<c16', 'c16', 'little', 16],
  ])('reads the dtype %s', (descr, dtype, byteOrder, bytes) => {
    const { facets, faults } = examine(npyOf(descr, '(2, 3)', new Uint8Array(6 * bytes)));
    expect(faults).toEqual([]);
    expect(facets.array).toEqual({ dtype, byteOrder, shape: [2, 3], fortran: false });
    expect(facets.scan).toEqual({ elements: 6 });
  });

  it.each([1, 2, 3] as const)(
    'reads version %i, keys in any order, double quotes, a comment and Python 2 numbers',
    (version) => {
      const header = '{"shape":(2L,) ,"fortran_order" : True, \'descr\':u"<f4"} \f # made by hand\n';
      const { facets, faults } = examine(npyWith(header, floats(1, 2), version));
      expect(faults).toEqual([]);
      expect(facets.array).toEqual({ dtype: 'f4', byteOrder: 'little', shape: [2], fortran: true });
    },
  );

  it('reads a scalar and an empty array', () => {
    expect(examine(npyOf('<f4', '()', floats(1))).facets.scan).toEqual({ elements: 1 });
    expect(examine(npyOf('<f4', '(0, 9007199254740991, 99)', new Uint8Array(0))).facets.scan).toEqual({ elements: 0 });
  });
});

describe('what cannot be read as an array', () => {
  it('says where the data ends when there is less than declared', () => {
    const bytes = npyOf('<f4', '(4,)', floats(1, 2, 3));
    expect(faultOf(bytes)).toMatchObject({
      facet: 'scan',
      kind: 'truncated',
      detail: '12 of 16 bytes of data',
      offset: bytes.length,
      scanned: false,
    });
  });

  it.each(['<f16', '<U4', '|S16', '|V16', '<M8[ns]', '>m8[s]'])('does not pass %s as examined', (descr) => {
    const bytes = npyOf(descr, '(2,)', new Uint8Array(32));
    expect(faultOf(bytes)).toMatchObject({ facet: 'scan', kind: 'unsupported', scanned: false });
    expect(examine(bytes).facets.array).toMatchObject({ shape: [2] });
    expect(faultOf(bytes.subarray(0, bytes.length - 20))).toMatchObject({ facet: 'scan', kind: 'truncated' });
  });

  it('says how much follows, and has seen the array all the same', () => {
    const [data, tail] = [floats(1, Number.NaN), new Uint8Array(5)];
    const bytes = Buffer.concat([npyOf('<f4', '(2,)', data), tail]);
    expect(faultOf(bytes)).toMatchObject({
      facet: 'scan',
      kind: 'malformed',
      cause: 'trailing-bytes',
      detail: '5 bytes after the array',
      offset: bytes.length - 5,
      scanned: true,
    });
    expect(examine(bytes).facets.scan?.nan?.count).toBe(1);
    const twice = Buffer.concat([npyOf('<f4', '(2,)', data), npyOf('<f4', '(2,)', data)]);
    expect(faultOf(twice).detail).toMatch(/, another array$/);
  });

  it.each([
    ['cut in its magic bytes', Buffer.from('\x93NUM', 'latin1'), 'truncated'],
    ['cut in its version', Buffer.from('\x93NUMPY\x01', 'latin1'), 'truncated'],
    ['cut in its header', npyOf('<f4', '(1,)', floats(1)).subarray(0, 40), 'truncated'],
    ['of no bytes', new Uint8Array(0), 'truncated'],
    ['of other bytes', Buffer.from('hello, world'), 'malformed'],
    ['of a version to come', Buffer.from('\x93NUMPY\x07\0\0\0\0\0', 'latin1'), 'unsupported'],
    ['without a shape', npyWith("{'descr': '<f4', 'fortran_order': False}"), 'malformed'],
    ['with a key more', npyWith("{'descr': '<f4', 'fortran_order': False, 'shape': (), 'x': 1}"), 'malformed'],
    ['with a key twice', npyWith("{'descr': '<f4', 'descr': '<f8', 'fortran_order': False, 'shape': ()}"), 'malformed'],
    ['that is no dict', npyWith('[]'), 'malformed'],
    [
      'with something after the dict',
      npyWith("{'descr': '<f4', 'fortran_order': False, 'shape': ()} + {}"),
      'malformed',
    ],
    ['that would be evaluated', npyWith('__import__("os").system("true")'), 'malformed'],
    ['with an order of 1', npyWith("{'descr': '<f4', 'fortran_order': 1, 'shape': ()}"), 'malformed'],
    ['with a negative side', npyOf('<f4', '(-1,)', floats(1)), 'malformed'],
    ['with True for a side', npyOf('<f4', '(True,)', floats(1)), 'malformed'],
    ['with a number for a shape', npyOf('<f4', '(3)', floats(1)), 'malformed'],
    ['with a dtype of no machine', npyOf('<f3', '(1,)', floats(1)), 'malformed'],
    ['with more elements than can be', npyOf('<f4', '(9007199254740991, 9007199254740991)', floats(1)), 'malformed'],
    ['of a dtype spelled as no writer does', npyOf('float32', '(1,)', floats(1)), 'unsupported'],
    ['of several fields in one text', npyOf('<f4,<f4', '(1,)', floats(1, 2)), 'unsupported'],
    ['of a minor version to come', Buffer.from('\x93NUMPY\x01\x07\0\0\0\0', 'latin1'), 'unsupported'],
    ['with a list for a shape', npyOf('<f4', '[1]', floats(1)), 'malformed'],
    ['with a leading zero', npyOf('<f4', '(01,)', floats(1)), 'malformed'],
    ['of two fields of one name', records("[('a', '<f4'), ('a', '<f4')]", new Uint8Array(8)), 'malformed'],
    ['of fields that are no fields', records("['<f4']", new Uint8Array(4)), 'malformed'],
    ['of a field without a type', records("[('a',)]", new Uint8Array(4)), 'malformed'],
    ['of a field of a negative length', records("[('a', '<f4', (-1,))]", new Uint8Array(4)), 'malformed'],
    ['of records larger than any file', records("[('a', '<f4', (9007199254740991, 9))]", floats(1)), 'malformed'],
    [
      'of records in ever more pieces',
      records("[('a', [('b', '<f4'), ('c', '<f4')], (99999999,))]", floats(1)),
      'unsupported',
    ],
    ['of a type with a shape', records("('<f4', (2,))", floats(1, 2)), 'unsupported'],
    ['with a header above the limit', npyWith(' '.repeat(10_001)), 'limit'],
    ['that claims a header of 4 GB', Buffer.from('\x93NUMPY\x02\0\xff\xff\xff\xff', 'latin1'), 'limit'],
    ['with too many dimensions', npyOf('<f4', `(${'1,'.repeat(33)})`, floats(1)), 'limit'],
    ['nested too deep', npyWith('('.repeat(5000)), 'malformed'],
  ] as const)('refuses a file %s', (_, bytes, kind) => {
    expect(faultOf(bytes)).toMatchObject({ facet: 'array', kind, scanned: false });
  });

  it.each([
    ['an array of objects', npyOf('|O', '(1,)', Buffer.from('\x80\x04N.', 'latin1'))],
    ['an array of objects in records', npyWith("{'descr': [('a', '|O')], 'fortran_order': False, 'shape': (1,)}")],
    ['a bare pickle', Buffer.from('\x80\x04\x95\x05\0\0\0\0\0\0\0', 'latin1')],
    ['a PyTorch file', Buffer.from(`PK\x03\x04${'\0'.repeat(26)}archive/data.pkl`, 'latin1')],
  ])('recognises %s, and loads nothing', (_, bytes) => {
    expect(faultOf(bytes)).toMatchObject({ facet: 'array', kind: 'unsupported', cause: 'pickled-object' });
  });

  it('hands over a small file that is no array, so that file checks can say what it is', () => {
    const page = Buffer.from('<html><title>404</title></html>');
    expect(examine(page).facets.bytes).toEqual(new Uint8Array(page));
    expect(examine(Buffer.alloc(2 ** 20 + 1)).facets.bytes).toBeUndefined();
  });
});

/** Records of a float, a text of three bytes, padding, and a sub-array of pairs: 24 bytes. */
const TABLE = `[('t', '<f4'), ('name', '|S3'), ('', '|V1'), ('p', [('x', '>f2'), (('title', 'y'), '|u1'), ('', '|V1')], (2, 2))]`;

const table = (rows: readonly { readonly t: number; readonly x: readonly number[] }[]): Buffer =>
  Buffer.concat(
    rows.map(({ t, x }) => {
      const record = Buffer.alloc(24, 0xff);
      record.writeFloatLE(t, 0);
      x.forEach((half, at) => {
        record.writeUInt16BE(half, 8 + 4 * at);
        record[8 + 4 * at + 2] = at;
      });
      return record;
    }),
  );

const WELL = { t: 1, x: [0x3c00, 0x4000, 0, 0xbc00] };

describe('records', () => {
  it('scans every field that holds numbers, and nothing of text and padding', () => {
    const rows = [
      WELL,
      { ...WELL, t: Number.NaN },
      { ...WELL, x: [0, 0, 0x7c00, 0x0001] },
      { t: -Infinity, x: WELL.x },
    ];
    const { facets, faults } = examine(records(TABLE, table(rows), '(4,)'), true);
    expect(faults).toEqual([]);
    expect(facets.array).toMatchObject({ dtype: 'V24', shape: [4] });
    const at = (first: number, row: number) => ({ count: 1, first, rows: [row], rowCount: 1 });
    expect(facets.scan).toEqual({
      elements: 4,
      fields: [
        { field: 't', dtype: 'f4', elements: 4, nan: at(1, 1), negativeInfinity: at(3, 3) },
        { field: 'p.x', dtype: 'f2', elements: 16, positiveInfinity: at(10, 2), subnormal: at(11, 2) },
        { field: 'p.y', dtype: 'u1', elements: 16 },
      ],
    });
  });

  it('names rows by the first axis in Fortran order too', () => {
    const bytes = records("[('a', '<f4', (2,))]", floats(0, 0, 0, Number.NaN, 0, 0, Number.NaN, 0), '(2, 2)', 'True');
    expect(examine(bytes, true).facets.scan?.fields).toMatchObject([{ nan: { count: 2, first: 3, rows: [1] } }]);
  });

  it('finds the same however large a record is, and however the reads are cut', () => {
    const side = 50_000;
    const values = new Float32Array(3 * (side + 1)).fill(1);
    values[side - 1] = Number.NaN;
    values[3 * side + 2] = Number.POSITIVE_INFINITY;
    const bytes = records(`[('v', '<f4', (${side},)), ('w', '<f4')]`, new Uint8Array(values.buffer), '(3,)');
    const options = { limits, holdsSamples: true, statistics: 'all' } as const;
    const { facets } = examineArray(sourceOf(bytes), options);
    expect(facets.scan?.fields).toMatchObject([
      { field: 'v', elements: 3 * side, nan: { first: side - 1, rows: [0] }, statistics: { n: 3 * side - 1, mean: 1 } },
      { field: 'w', elements: 3, positiveInfinity: { first: 2, rows: [2] }, statistics: { n: 2 } },
    ]);
    expect(examineArray(sourceOf(bytes, 7_919), options).facets.scan).toEqual(facets.scan);
  });

  it('does not pass a field as examined that nothing here reads', () => {
    expect(faultOf(records("[('a', '<f4'), ('b', '<f16')]", new Uint8Array(20)))).toMatchObject({
      kind: 'unsupported',
      cause: 'extended-precision',
      detail: 'b is a long double (f16)',
      scanned: false,
    });
    expect(faultOf(records("[('a', '|S4'), ('', '|V2')]", new Uint8Array(6)))).toMatchObject({ cause: 'not-numbers' });
    expect(faultOf(records(TABLE, table([WELL]).subarray(1)))).toMatchObject({ kind: 'truncated', scanned: false });
  });
});

describe('reading', () => {
  it('hands every byte on once, in order, whatever the file holds and however little a read answers', () => {
    const whole = npyOf('<f4', '(70000,)', new Uint8Array(280_000).fill(7));
    const files = [
      whole,
      whole.subarray(0, 100_000),
      Buffer.concat([whole, new Uint8Array(300_000)]),
      Buffer.alloc(3 * 2 ** 20, 1),
      Buffer.from('hello'),
      npyOf('|O', '(1,)', new Uint8Array(1000)),
    ];
    for (const bytes of files) {
      const digest = createHash('sha256');
      const onBytes = (chunk: Uint8Array) => digest.update(chunk);
      examineArray(sourceOf(bytes, 9_973), { limits, holdsSamples: false, onBytes });
      expect(digest.digest('hex')).toBe(createHash('sha256').update(bytes).digest('hex'));
    }
  });

  it('reports a file that ends sooner than its size said', () => {
    const bytes = npyOf('<f4', '(100000,)', new Uint8Array(400_000));
    const source = { ...sourceOf(bytes.subarray(0, 300_000)), size: bytes.length };
    const { facets, faults } = examineArray(source, { limits, holdsSamples: false });
    expect(facets.scan).toBeUndefined();
    expect(faults).toMatchObject([{ facet: 'scan', kind: 'truncated', offset: 300_000 }]);
  });

  it('never throws on arbitrary headers', () => {
    const piece = fc.constantFrom(
      "{'descr': ",
      "'<f4'",
      "'|O'",
      ', ',
      "'shape': ",
      '(',
      ')',
      '3',
      ',',
      '}',
      "'",
      '[',
      '"',
      '\\',
      'True',
      ': ',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 20 }), (pieces) => {
        const { facets, faults } = examine(npyWith(pieces.join('')));
        expect(faults.length + Number(facets.scan !== undefined)).toBeGreaterThan(0);
      }),
    );
  });
});

describe('against numpy', () => {
  const golden = JSON.parse(readFileSync('test/golden/arrays/nonfinite.json', 'utf8')) as {
    readonly cases: readonly { readonly name: string; readonly file: string; readonly scan: object }[];
  };

  it.each(golden.cases)('finds the same in $name', ({ file, scan }) => {
    const { facets, faults } = examine(Buffer.from(file, 'base64'), true);
    expect(faults).toEqual([]);
    expect(facets.scan).toEqual(scan);
  });
});
