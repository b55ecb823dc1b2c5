import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import sharp from 'sharp';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { CORPORA, filesBelow, hasCorpora } from './places.ts';

// Writes code-free.txt: pictures of the corpora in which zxing, at full size and trying its hardest, finds no code.
// What it does find is printed, to be looked at: some of it may be imagined.

const LIST = new URL('code-free.txt', import.meta.url).pathname;
const IMAGE = /\.(jpe?g|a?png|gif|webp|tiff?)$/i;

const codesIn = async (path: string): Promise<readonly string[]> => {
  const { data, info } = await sharp(readFileSync(path), { failOn: 'none', limitInputPixels: 40_000_000 })
    .flatten({ background: '#fff' })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const picture = { width: info.width, height: info.height, data: new Uint8ClampedArray(data), colorSpace: 'srgb' };
  const found = await readBarcodes(picture as ImageData, { tryHarder: true, tryInvert: true, tryRotate: true });
  return found.map(({ format, text }) => `${format} ${JSON.stringify(text.slice(0, 60))}`);
};

if (!hasCorpora()) {
  console.log('no ../shared/corpora: nothing was listed');
} else {
  const wasm = readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'));
  await prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(wasm).buffer }, fireImmediately: true });
  const free: string[] = [];
  let undecodable = 0;
  for (const path of filesBelow(CORPORA)) {
    if (!IMAGE.test(path) || path.startsWith('datasets/qr-zxing/')) continue;
    try {
      const codes = await codesIn(join(CORPORA, path));
      if (codes.length === 0) free.push(path);
      else console.log(`${path}: ${codes.join('; ')}`);
    } catch {
      undecodable += 1;
    }
  }
  writeFileSync(LIST, `${free.join('\n')}\n`);
  console.log(`${free.length} without a code, ${undecodable} that do not decode are left out`);
}
