const startsWith = (bytes: Uint8Array, at: number, mark: string): boolean => {
  for (let i = 0; i < mark.length; i += 1) if (bytes[at + i] !== mark.charCodeAt(i)) return false;
  return true;
};

/** Image formats that trainers may read and the signature does not tell. */
const MARKS: readonly (readonly [format: string, at: number, mark: string])[] = [
  ['xpm', 0, '/* XPM */'],
  ['xbm', 0, '#define '],
  ['sun-raster', 0, '\x59\xa6\x6a\x95'],
  ['sgi', 0, '\x01\xda'],
  ['farbfeld', 0, 'farbfeld'],
  ['wmf', 0, '\xd7\xcd\xc6\x9a'],
  ['emf', 40, ' EMF'],
  ['mng', 0, '\x8aMNG'],
  ['jng', 0, '\x8bJNG'],
  ['blp', 0, 'BLP'],
  ['pvr', 0, 'PVR\x03'],
  ['palm', 60, 'vIMG'],
  ['ilbm', 0, 'FORM'],
];

const u16 = (bytes: Uint8Array, at: number): number => bytes[at]! | (bytes[at + 1]! << 8);

/** TGA has no mark at its beginning: its header's fields must all be possible ones (as Pillow asks), or its footer there. */
const mayBeTga = (bytes: Uint8Array): boolean => {
  if (bytes.length < 18) return false;
  if (startsWith(bytes, bytes.length - 18, 'TRUEVISION-XFILE.')) return true;
  const [, colorMap, type] = bytes;
  const depth = bytes[16]!;
  const runs = type === 9 || type === 10 || type === 11;
  if (colorMap! > 1 || !(runs || type === 1 || type === 2 || type === 3)) return false;
  if (![1, 8, 15, 16, 24, 32].includes(depth) || (bytes[17]! & 0xc0) !== 0) return false;
  const pixelBytes = u16(bytes, 12) * u16(bytes, 14) * Math.ceil(depth / 8);
  return pixelBytes > 0 && (runs || bytes.length >= 18 + pixelBytes);
};

/** PCX: maker, version, run-length flag, bits. */
const mayBePcx = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x0a && [0, 2, 3, 4, 5].includes(bytes[1]!) && bytes[2]! <= 1 && [1, 2, 4, 8].includes(bytes[3]!);

/** An image format that the leading bytes, or for want of a mark the header's fields, allow; never one that `alwaysMarked` tells. */
export const rareImageFormat = (bytes: Uint8Array): string | undefined => {
  const marked = MARKS.find(([, at, mark]) => startsWith(bytes, at, mark));
  if (marked !== undefined) return marked[0];
  if (mayBePcx(bytes)) return 'pcx';
  return mayBeTga(bytes) ? 'tga' : undefined;
};
