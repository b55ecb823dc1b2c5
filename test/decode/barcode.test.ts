import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawSymbol, type Symbology } from '../../scripts/make/barcode.ts';
import { createCodeReader } from '../../src/decode/barcode.ts';
import { outlineOf, shareInside } from '../../src/decode/barcode-outline.ts';
import { createLumaReducer } from '../../src/decode/preview.ts';
import type { Luma } from '../../src/model/facets.ts';

const reader = await createCodeReader();
const reducer = createLumaReducer();

interface Drawing {
  readonly width: number;
  readonly height: number;
  /** Pixels a module. */
  readonly scale: number;
  readonly left: number;
  readonly top: number;
  /** Modules a row is high. */
  readonly tall?: number;
  readonly dark?: number;
  readonly light?: number;
  /** Quarter turns. */
  readonly turns?: number;
  readonly background?: (x: number, y: number) => number;
}

/** A preview of a picture that holds a code with its margin of four modules (eleven for linear ones). */
const previewWith = async (payload: string, drawing: Drawing, symbology: Symbology = 'QRCode'): Promise<Luma> => {
  const { width, height, scale, left, top, tall = 1, dark = 0, light = 255, turns = 0 } = drawing;
  const background = drawing.background ?? (() => light);
  const symbol = await drawSymbol(payload, symbology);
  const quiet = symbol.width === symbol.height ? 4 : 11;
  const pixels = reducer.scratch(width * height);
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += 1) {
      let column = Math.floor((x - left) / scale);
      let row = Math.floor((y - top) / scale / tall);
      for (let turn = 0; turn < turns; turn += 1) [column, row] = [row, symbol.width - 1 - column];
      const isNear = column >= -quiet && row >= -quiet && column < symbol.width + quiet && row < symbol.height + quiet;
      const isInside = column >= 0 && row >= 0 && column < symbol.width && row < symbol.height;
      if (!isNear) pixels[at] = background(x, y);
      else pixels[at] = isInside && symbol.data[row * symbol.width + column] === 0 ? dark : light;
    }
  }
  return reducer.reduce(width, height);
};

const URL_PAYLOAD = 'https://shop.example.com/landing?from=photo';

describe('codes in a preview', () => {
  it('reads a QR code that spans half of a photograph, with payload, outline and share', async () => {
    // 29 modules of 6 px: 174 of 375 px, with its margin 222 of 375.
    const codes = reader.read(
      await previewWith(URL_PAYLOAD, { width: 500, height: 375, scale: 6, left: 150, top: 100 }),
    );
    expect(codes).toMatchObject([{ symbology: 'QRCode', payload: URL_PAYLOAD }]);
    const [{ outline, share }] = codes as [(typeof codes)[0]];
    const zoom = 256 / 500;
    const edges = [150 - 24, 100 - 24, 150 + 33 * 6, 100 + 33 * 6].map((edge) => edge * zoom) as [
      number,
      number,
      number,
      number,
    ];
    const expected = [
      [edges[0], edges[1]],
      [edges[2], edges[1]],
      [edges[2], edges[3]],
      [edges[0], edges[3]],
    ];
    outline.forEach(([x, y], corner) => {
      expect(Math.abs(x - expected[corner]![0]!)).toBeLessThan(3);
      expect(Math.abs(y - expected[corner]![1]!)).toBeLessThan(3);
    });
    expect(share).toBeCloseTo((222 * 222) / (500 * 375), 1);
  });

  it.each([0, 1, 2, 3])('reads it after %i quarter turns', async (turns) => {
    const drawing = { width: 400, height: 300, scale: 5, left: 120, top: 80, turns };
    expect(reader.read(await previewWith(URL_PAYLOAD, drawing))).toHaveLength(1);
  });

  it('reads it in other colors, and light on dark', async () => {
    const place = { width: 400, height: 300, scale: 5, left: 120, top: 80 };
    expect(reader.read(await previewWith(URL_PAYLOAD, { ...place, dark: 70, light: 190 }))).toHaveLength(1);
    const inverted = { ...place, dark: 255, light: 10, background: () => 10 };
    expect(reader.read(await previewWith(URL_PAYLOAD, inverted))).toHaveLength(1);
  });

  it.each([
    [200, 200],
    [513, 385],
    [640, 480],
    [768, 512],
    [1200, 900],
  ])('reads one that spans half of the short side of %i x %i px among noise', async (width, height) => {
    let state = width;
    const background = () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return 60 + (state >>> 25);
    };
    const { width: modules } = await drawSymbol(URL_PAYLOAD);
    const scale = Math.ceil(Math.min(width, height) / 2) / modules;
    const drawing = { width, height, scale, left: width / 5, top: height / 5, background };
    expect(reader.read(await previewWith(URL_PAYLOAD, drawing))).toMatchObject([{ payload: URL_PAYLOAD }]);
  });

  it.each([
    ['DataMatrix', 'part 123456', 5, 1],
    ['EAN13', '4006381333931', 2, 60],
    ['Code128', 'AB12', 2, 60],
  ] as const)('reads %s', async (symbology, payload, scale, tall) => {
    const drawing = { width: 256, height: 200, scale, left: 40, top: 40, tall };
    expect(reader.read(await previewWith(payload, drawing, symbology))).toMatchObject([{ symbology, payload }]);
  });

  it('reads several, the largest first', async () => {
    const one = await previewWith('first', { width: 256, height: 128, scale: 4, left: 16, top: 16 });
    const other = await previewWith('second', { width: 256, height: 128, scale: 2, left: 180, top: 60 });
    const both = { ...one, data: Uint8Array.from(one.data, (level, at) => Math.min(level, other.data[at]!)) };
    expect(reader.read(both).map(({ payload }) => payload)).toEqual(['first', 'second']);
  });

  it('reads a stranger’s payload as it is, control characters and markup included', async () => {
    const payload = '<script>\u0007\u202eevil()</script>';
    const preview = await previewWith(payload, { width: 256, height: 200, scale: 5, left: 30, top: 20 });
    expect(reader.read(preview)).toMatchObject([{ payload }]);
  });

  it('answers the same for the same preview, whatever it read before', async () => {
    const preview = await previewWith(URL_PAYLOAD, { width: 256, height: 200, scale: 4, left: 40, top: 30 });
    const first = reader.read(preview);
    reader.read(await previewWith('other', { width: 256, height: 256, scale: 7, left: 30, top: 30 }));
    expect(reader.read(preview)).toEqual(first);
  });
});

describe('pictures without a code', () => {
  it('shows none in stripes of every period and direction', () => {
    const periods = Array.from({ length: 48 }, (_, at) => 2 + at / 4);
    // Here zxing reads an EAN-13 of ones and twos in two to five lines.
    for (let period = 8.5; period < 8.8; period += 0.01) periods.push(period);
    for (const period of periods) {
      for (const slant of [0, 0.1, 0.2]) {
        const line = (along: number, across: number) => ((along + across * slant) % period < period / 2 ? 20 : 230);
        const [lying, upright] = [new Uint8Array(256 * 192), new Uint8Array(256 * 192)];
        for (let y = 0, at = 0; y < 192; y += 1) {
          for (let x = 0; x < 256; x += 1, at += 1) {
            lying[at] = line(x, y);
            upright[at] = line(y, x);
          }
        }
        for (const data of [lying, upright]) expect(reader.read({ width: 256, height: 192, data })).toEqual([]);
      }
    }
  });

  it('shows none in noise, blocks and barcode-like stripes of chance', () => {
    const size = fc.integer({ min: 1, max: 7 });
    fc.assert(
      fc.property(size, size, fc.integer(), (blockWidth, blockHeight, seed) => {
        const value = (x: number, y: number): number => {
          let mixed = Math.imul(x + 1, 0x9e3779b1) ^ Math.imul(y + 1, 0x85ebca6b) ^ seed;
          mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
          return (mixed >>> 12) & 1 ? 255 : 0;
        };
        const tall = seed % 3 === 0 ? 200 : blockHeight;
        const data = Uint8Array.from({ length: 200 * 200 }, (_, at) =>
          value(Math.floor((at % 200) / blockWidth), Math.floor(at / 200 / tall)),
        );
        expect(reader.read({ width: 200, height: 200, data })).toEqual([]);
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  it('takes previews of every size', () => {
    for (const [width, height] of [
      [1, 1],
      [1, 256],
      [256, 1],
      [3, 3],
      [256, 256],
    ] as const) {
      expect(reader.read({ width, height, data: new Uint8Array(width * height).fill(99) })).toEqual([]);
    }
  });
});

describe('the outline of a code', () => {
  const luma = { width: 100, height: 50, data: new Uint8Array(0) };
  const square = (left: number, top: number, side: number) => ({
    topLeft: { x: left, y: top },
    topRight: { x: left + side, y: top },
    bottomRight: { x: left + side, y: top + side },
    bottomLeft: { x: left, y: top + side },
  });

  it('takes in the quiet zone, and ends where the picture does', () => {
    expect(outlineOf('QRCode', square(40, 10, 20), 20, luma)).toEqual([
      [36, 6],
      [64, 6],
      [64, 34],
      [36, 34],
    ]);
    expect(outlineOf('QRCode', square(0, 0, 40), 20, luma)[0]).toEqual([0, 0]);
    expect(outlineOf('EAN13', square(40, 10, 20), 95, luma)[0]).toEqual([40, 10]);
  });

  it('covers a share of the picture between nothing and all of it', () => {
    expect(shareInside(outlineOf('QRCode', square(40, 10, 20), 20, luma), luma)).toBeCloseTo((28 * 28) / 5000, 9);
    expect(shareInside(outlineOf('QRCode', square(-50, -50, 300), 20, luma), luma)).toBe(1);
  });
});
