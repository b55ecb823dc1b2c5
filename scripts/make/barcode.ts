import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import sharp from 'sharp';
import { prepareZXingModule, writeBarcode } from 'zxing-wasm/writer';
import type { Picture } from './scene.ts';

export type Symbology = 'QRCode' | 'DataMatrix' | 'EAN13' | 'Code128' | 'PDF417';

/** 0 or 255, one byte a module, without the quiet zone around it. */
export interface Symbol {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

let ready = false;

/** Draws a barcode, one pixel a module. The WebAssembly comes from the package, never from the network. */
export const drawSymbol = async (payload: string, symbology: Symbology = 'QRCode'): Promise<Symbol> => {
  if (!ready) {
    const wasm = readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/writer/zxing_writer.wasm'));
    await prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(wasm).buffer }, fireImmediately: true });
    ready = true;
  }
  const { symbol, error } = await writeBarcode(payload, { format: symbology, scale: 1 });
  if (error !== '') throw new Error(`cannot draw ${symbology} of ${payload}: ${error}`);
  return { width: symbol.width, height: symbol.height, data: Uint8Array.from(symbol.data) };
};

/** Modules of white that a reader wants around a symbol; EAN-13 asks for the most, 11. */
const quietModules = (symbol: Symbol): number => (symbol.width === symbol.height ? 4 : 11);

/**
 * Pastes the symbol with its corner at (left, top), its long side `side` pixels; nearest module, so edges stay hard. The
 * white quiet zone around it is cut where the picture ends.
 */
export const pasteSymbol = (onto: Picture, symbol: Symbol, side: number, left: number, top: number): Picture => {
  const data = Uint8Array.from(onto.data);
  const scale = side / Math.max(symbol.width, symbol.height);
  const quiet = Math.round(quietModules(symbol) * scale);
  const right = Math.min(onto.width, left + Math.round(symbol.width * scale) + quiet);
  const bottom = Math.min(onto.height, top + Math.round(symbol.height * scale) + quiet);
  for (let y = Math.max(0, top - quiet); y < bottom; y += 1) {
    for (let x = Math.max(0, left - quiet); x < right; x += 1) {
      const column = Math.floor((x - left) / scale);
      const row = Math.floor((y - top) / scale);
      const inside = column >= 0 && column < symbol.width && row >= 0 && row < symbol.height;
      const at = (y * onto.width + x) * 3;
      data.fill(inside ? symbol.data[row * symbol.width + column]! : 255, at, at + 3);
    }
  }
  return { ...onto, data };
};

/** One color. */
export const flatPicture = (width: number, height: number, red: number, green: number, blue: number): Picture => {
  const data = new Uint8Array(width * height * 3);
  for (let at = 0; at < data.length; at += 3) data.set([red, green, blue], at);
  return { width, height, data };
};

export const encodePng = async ({ width, height, data }: Picture): Promise<Buffer> =>
  sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
