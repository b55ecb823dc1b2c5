import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { walkTiff } from '../../../src/decode/container/tiff.ts';
import { examineWith } from '../pictures.ts';
import { plainTiff, type TiffSpec, writeTiff } from './tiff-writer.ts';

const examine = examineWith();
const made = (bytes: Uint8Array) => examine(bytes, 'tiff');

const KINDS = [
  ...[1, 2, 4, 8, 12, 16, 32, 64].map((bits) => ({ format: 'uint', bits }) as const),
  ...[8, 16, 32, 64].map((bits) => ({ format: 'int', bits }) as const),
  ...[16, 32, 64].map((bits) => ({ format: 'float', bits }) as const),
];
const predictorsOf = ({ format, bits, packing }: Pick<TiffSpec, 'format' | 'bits' | 'packing'>): (1 | 2 | 3)[] => {
  if (packing === 'none' || packing === 'packbits' || ![8, 16, 32, 64].includes(bits)) return [1];
  return format === 'float' ? [1, 2, 3] : [1, 2];
};

const specs: fc.Arbitrary<TiffSpec> = fc
  .record({
    kind: fc.constantFrom(...KINDS),
    littleEndian: fc.boolean(),
    isBig: fc.boolean(),
    width: fc.integer({ min: 1, max: 40 }),
    height: fc.integer({ min: 1, max: 20 }),
    channels: fc.constantFrom(1, 2, 3, 4),
    isPlanar: fc.boolean(),
    segment: fc.oneof(
      fc.record({ height: fc.integer({ min: 1, max: 20 }) }),
      fc.record({ width: fc.constant(16), height: fc.constant(16) }),
    ),
    packing: fc.constantFrom('none', 'lzw', 'deflate', 'packbits'),
    predictor: fc.nat(),
  })
  .map(({ kind, predictor, segment, ...rest }) => {
    const fits = predictorsOf({ ...kind, packing: rest.packing });
    const own = 'width' in segment ? segment : { height: Math.min(segment.height, rest.height) };
    return { ...rest, ...kind, segment: own, predictor: fits[predictor % fits.length]! };
  });

const FLOATS = [0, 1, -2.5, 0, 1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
const valuesFor = ({ width, height, channels, bits, format }: TiffSpec, seed: number): number[] => {
  const largest = 2 ** Math.min(bits, 53) - 1;
  const draw = (at: number): number => {
    const chance = (Math.imul(at + seed, 0x9e3779b1) >>> 0) / 2 ** 32;
    if (format === 'float') return FLOATS[Math.floor(chance * FLOATS.length)]!;
    return format === 'int' ? Math.floor((chance - 0.5) * largest) : Math.floor(chance * (largest + 1));
  };
  return Array.from({ length: width * height * channels }, (_, at) => draw(at >> (seed & 1)));
};

/** By the definition: sample after sample, in the order of pages, rows, columns, channels. */
const countIn = (
  pages: readonly (readonly number[])[],
  { width, channels }: TiffSpec,
  is: (value: number) => boolean,
) => {
  const hits = pages.flatMap((values, page) =>
    values.flatMap((value, at) => {
      const pixel = Math.floor(at / channels);
      const place = { page, x: pixel % width, y: Math.floor(pixel / width), channel: at % channels };
      return is(value) ? [place] : [];
    }),
  );
  return hits.length === 0 ? undefined : { count: hits.length, first: hits[0] };
};

describe('a TIFF', () => {
  it('is the same picture however it is packed, to its last byte', async () => {
    await fc.assert(
      fc.asyncProperty(specs, fc.nat(1e6), async (spec, seed) => {
        const values = valuesFor(spec, seed);
        const bytes = writeTiff(spec, values);
        const { facets, faults } = await made(bytes);
        expect(faults).toEqual([]);
        expect(facets.container).toEqual({ format: 'tiff', end: bytes.length, damage: [] });
        expect(facets.decoding).toEqual({ decoder: 'prepass', warnings: [] });
        const plain = {
          ...plainTiff,
          ...spec,
          littleEndian: true,
          isBig: false,
          packing: 'none',
          predictor: 1,
        } as const;
        const same = await made(writeTiff({ ...plain, isPlanar: false, segment: { height: spec.height } }, values));
        const [one, other] = [facets.preview!.data, same.facets.preview!.data];
        // Planes are summed as floats, interleaved colors as whole numbers.
        const apart = one.reduce((most, value, at) => Math.max(most, Math.abs(value - other[at]!)), 0);
        expect(apart).toBeLessThanOrEqual(spec.isPlanar ? 1 : 0);
      }),
      { numRuns: 150 },
    );
  });

  it('of 8 bits and one channel is its own luma', async () => {
    const values = valuesFor(plainTiff, 3);
    for (const packing of ['none', 'lzw', 'deflate', 'packbits'] as const) {
      expect([...(await made(writeTiff({ ...plainTiff, packing }, values))).facets.preview!.data]).toEqual(values);
    }
  });

  it('of floats has each NaN and Infinity counted and the first placed, on all pages', async () => {
    const floats = specs.filter(({ format }) => format === 'float');
    await fc.assert(
      fc.asyncProperty(floats, fc.nat(1e6), async (spec, seed) => {
        const pages = [valuesFor(spec, seed), valuesFor(spec, seed + 7)];
        const { facets, faults } = await made(writeTiff(spec, ...pages));
        expect(faults).toEqual([]);
        const expected = {
          samples: pages.flat().length,
          nan: countIn(pages, spec, Number.isNaN),
          positiveInfinity: countIn(pages, spec, (value) => value === Number.POSITIVE_INFINITY),
          negativeInfinity: countIn(pages, spec, (value) => value === Number.NEGATIVE_INFINITY),
        };
        expect({
          nan: undefined,
          positiveInfinity: undefined,
          negativeInfinity: undefined,
          ...facets.pixelScan,
        }).toEqual(expected);
      }),
      { numRuns: 80 },
    );
  });
});

describe('a TIFF of more channels than Pillow and OpenCV take', () => {
  const spec: TiffSpec = { ...plainTiff, channels: 5, packing: 'lzw', predictor: 2 };
  it('is decoded, and said to be refused elsewhere', async () => {
    const { facets, faults } = await made(writeTiff(spec, valuesFor(spec, 1)));
    expect(faults).toEqual([]);
    expect(facets.decoding?.warnings).toMatchObject([{ cause: 'refused-elsewhere' }]);
  });
});

describe('LZW', () => {
  it('of more codes than a dictionary has is read across its clear codes', async () => {
    const spec: TiffSpec = { ...plainTiff, width: 200, height: 200, segment: { height: 200 }, packing: 'lzw' };
    const values = valuesFor(spec, 2);
    expect([...(await made(writeTiff(spec, values))).facets.preview!.data]).toEqual(values);
  });
});

describe('a cut TIFF', () => {
  const variants: readonly Partial<TiffSpec>[] = [
    {},
    { isBig: true, littleEndian: false },
    { packing: 'lzw', predictor: 2, channels: 3 },
    { packing: 'deflate', segment: { width: 16, height: 16 } },
    { packing: 'packbits', isPlanar: true, channels: 3, segment: { height: 1 } },
  ];
  it.each(variants)('at any byte is never clean: %o', async (variant) => {
    const spec = { ...plainTiff, ...variant };
    const whole = writeTiff(spec, valuesFor(spec, 1), valuesFor(spec, 2));
    for (let length = 8; length < whole.length; length += 1) {
      const { faults, facets } = await made(whole.subarray(0, length));
      const kinds = faults.map(({ kind }) => kind);
      expect(kinds.length === 1 && facets.decoding === undefined, `${length} bytes: ${kinds}`).toBe(true);
      expect(['truncated', 'malformed']).toContain(kinds[0]);
    }
    expect((await made(whole)).faults).toEqual([]);
  });
});

describe('directories', () => {
  const whole = writeTiff(plainTiff, valuesFor(plainTiff, 1), valuesFor(plainTiff, 2));
  const firstAt = whole.readUInt32LE(4);
  const linkOf = (at: number): number => at + 2 + 12 * whole.readUInt16LE(at);
  const secondAt = whole.readUInt32LE(linkOf(firstAt));
  const linked = (at: number, to: number): Buffer => {
    const copy = Buffer.from(whole);
    copy.writeUInt32LE(to, linkOf(at));
    return copy;
  };

  it.each([
    ['itself', linked(firstAt, firstAt)],
    ['the first', linked(secondAt, firstAt)],
  ])('that lead back to %s are damage', async (_, bytes) => {
    expect(walkTiff(bytes).container.damage).toMatchObject([{ detail: 'the chain of pages returns to itself' }]);
    expect((await made(bytes)).faults).toMatchObject([{ kind: 'malformed' }]);
  });

  it('beyond the end are missing', async () => {
    expect((await made(linked(secondAt, whole.length + 100))).faults).toMatchObject([{ kind: 'truncated' }]);
  });

  it('are followed up to a number of pages, however many there are', () => {
    const count = 70_000;
    const bytes = Buffer.alloc(8 + 18 * count);
    bytes.write('II*\0', 0, 'latin1');
    bytes.writeUInt32LE(8, 4);
    for (let at = 8; at < bytes.length; at += 18) {
      bytes.writeUInt16LE(1, at);
      bytes.set([0, 1, 3, 0, 1, 0, 0, 0, 1, 0, 0, 0], at + 2);
      if (at + 18 < bytes.length) bytes.writeUInt32LE(at + 18, at + 14);
    }
    const { container, pages } = walkTiff(bytes);
    expect(pages).toEqual([]);
    expect(container.damage.length).toBeLessThanOrEqual(65_535);
    expect(container.damage.length).toBeGreaterThan(0);
  });
});

describe('what stands behind the last directory', () => {
  const spec: TiffSpec = { ...plainTiff, width: 16, height: 16, segment: { height: 16 } };
  const whole = writeTiff(spec, valuesFor(spec, 1), valuesFor(spec, 2));
  const trailingOf = (bytes: Uint8Array) => walkTiff(bytes).container.trailing;

  it('is trailing data even where the same bytes stand earlier in the file', () => {
    for (const bytes of [8, 16, 256]) {
      expect(trailingOf(Buffer.concat([whole, whole.subarray(8, 8 + bytes)]))).toMatchObject({ bytes });
    }
  });

  it('is the end of the file where tifffile left the values of its last copied directory', () => {
    const template = writeTiff({ ...plainTiff, channels: 3 }, valuesFor({ ...plainTiff, channels: 3 }, 1));
    const directoryAt = template.readUInt32LE(4);
    const linkAt = directoryAt + 2 + 12 * template.readUInt16LE(directoryAt);
    const left = Buffer.from([72, 0, 0, 0, 1, 0, 0, 0]);
    const copy = Buffer.concat([template.subarray(directoryAt), left]);
    const bytes = Buffer.concat([template, left, copy, copy]);
    for (let page = 0; page < 2; page += 1)
      bytes.writeUInt32LE(directoryAt + copy.length * (page + 1), linkAt + copy.length * page);
    expect(walkTiff(bytes).pages).toHaveLength(3);
    expect(trailingOf(bytes)).toBeUndefined();
    bytes[bytes.length - 8] = 73;
    expect(trailingOf(bytes)).toMatchObject({ bytes: 8 });
  });
});
