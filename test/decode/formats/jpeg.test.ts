import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { described } from '../icc-profiles.ts';
import { causesOf, examineWith, photo } from '../pictures.ts';

const examine = examineWith();
const clean = await photo(64, 48).jpeg().toBuffer();
const second = await photo(32, 24, 2).jpeg().toBuffer();

const segment = (marker: number, ...body: (Buffer | string)[]): Buffer => {
  const data = Buffer.concat(body.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)));
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(2 + data.length, 2);
  return Buffer.concat([head, data]);
};
const withSegments = (...segments: Buffer[]): Buffer =>
  Buffer.concat([clean.subarray(0, 2), ...segments, clean.subarray(2)]);
const profilePart = (number: number, count: number, data: Buffer): Buffer =>
  segment(0xe2, 'ICC_PROFILE\0', Buffer.from([number, count]), data);

/** The frame's marker, with the byte of its precision. */
const withFrame = (marker: number, precision: number): Buffer => {
  const changed = Buffer.from(clean);
  const sof = changed.indexOf(Buffer.from([0xff, 0xc0]));
  changed[sof + 1] = marker;
  changed[sof + 4] = precision;
  return changed;
};

describe('a color profile', () => {
  const profile = described('sRGB IEC61966-2.1');

  it('is named in the header, in one part or in several out of order', async () => {
    const name = { profile: 'sRGB IEC61966-2.1' };
    const whole = await examine(withSegments(profilePart(1, 1, profile)));
    expect(whole.facets.header).toMatchObject(name);
    const [first, second] = [profile.subarray(0, 150), profile.subarray(150)];
    const parted = await examine(withSegments(profilePart(2, 2, second), profilePart(1, 2, first)));
    expect(parted.facets.header).toMatchObject(name);
    expect(causesOf(parted)).toEqual([]);
  });

  it('is absent where there is none', async () => {
    expect((await examine(clean)).facets.header).not.toHaveProperty('profile');
  });

  it.each([
    ['of which a part is missing', [profilePart(1, 2, profile)]],
    ['of which a part is there twice', [profilePart(1, 2, profile), profilePart(1, 2, profile)]],
    ['whose parts disagree on their number', [profilePart(1, 2, profile), profilePart(2, 3, profile)]],
    ['numbered from 0', [profilePart(0, 1, profile)]],
    ['of more parts than it says', [profilePart(1, 1, profile), profilePart(2, 1, profile)]],
    ['without a signature', [profilePart(1, 1, Buffer.alloc(200))]],
    ['of no bytes', [segment(0xe2, 'ICC_PROFILE\0')]],
  ])('%s is odd, and no more than that', async (_name, segments) => {
    const made = await examine(withSegments(...segments));
    expect(made.faults).toEqual([]);
    expect(made.facets.header).not.toHaveProperty('profile');
    expect(causesOf(made)).toEqual(['metadata']);
    expect(made.facets.preview).toEqual((await examine(clean)).facets.preview);
  });
});

describe('metadata that nobody can use', () => {
  const exif = (...bytes: number[]): Buffer => segment(0xe1, 'Exif\0\0MM\0*', Buffer.from(bytes));
  /** One entry of the first directory: tag, type, count, value. */
  const oneTag = (type: number, ...value: readonly [number, number, number, number]): Buffer =>
    exif(0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, type, 0, 0, 0, 1, ...value, 0, 0, 0, 0);

  it.each([
    ['a directory outside of the segment', exif(0, 0, 0x40, 0, 0, 0)],
    ['a directory that ends outside of it', exif(0, 0, 0, 8, 0, 9, 0, 1)],
    ['an orientation of another type', oneTag(7, 0, 6, 0, 0)],
    ['an orientation that there is not', oneTag(3, 0, 9, 0, 0)],
    ['no TIFF header', segment(0xe1, 'Exif\0\0nothing to see')],
  ])('is a note: Exif with %s', async (_name, odd) => {
    const made = await examine(withSegments(odd));
    expect(made.facets.header?.orientation).toBe(1);
    expect(causesOf(made)).toEqual(['metadata']);
    expect(made.faults).toEqual([]);
  });

  it.each([
    ['a byte', oneTag(1, 6, 0, 0, 0)],
    ['a long number', oneTag(4, 0, 0, 0, 6)],
  ])('is a note, and the orientation is taken, where it is %s', async (_name, odd) => {
    const made = await examine(withSegments(odd));
    expect(made.facets.header?.orientation).toBe(6);
    expect(causesOf(made)).toEqual(['metadata']);
  });

  it('is not: an orientation of 0, which many programs write, and an unknown segment', async () => {
    expect(causesOf(await examine(withSegments(oneTag(3, 0, 0, 0, 0))))).toEqual([]);
    expect(causesOf(await examine(withSegments(segment(0xeb, 'whatever this is'))))).toEqual([]);
    const turned = await examine(withSegments(oneTag(3, 0, 6, 0, 0)));
    expect(causesOf(turned)).toEqual([]);
    expect(turned.facets.header?.orientation).toBe(6);
  });
});

describe('a process', () => {
  /** 16 x 16 gray, arithmetic coding (cjpeg -arithmetic). */
  const arithmetic = Buffer.from(
    [
      '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19iZ2hnPk1xeX',
      'BkeFxlZ2P/yQALCAAQABABAREA/8wABgAQEAX/2gAIAQEAAD8A0lR9AjHBzcLZ4bMDIP/Z',
    ].join(''),
    'base64',
  );

  it('of arithmetic coding is decoded like any other', async () => {
    const made = await examine(arithmetic);
    expect(made.faults).toEqual([]);
    expect(made.facets.decoding).toEqual({ decoder: 'libjpeg-turbo', warnings: [] });
    const { data } = made.facets.preview!;
    expect([data[0]! > 235, data.at(-1)! < 20]).toEqual([true, true]);
  });

  it('of arithmetic coding is more than Pillow takes above 64 KiB', async () => {
    const comments = Array.from({ length: 2 }, () => segment(0xfe, Buffer.alloc(40_000)));
    const large = Buffer.concat([arithmetic.subarray(0, 2), ...comments, arithmetic.subarray(2)]);
    expect(causesOf(await examine(large))).toEqual(['refused-elsewhere']);
    expect(causesOf(await examine(withSegments(...comments)))).toEqual([]);
  });

  it('of arithmetic coding is followed to its end mark', async () => {
    const made = await examine(arithmetic.subarray(0, -2));
    expect(made.facets.container?.end).toBeUndefined();
    expect(causesOf(made)).toContain('premature-end');
  });

  it.each([
    ['lossless', 0xc3, 8, 'lossless (SOF3), 8 bits'],
    ['lossless of 16 bits', 0xc3, 16, 'lossless (SOF3), 16 bits'],
    ['hierarchical', 0xc5, 8, 'hierarchical (SOF5), 8 bits'],
    ['of 12 bits', 0xc1, 12, '12 bits a sample'],
  ])('%s is named as what is not read', async (_name, marker, precision, detail) => {
    const made = await examine(withFrame(marker, precision));
    expect(made.facets.header?.depth).toBe(precision);
    expect(made.faults).toEqual([{ facet: 'decoding', kind: 'unsupported', detail, cause: 'unsupported' }]);
  });

  it('that is not read is still truncated where its file ends early', async () => {
    const made = await examine(withFrame(0xc3, 8).subarray(0, -20));
    expect(made.faults).toEqual([expect.objectContaining({ facet: 'decoding', kind: 'truncated' })]);
  });

  it.each([2, 5])('of %i components is named as what is not read', async (count) => {
    const sof = clean.indexOf(Buffer.from([0xff, 0xc0]));
    const components = Buffer.from(Array.from({ length: count }, (_, at) => [at + 1, 0x11, 0]).flat());
    const frame = Buffer.from(clean.subarray(sof, sof + 10));
    frame.writeUInt16BE(8 + components.length, 2);
    frame[9] = count;
    const made = await examine(Buffer.concat([clean.subarray(0, sof), frame, components, clean.subarray(sof + 19)]));
    expect(made.faults).toEqual([expect.objectContaining({ kind: 'unsupported', detail: `${count} components` })]);
  });

  it('whose frame header is longer than its components breaks the rules', async () => {
    const changed = Buffer.from(clean);
    changed[changed.indexOf(Buffer.from([0xff, 0xc0])) + 9] = 2;
    const made = await examine(changed);
    expect(made.faults).toEqual([expect.objectContaining({ facet: 'decoding', kind: 'malformed' })]);
  });

  it('of so many bits as there are not breaks the rules', async () => {
    const made = await examine(withFrame(0xc0, 9));
    expect(made.faults).toEqual([expect.objectContaining({ kind: 'malformed', detail: '9 bits a sample' })]);
  });
});

describe('four components', () => {
  it.each([
    ['CMYK', 0],
    ['YCCK', 2],
  ])('of %s with Adobe’s marker are decoded, and cut ones are found', async (_name, transform) => {
    const cmyk = Buffer.from(await photo(64, 48).toColourspace('cmyk').jpeg().toBuffer());
    const adobe = cmyk.indexOf('Adobe');
    expect(adobe).toBeGreaterThan(0);
    cmyk[adobe + 11] = transform;
    const made = await examine(cmyk);
    expect(made.facets.header).toMatchObject({ color: 'cmyk', channels: 4 });
    expect(made.facets.decoding).toEqual({ decoder: 'sharp', warnings: [] });
    expect((await examine(cmyk.subarray(0, -300))).facets.container?.missing).toBe('EOI');
  });
});

describe('the further pictures of a file', () => {
  /** `clean` with an index of two pictures, and `appended` behind it where the index says. */
  const multiPicture = (appended: Buffer, declared = appended.length): Buffer => {
    // From the MP header: directory at 8, its entries' list of 16 bytes a picture at 26.
    const index = Buffer.alloc(54);
    index.set([0, 0, 0, 8, 0, 1, 0xb0, 0x02, 0, 7, 0, 0, 0, 32, 0, 0, 0, 26]);
    index.writeUInt32BE(declared, 42);
    const header = 10;
    index.writeUInt32BE(clean.length + 4 + 8 + index.length - header, 46);
    return Buffer.concat([withSegments(segment(0xe2, 'MPF\0MM\0*', index)), appended]);
  };

  it('are decoded too, and the header tells of the first', async () => {
    const made = await examine(multiPicture(second));
    expect(made.facets.container?.trailing?.kind).toBe('mpo');
    expect(made.facets.header).toMatchObject({ width: 64, height: 48, frames: 1 });
    expect(made.facets.decoding).toEqual({ decoder: 'libjpeg-turbo', warnings: [] });
    expect(made.facets.preview).toEqual((await examine(clean)).facets.preview);
  });

  it('are truncated where the file ends inside one', async () => {
    const { container, decoding } = (await examine(multiPicture(second.subarray(0, -50), second.length))).facets;
    expect(container).toEqual({ format: 'jpeg', missing: 'EOI of picture 2', damage: [] });
    expect(decoding?.warnings).toEqual([]);
  });

  it('are doubtful where one is damaged or not decoded: readers show the first', async () => {
    const damaged = Buffer.from(second);
    damaged.fill(0xfe, damaged.length - 200, damaged.length - 100);
    const found = await examine(multiPicture(damaged));
    expect(found.facets.decoding?.warnings).toEqual([
      { cause: 'unknown', offset: expect.any(Number), text: expect.stringMatching(/^picture 2: /) },
    ]);
    expect(found.facets.decoding!.warnings[0]!.offset!).toBeGreaterThan(clean.length);
    const deep = Buffer.from(second);
    deep[deep.indexOf(Buffer.from([0xff, 0xc0])) + 4] = 12;
    expect((await examine(multiPicture(deep))).facets.decoding?.warnings).toMatchObject([
      { cause: 'unknown', text: 'picture 2: not decoded, 12 bits a sample' },
    ]);
  });

  it('are not spoken of where one is merely odd', async () => {
    const odd = Buffer.from(second);
    const parameters = odd.indexOf(Buffer.from([0xff, 0xda])) + 5 + 2 * 3;
    odd.set([0, 0, 0x11], parameters);
    expect(causesOf(await examine(odd))).toEqual(['odd-sos-parameters']);
    expect(causesOf(await examine(multiPicture(odd)))).toEqual([]);
  });

  it('count against the limits together with the first', async () => {
    const tight = examineWith({ maxDecodedBytes: 64 * 48 * 3 + 100 });
    expect((await tight(multiPicture(second))).facets.decoding?.warnings).toMatchObject([
      { cause: 'unknown', text: expect.stringMatching(/^picture 2: not decoded, .* decoded bytes/) },
    ]);
  });
});

it('reads a profile that a library embeds', async () => {
  const { header } = (await examine(await photo(8, 8).withIccProfile('p3').jpeg().toBuffer())).facets;
  const { icc } = await sharp(await photo(8, 8).withIccProfile('p3').jpeg().toBuffer()).metadata();
  expect(icc).toBeDefined();
  expect(header?.profile).toMatch(/P3/);
});
