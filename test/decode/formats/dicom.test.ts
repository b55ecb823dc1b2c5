import { expect, it } from 'vitest';
import { grayJpeg } from '../../../fixtures/make/jpeg.ts';
import { diagnose } from '../../../src/checks/diagnosis.ts';
import { examineWith } from '../pictures.ts';

const examine = examineWith();

const u16 = (...values: number[]): Buffer => Buffer.from(Uint16Array.from(values).buffer);
const u32 = (value: number): Buffer => Buffer.from(Uint32Array.of(value).buffer);
const short = (group: number, element: number, type: string, value: Buffer): Buffer =>
  Buffer.concat([u16(group, element), Buffer.from(type), u16(value.length), value]);
const number = (element: number, value: number): Buffer => short(0x28, element, 'US', u16(value));

const JPEG_BASELINE = Buffer.from('1.2.840.10008.1.2.4.50');
const SEQUENCE_END = Buffer.concat([u16(0xfffe, 0xe0dd), u32(0)]);

/** One JPEG as fragments of a DICOM file (PS3.5, A.4): an empty offset table, the picture, the end of the sequence. */
const encapsulated = (): Buffer => {
  const jpeg = grayJpeg(32, 24);
  const item = (bytes: Buffer): Buffer => Buffer.concat([u16(0xfffe, 0xe000), u32(bytes.length), bytes]);
  const even = jpeg.length % 2 === 0 ? jpeg : Buffer.concat([jpeg, Buffer.alloc(1)]);
  return Buffer.concat([
    Buffer.alloc(128),
    Buffer.from('DICM'),
    short(2, 0x10, 'UI', JPEG_BASELINE),
    number(2, 1),
    short(0x28, 4, 'CS', Buffer.from('MONOCHROME2 ')),
    number(0x10, 24),
    number(0x11, 32),
    number(0x100, 8),
    number(0x101, 8),
    number(0x102, 7),
    number(0x103, 0),
    u16(0x7fe0, 0x10),
    Buffer.from('OB\0\0'),
    u32(0xffffffff),
    item(Buffer.alloc(0)),
    item(even),
    SEQUENCE_END,
  ]);
};

it('a DICOM file of JPEG fragments is read', async () => {
  const { facets, faults } = await examine(encapsulated(), 'dcm');
  expect(faults).toEqual([]);
  expect(facets.header).toMatchObject({ format: 'dicom', width: 32, height: 24, frames: 1 });
});

it('one that lost the end of its fragments alone is cut, though every pixel is there', async () => {
  const whole = encapsulated();
  for (let lost = 1; lost <= SEQUENCE_END.length; lost += 1) {
    const bytes = whole.subarray(0, -lost);
    const { facets, faults } = await examine(bytes, 'dcm');
    const file = { size: bytes.length, extension: 'dcm' };
    expect([lost, diagnose({ file, bytes, ...facets }, faults).kind]).toEqual([lost, 'cut']);
  }
});
