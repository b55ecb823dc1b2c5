import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { drawSymbol, flatPicture, pasteSymbol } from '../../scripts/make/barcode.ts';
import { BEGINNING_DAMAGES, DAMAGE_KINDS, damage, END_DAMAGES } from '../../scripts/make/damage.ts';
import { withComment } from '../../scripts/make/folders.ts';
import { findPlace, photograph, photographAt } from '../../scripts/make/photo.ts';

describe('generated photographs', () => {
  it('are JPEGs of 90 to 130 kB, the same for the same number, different for others', async () => {
    const place = await findPlace(1);
    const first = await photographAt(place, 1);
    const again = await photograph(1);
    const other = await photographAt(place, 401);
    expect(first.jpeg.equals(again.jpeg)).toBe(true);
    expect(first.jpeg.equals(other.jpeg)).toBe(false);
    for (const { jpeg } of [first, other]) {
      expect(jpeg.length).toBeGreaterThan(90_000);
      expect(jpeg.length).toBeLessThan(130_000);
      expect(await sharp(jpeg).metadata()).toMatchObject({ format: 'jpeg', width: 500, height: 375 });
    }
  });

  it('keep their pixels when a comment makes their bytes differ', async () => {
    const { jpeg } = await photograph(2);
    const commented = withComment(jpeg, 'prepass');
    expect(commented.equals(jpeg)).toBe(false);
    expect((await sharp(commented).raw().toBuffer()).equals(await sharp(jpeg).raw().toBuffer())).toBe(true);
  });
});

describe('generated damage', () => {
  it('changes the bytes in every kind, the same way for the same number', async () => {
    const { jpeg } = await photograph(3);
    for (const kind of DAMAGE_KINDS) {
      const damaged = await damage(kind, jpeg, 5);
      expect(Buffer.compare(damaged, jpeg), kind).not.toBe(0);
      expect(Buffer.compare(damaged, await damage(kind, jpeg, 5)), kind).toBe(0);
    }
    expect([...END_DAMAGES, ...BEGINNING_DAMAGES].every((kind) => DAMAGE_KINDS.includes(kind))).toBe(true);
  });

  it('hits another place when the place it chose already looked so', async () => {
    const zeros = new Uint8Array(3_000);
    zeros[2_999] = 1;
    zeros[1_500] = 1;
    for (let number = 0; number < 20; number += 1) {
      expect(Buffer.compare(await damage('1 KiB zeroed', zeros, number), zeros)).not.toBe(0);
    }
  });
});

describe('generated codes', () => {
  beforeAll(async () => {
    const wasm = readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'));
    await prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(wasm).buffer }, fireImmediately: true });
  });

  it.each(['QRCode', 'EAN13', 'DataMatrix', 'Code128'] as const)('%s can be read back', async (symbology) => {
    const payload = symbology === 'EAN13' ? '4006381333931' : 'shop/4711';
    const side = symbology === 'QRCode' || symbology === 'DataMatrix' ? 150 : 300;
    const { width, height, data } = pasteSymbol(
      flatPicture(400, 300, 200, 190, 180),
      await drawSymbol(payload, symbology),
      side,
      50,
      40,
    );
    const rgba = await sharp(data, { raw: { width, height, channels: 3 } })
      .ensureAlpha()
      .raw()
      .toBuffer();
    const found = await readBarcodes({
      width,
      height,
      data: new Uint8ClampedArray(rgba),
      colorSpace: 'srgb',
    } as ImageData);
    expect(found.map(({ text }) => text)).toEqual([payload]);
  });
});
