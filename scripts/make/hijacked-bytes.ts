import { crc32 } from 'node:zlib';
import { drawSymbol, encodePng, flatPicture, pasteSymbol } from './barcode.ts';
import { ERROR_PAGE, lfsPointer } from './damage.ts';
import { EXAMPLE_SEED, type Trouble } from './hijacked-rows.ts';
import { float32Bytes, npyFile } from './npy.ts';
import { encodeJpeg, smallPicture } from './photo.ts';
import { createRandom } from './random.ts';
import { type Picture, SCENE_KINDS, type SceneKind } from './scene.ts';

const WIDTH = 192;
const HEIGHT = 144;

const pictureOf = (kind: SceneKind, number: number): Picture => smallPicture(kind, EXAMPLE_SEED * 1000 + number);

const HIJACK_PAYLOAD = 'https://shop.example.com/deal?item=4711&ref=photo';

/** What a shop's bot puts in the place of a photograph: a page with a large QR code. */
const hijack = async (): Promise<Buffer> =>
  encodePng(pasteSymbol(flatPicture(240, 320, 250, 246, 238), await drawSymbol(HIJACK_PAYLOAD), 186, 27, 60));

/** 'No longer available': a grey card, as photo hosts serve it for what was deleted. */
const placeholder = (): Promise<Buffer> => {
  const data = Uint8Array.from(flatPicture(WIDTH, HEIGHT, 206, 208, 212).data);
  for (let y = 50; y < 94; y += 1) {
    for (let x = 66; x < 126; x += 1) {
      const inFrame = y < 54 || y > 89 || x < 70 || x > 121 || Math.abs(x - 66 - (y - 50) * 1.36) < 2;
      if (inFrame) data.fill(140, (y * WIDTH + x) * 3, (y * WIDTH + x) * 3 + 3);
    }
  }
  return encodeJpeg({ width: WIDTH, height: HEIGHT, data }, 85);
};

/** A chunk that declares 60,000 x 60,000 pixels, and next to nothing behind it. */
const hugePng = (): Buffer => {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(60_000, 0);
  header.writeUInt32BE(60_000, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  // A zlib stream of nothing.
  const data = Buffer.from([0x78, 0x9c, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
};

const features = (number: number): number[] => {
  const random = createRandom(EXAMPLE_SEED, number);
  return Array.from({ length: 64 }, () => random.normal());
};

/** The beginning of an HEIC file, whose codec nothing here decodes. */
const heic = (): Buffer =>
  Buffer.concat([
    Buffer.from([0, 0, 0, 24]),
    Buffer.from('ftypheic\0\0\0\0mif1heic', 'latin1'),
    Buffer.from([0, 0, 0, 8]),
    Buffer.from('mdat', 'latin1'),
  ]);

/** Bytes in the middle of the compressed scan replaced; no 0xFF, so the markers stay whole. */
const spoilScan = (jpeg: Buffer): Buffer => {
  const random = createRandom(EXAMPLE_SEED, 6);
  const spoiled = Buffer.from(jpeg);
  const from = Math.floor(jpeg.length / 2);
  for (let at = from; at < from + 200; at += 1) spoiled[at] = random.below(255);
  return spoiled;
};

const spoilPng = (png: Buffer): Buffer => {
  const spoiled = Buffer.from(png);
  spoiled[Math.floor(png.length / 2)]! ^= 0x10;
  return spoiled;
};

/** The photograph that each of these is byte for byte, itself included. */
const DOUBLES = {
  duplicate: ['meadow', 2],
  'other-label': ['beach', 1],
  'other-split': ['snow', 1],
  leaked: ['snow', 1],
} as const satisfies Partial<Record<Trouble, readonly [SceneKind, number]>>;

/** The file of one sample; undefined when it has none. The same bytes for one version of sharp. */
export const exampleBytes = async (
  kind: SceneKind,
  number: number,
  trouble: Trouble | undefined,
): Promise<Buffer | undefined> => {
  const photo = async (): Promise<Buffer> => encodeJpeg(pictureOf(kind, number), 85);
  switch (trouble) {
    case 'missing':
      return undefined;
    case 'empty':
      return Buffer.alloc(0);
    case 'hijack':
      return hijack();
    case 'lfs-pointer':
      return Buffer.from(lfsPointer(await photo()));
    case 'error-page':
      return Buffer.from(ERROR_PAGE);
    case 'format-mismatch':
      return encodePng(pictureOf(kind, number));
    case 'truncated': {
      const jpeg = await photo();
      return jpeg.subarray(0, Math.floor(jpeg.length * 0.6));
    }
    case 'corrupt':
      return spoilScan(await photo());
    case 'png-checksum':
      return spoilPng(await encodePng(pictureOf(kind, number)));
    case 'trailing-data':
      return Buffer.concat([await photo(), Buffer.from('PK\x03\x04 left behind by an archiver '.repeat(40), 'latin1')]);
    case 'over-limit':
      return hugePng();
    case 'unsupported':
      return heic();
    case 'blank':
      return encodeJpeg(flatPicture(WIDTH, HEIGHT, 128, 128, 128), 85);
    case 'array':
      return npyFile('<f4', '(8, 8)', float32Bytes(features(100 * SCENE_KINDS.indexOf(kind) + number)));
    case 'array-nan':
      return npyFile('<f4', '(8, 8)', float32Bytes(features(1).with(17, Number.NaN)));
    case 'array-inf':
      return npyFile('<f4', '(8, 8)', float32Bytes(features(2).with(40, Number.NEGATIVE_INFINITY)));
    case 'array-malformed':
      return npyFile('<f4', '(8, 8)', float32Bytes(features(3)).subarray(0, 100));
    case 'array-pickled':
      // The pickle of [None]: harmless, and never loaded.
      return npyFile('|O', '(1,)', Buffer.from([0x80, 3, 0x5d, 0x71, 0, 0x4e, 0x61, 0x2e]));
    case 'duplicate':
    case 'other-label':
    case 'other-split':
    case 'leaked': {
      const [ofKind, ofNumber] = DOUBLES[trouble];
      return encodeJpeg(pictureOf(ofKind, ofNumber), 85);
    }
    case 'placeholder':
      return placeholder();
    default:
      return photo();
  }
};
