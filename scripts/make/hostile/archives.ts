import { crc32 } from 'node:zlib';
import { deflatedZeros, gzippedZeros, joined, le16, le32, le64, octets, repeated, text, zeros } from '../bytes.ts';
import { BOMB, BROKEN, file, HARMLESS, type HostileFile } from './family.ts';

const npy = (dict: string, data: Uint8Array = zeros(0), told = dict.length, version = 1): Buffer =>
  joined(text('\x93NUMPY'), octets(version, 0), version === 1 ? le16(told) : le32(told), text(dict), data);
const shaped = (shape: string, descr = '<f4'): string =>
  `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape}), }\n`;

const npyFiles: readonly HostileFile[] = [
  file('npy-shape-2-60.npy', BROKEN, () => npy(shaped('1152921504606846976,'))),
  file('npy-shape-overflows.npy', BROKEN, () => npy(shaped('4294967296, 4294967296, 4294967296'))),
  file('npy-shape-minus-1.npy', BROKEN, () => npy(shaped('-1,'))),
  file('npy-100000-dimensions.npy', BROKEN, () => npy(shaped('1, '.repeat(100_000)), zeros(4), undefined, 2)),
  file('npy-33-dimensions.npy', BROKEN, () => npy(shaped('1, '.repeat(33)), zeros(4))),
  file('npy-header-of-4-gib.npy', BROKEN, () => npy(shaped('8,'), zeros(32), 0xffffffff, 2)),
  file('npy-header-of-200-mib.npy', BOMB, () =>
    npy(`${shaped('8,')}${' '.repeat(200 * 2 ** 20)}`, zeros(32), undefined, 2),
  ),
  file('npy-nested-dictionaries.npy', BROKEN, () => npy('{'.repeat(9_000))),
  file('npy-nested-brackets.npy', BROKEN, () => npy(`{'descr': ${'['.repeat(9_000)}`)),
  file('npy-digits.npy', BROKEN, () => npy(shaped('9'.repeat(9_000)))),
  file('npy-descr-of-4-gib.npy', BROKEN, () => npy(shaped('8,', '<U4294967295'))),
  file('npy-object.npy', BROKEN, () =>
    npy(shaped('8,', '|O'), joined(octets(0x80, 4), text("cos\nsystem\n(S'true'\ntR."))),
  ),
  file('npy-version-255.npy', BROKEN, () => npy(shaped('8,'), zeros(32), undefined, 255)),
  file('npy-zeros-200-mib.npy', HARMLESS, () => npy(shaped('52428800,'), zeros(200 * 2 ** 20))),
];

interface Entry {
  readonly name: string;
  readonly data: Uint8Array;
  /** Bytes that it is said to unpack to. */
  readonly size: number;
  readonly method?: number;
  readonly crc?: number;
  /** Where its local header is said to stand. */
  readonly offset?: number;
}
const zip = (entries: readonly Entry[], told = entries.length): Buffer => {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, data, size, method = 8, crc = 0, offset = at } of entries) {
    const shared = joined(le16(20, 0, method, 0, 0), le32(crc, data.length, size), le16(name.length, 0));
    const local = joined(text('PK\x03\x04'), shared, text(name), data);
    locals.push(local);
    directory.push(joined(text('PK\x01\x02'), le16(20), shared, le16(0, 0, 0), le32(0, offset), text(name)));
    at += local.length;
  }
  const central = joined(...directory);
  return joined(...locals, central, text('PK\x05\x06'), le16(0, 0, told, told), le32(central.length, at), le16(0));
};
/** An array of so many zero bytes, deflated: the header in a stored block of its own before them. */
const bombEntry = (bytes: number): Entry => {
  const head = npy(shaped(`${bytes / 4},`));
  const stored = joined(octets(0), le16(head.length, head.length ^ 0xffff), head);
  const deflated = deflatedZeros(bytes);
  return { name: 'a.npy', data: joined(stored, deflated.subarray(2, -4)), size: head.length + bytes };
};
const plainEntry = (name: string): Entry => {
  const data = npy(shaped('8,'), zeros(32));
  return { name, data, size: data.length, method: 0, crc: crc32(data) };
};

const npzFiles: readonly HostileFile[] = [
  ...[1, 8, 64].map((gibibytes) =>
    file(`npz-bomb-${gibibytes}-gib.npz`, BOMB, () => zip([bombEntry(gibibytes * 2 ** 30)])),
  ),
  file('npz-bomb-that-lies.npz', BROKEN, () => zip([{ ...bombEntry(2 ** 30), size: 100 }])),
  file('npz-size-of-4-gib.npz', BROKEN, () => zip([{ ...plainEntry('a.npy'), size: 0xfffffffe }])),
  file('npz-65535-entries.npz', HARMLESS, () =>
    zip(Array.from({ length: 65_534 }, (_, at) => plainEntry(`a${at || ''}.npy`))),
  ),
  file('npz-told-65534-entries.npz', BROKEN, () => zip([plainEntry('a.npy')], 65_534)),
  file('npz-overlapping-entries.npz', HARMLESS, () =>
    zip(Array.from({ length: 1000 }, (_, at) => ({ ...plainEntry(`a${at || ''}.npy`), offset: 0 }))),
  ),
  file('npz-entry-is-the-directory.npz', BROKEN, () => zip([{ ...plainEntry('a.npy'), offset: 60 }])),
  file('npz-entry-at-4-gib.npz', BROKEN, () => zip([{ ...plainEntry('a.npy'), offset: 0xfffffff0 }])),
  file('npz-name-climbs.npz', HARMLESS, () => zip([plainEntry('../../../../tmp/climbed.npy')])),
  file('npz-name-of-65535.npz', HARMLESS, () => zip([plainEntry(`${'a'.repeat(65_000)}.npy`)])),
  file('npz-name-proto.npz', HARMLESS, () => zip([plainEntry('__proto__.npy'), plainEntry('a.npy')])),
  file('npz-method-99.npz', BROKEN, () => zip([{ ...plainEntry('a.npy'), method: 99 }])),
  file('npz-in-an-npz.npz', HARMLESS, () => {
    const inner = zip([bombEntry(2 ** 30)]);
    return zip([{ name: 'inner.npz', data: inner, size: inner.length, method: 0, crc: crc32(inner) }]);
  }),
  file('npz-end-record-only.npz', BROKEN, () =>
    joined(text('PK\x05\x06'), le16(0, 0, 1, 1), le32(0xffffffff, 0xffffffff), le16(0)),
  ),
  file('npz-comment-of-65535.npz', HARMLESS, () =>
    joined(
      zip([plainEntry('a.npy')]).subarray(0, -2),
      le16(65_535),
      repeated(text('PK\x05\x06'), 16_384).subarray(0, 65_535),
    ),
  ),
];

const nifti = (sides: readonly number[], datatype = 16, offset = 352): Buffer => {
  const head = Buffer.alloc(352);
  head.writeInt32LE(348, 0);
  for (const [at, side] of sides.entries()) head.writeInt16LE(side, 40 + 2 * at);
  head.writeInt16LE(datatype, 70);
  head.writeInt16LE(32, 72);
  head.writeFloatLE(offset, 108);
  head.write('n+1\0', 344, 'latin1');
  return head;
};
const sides = [
  [7, 32_767, 32_767, 32_767, 32_767, 32_767, 32_767, 32_767],
  [3, 2_048, 2_048, 2_048, 1, 1, 1, 1],
  [32_767, 1, 1, 1, 1, 1, 1, 1],
  [3, -1, -1, -1, 1, 1, 1, 1],
  [0, 0, 0, 0, 0, 0, 0, 0],
] as const;
const niftiFiles: readonly HostileFile[] = [
  ...sides.map((each) => file(`nifti-declared-${each.join('_')}.nii`, BROKEN, () => joined(nifti(each), zeros(100)))),
  file('nifti-data-at-3e38.nii', BROKEN, () => joined(nifti([3, 8, 8, 8, 1, 1, 1, 1], 16, 3e38), zeros(2048))),
  file('nifti-data-at-minus-1.nii', BROKEN, () => joined(nifti([3, 8, 8, 8, 1, 1, 1, 1], 16, -1), zeros(2048))),
  file('nifti-type-32767.nii', BROKEN, () => joined(nifti([3, 8, 8, 8, 1, 1, 1, 1], 32_767), zeros(2048))),
  file('nifti-extension-of-4-gib.nii', HARMLESS, () => {
    const head = nifti([3, 8, 8, 8, 1, 1, 1, 1], 16, 1000);
    head[348] = 1;
    return joined(head, le32(0x7ffffff0, 4), zeros(3000));
  }),
  ...[1, 8].map((gibibytes) =>
    file(`nifti-gzip-bomb-${gibibytes}-gib.nii.gz`, BOMB, () =>
      gzippedZeros(gibibytes * 2 ** 30, nifti([3, 2_048, 2_048, 64 * gibibytes, 1, 1, 1, 1])),
    ),
  ),
  file('nifti-gzip-small-then-4-gib.nii.gz', BROKEN, () => gzippedZeros(4 * 2 ** 30, nifti([3, 8, 8, 8, 1, 1, 1, 1]))),
  file('nifti-gzip-of-nothing-but-zeros.nii.gz', BROKEN, () => gzippedZeros(2 ** 30)),
  file('nifti-100000-gzip-members.nii.gz', BROKEN, () => repeated(gzippedZeros(1), 100_000)),
  file('nifti-gzip-in-gzip.nii.gz', BROKEN, () => gzippedZeros(100, gzippedZeros(100, gzippedZeros(2 ** 24)))),
];

const element = (group: number, tag: number, vr: string, value: Uint8Array, told = value.length): Buffer => {
  const isLong = ['OB', 'OW', 'UN', 'SQ', 'UT'].includes(vr);
  return joined(le16(group, tag), text(vr), isLong ? joined(le16(0), le32(told)) : le16(told), value);
};
const us = (tag: number, value: number): Buffer => element(0x28, tag, 'US', le16(value));
const EXPLICIT = '1.2.840.10008.1.2.1\0';
const DEFLATED = '1.2.840.10008.1.2.1.99';
const ENCAPSULATED_JPEG = '1.2.840.10008.1.2.4.50';
const dicom = (syntax: string, ...parts: readonly Uint8Array[]): Buffer => {
  const meta = element(2, 0x10, 'UI', text(syntax));
  return joined(zeros(128), text('DICM'), element(2, 0, 'UL', le32(meta.length)), meta, ...parts);
};
const imageOf = (rows: number, columns: number, frames: string, data: Uint8Array, told = data.length): Buffer =>
  joined(
    us(2, 1),
    element(0x28, 8, 'IS', text(frames)),
    us(0x10, rows),
    us(0x11, columns),
    us(0x100, 16),
    us(0x101, 16),
    us(0x102, 15),
    us(0x103, 0),
    element(0x7fe0, 0x10, 'OW', data, told),
  );
const ITEM = joined(le16(0xfffe, 0xe000), le32(0xffffffff));
const SEQUENCE = element(0x8, 0x1140, 'SQ', zeros(0), 0xffffffff);

const dicomFiles: readonly HostileFile[] = [
  file('dicom-65535x65535.dcm', BROKEN, () => dicom(EXPLICIT, imageOf(65_535, 65_535, '1 ', zeros(100)))),
  file('dicom-frames-99999999.dcm', BROKEN, () => dicom(EXPLICIT, imageOf(512, 512, '99999999', zeros(100)))),
  file('dicom-pixels-of-4-gib.dcm', BROKEN, () => dicom(EXPLICIT, imageOf(8, 8, '1 ', zeros(100), 0xfffffffe))),
  file('dicom-sequences-100000-deep.dcm', BROKEN, () => dicom(EXPLICIT, repeated(joined(SEQUENCE, ITEM), 100_000))),
  file('dicom-a-million-items.dcm', BROKEN, () =>
    dicom(EXPLICIT, SEQUENCE, repeated(joined(le16(0xfffe, 0xe000), le32(0)), 1_000_000)),
  ),
  file('dicom-a-million-fragments.dcm', BROKEN, () =>
    dicom(
      ENCAPSULATED_JPEG,
      us(0x10, 8),
      us(0x11, 8),
      element(0x7fe0, 0x10, 'OB', zeros(0), 0xffffffff),
      repeated(joined(le16(0xfffe, 0xe000), le32(2), octets(0xff, 0xd8)), 1_000_000),
    ),
  ),
  file('dicom-500000-elements.dcm', BROKEN, () =>
    dicom(EXPLICIT, repeated(element(0x9, 0x1, 'LO', text('ab')), 500_000)),
  ),
  file('dicom-deflated-bomb.dcm', BROKEN, () => dicom(DEFLATED, deflatedZeros(4 * 2 ** 30).subarray(2, -4))),
  file('dicom-element-of-4-gib.dcm', BROKEN, () => dicom(EXPLICIT, element(0x9, 1, 'OB', zeros(8), 0xfffffff0))),
  file('dicom-without-pixels.dcm', HARMLESS, () => dicom(EXPLICIT, us(0x10, 8), us(0x11, 8))),
];

const fitsFiles: readonly HostileFile[] = [
  file('gzip-named-jpg.jpg', BROKEN, () => gzippedZeros(2 ** 32)),
  file('zlib-of-64-gib.png', BROKEN, () => deflatedZeros(64 * 2 ** 30)),
  file('npz-directory-at-2-63.npz', HARMLESS, () =>
    joined(zip([plainEntry('a.npy')]), text('PK\x06\x06'), le64(44), le64(2 ** 63), text('PK\x06\x07')),
  ),
];

export const archiveFiles: readonly HostileFile[] = [
  ...npyFiles,
  ...npzFiles,
  ...niftiFiles,
  ...dicomFiles,
  ...fitsFiles,
];
