/** DICOM files for tests (PS3.5, PS3.10), explicit little-endian. */
const u16 = (...values: number[]): Buffer => Buffer.from(Uint16Array.from(values).buffer);
const u32 = (value: number): Buffer => Buffer.from(Uint32Array.of(value).buffer);
const short = (group: number, element: number, type: string, value: Buffer): Buffer =>
  Buffer.concat([u16(group, element), Buffer.from(type), u16(value.length), value]);
const number = (element: number, value: number): Buffer => short(0x28, element, 'US', u16(value));

interface DicomPicture {
  readonly width: number;
  readonly height: number;
  readonly channels?: number;
  readonly allocated: number;
  readonly isSigned?: boolean;
  readonly isPlanar?: boolean;
  readonly frames?: number;
  readonly pixels: Uint8Array;
}

export const dicomOf = (picture: DicomPicture): Buffer => {
  const { width, height, allocated, pixels, channels = 1, isSigned = false, isPlanar = false, frames = 1 } = picture;
  return Buffer.concat([
    Buffer.alloc(128),
    Buffer.from('DICM'),
    short(2, 0x10, 'UI', Buffer.from('1.2.840.10008.1.2.1\0')),
    number(2, channels),
    short(0x28, 4, 'CS', Buffer.from(channels === 1 ? 'MONOCHROME2 ' : 'RGB ')),
    number(6, Number(isPlanar)),
    short(0x28, 8, 'IS', Buffer.from(String(frames).padEnd(2))),
    number(0x10, height),
    number(0x11, width),
    number(0x100, allocated),
    number(0x101, allocated),
    number(0x102, allocated - 1),
    number(0x103, Number(isSigned)),
    u16(0x7fe0, 0x10),
    Buffer.from('OW\0\0'),
    u32(pixels.length),
    pixels,
  ]);
};
