import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { walkGif } from '../../../src/decode/container/gif.ts';
import { walkJpeg } from '../../../src/decode/container/jpeg.ts';
import { readJpegHead } from '../../../src/decode/container/jpeg-head.ts';
import { walkPng } from '../../../src/decode/container/png.ts';
import { walkWebp } from '../../../src/decode/container/webp.ts';
import type { Container } from '../../../src/model/facets.ts';
import { photo } from '../pictures.ts';

const walks: Readonly<Record<string, (bytes: Uint8Array) => Container>> = {
  jpeg: (bytes) => walkJpeg(bytes, readJpegHead(bytes)),
  png: (bytes) => walkPng(bytes).container,
  gif: (bytes) => walkGif(bytes).container,
  webp: (bytes) => walkWebp(bytes).container,
};
const files: Readonly<Record<string, Buffer>> = {
  jpeg: await photo(60, 40).jpeg().toBuffer(),
  png: await photo(60, 40).png().toBuffer(),
  gif: await photo(60, 40).gif().toBuffer(),
  webp: await photo(60, 40).webp().toBuffer(),
};
const progressive = await photo(60, 40).jpeg({ progressive: true }).toBuffer();

describe.each(Object.keys(walks))('the walk of a %s', (format) => {
  const walk = walks[format]!;
  const file = files[format]!;

  it('ends where the file ends', () => {
    expect(walk(file)).toEqual({ format, end: file.length, damage: [] });
  });

  it('finds every cut behind the signature', () => {
    for (let kept = 12; kept < file.length; kept += 7) {
      const container = walk(file.subarray(0, kept));
      expect(container.end).toBeUndefined();
      expect(container.missing).toBeTruthy();
    }
    expect(walk(file.subarray(0, -1)).end).toBeUndefined();
  });

  it('tells zeros behind the end from anything else', () => {
    const zeros = walk(Buffer.concat([file, Buffer.alloc(9)]));
    expect(zeros.trailing).toEqual({ offset: file.length, bytes: 9, kind: 'zero-padding' });
    const other = walk(Buffer.concat([file, Buffer.from('<?php ?>')]));
    expect(other.trailing).toEqual({ offset: file.length, bytes: 8, kind: 'unknown' });
    expect(walk(Buffer.concat([file, Buffer.alloc(3), Buffer.from([7])])).trailing?.kind).toBe('unknown');
  });

  it('ends for any bytes, and never past the file', () => {
    fc.assert(
      fc.property(fc.nat(file.length - 1), fc.uint8Array({ maxLength: 60 }), (at, bytes) => {
        const changed = Buffer.from(file);
        changed.set(bytes.subarray(0, file.length - at), at);
        const { end, trailing, damage } = walk(changed);
        if (end !== undefined) expect(end).toBeLessThanOrEqual(file.length);
        if (trailing !== undefined) expect(trailing.offset + trailing.bytes).toBe(file.length);
        for (const { offset } of damage) expect(offset).toBeLessThanOrEqual(file.length);
      }),
    );
  });
});

describe('a JPEG', () => {
  it('of many scans ends at its last marker', () => {
    expect(walks.jpeg!(progressive)).toEqual({ format: 'jpeg', end: progressive.length, damage: [] });
    const trailed = walks.jpeg!(Buffer.concat([progressive, Buffer.from('x')]));
    expect(trailed.end).toBe(progressive.length);
  });

  it('is not ended by an EOI inside a segment behind the scan', () => {
    const comment = Buffer.from([0xff, 0xfe, 0, 6, 1, 0xff, 0xd9, 2]);
    const file = Buffer.concat([files.jpeg!.subarray(0, -2), comment, Buffer.from([0xff, 0xd9])]);
    expect(walks.jpeg!(file)).toEqual({ format: 'jpeg', end: file.length, damage: [] });
  });

  it('is not ended by the EOI of a thumbnail in its header', () => {
    const thumbnail = Buffer.from([0xff, 0xe2, 0, 8, 0xff, 0xd8, 0xff, 0xd9, 0, 0]);
    const file = Buffer.concat([files.jpeg!.subarray(0, 2), thumbnail, files.jpeg!.subarray(2)]);
    expect(walks.jpeg!(file).end).toBe(file.length);
    expect(walks.jpeg!(file.subarray(0, -2)).end).toBeUndefined();
  });
});

describe('a PNG', () => {
  const png = files.png!;
  it('tells a wrong checksum with chunk and place', () => {
    const wrong = Buffer.from(png);
    const idat = wrong.indexOf('IDAT') - 4;
    wrong[idat + 20]! ^= 1;
    expect(walkPng(wrong).container.damage).toEqual([{ kind: 'crc', offset: idat, detail: 'IDAT' }]);
  });

  it('counts alpha and palette as decoders hand them out', async () => {
    const alpha = await photo(9, 9).ensureAlpha().png().toBuffer();
    const palette = await photo(9, 9).png({ palette: true, colours: 8 }).toBuffer();
    expect(walkPng(alpha).header).toMatchObject({ channels: 4, depth: 8, width: 9, height: 9, frames: 1 });
    expect(walkPng(palette).header).toMatchObject({ channels: 3, depth: 8 });
  });

  it('without image data is damaged', () => {
    const idat = png.indexOf('IDAT') - 4;
    const without = Buffer.concat([png.subarray(0, idat), png.subarray(png.indexOf('IEND') - 4)]);
    expect(walkPng(without).container.damage).toEqual([expect.objectContaining({ detail: 'no IDAT' })]);
  });
});

describe('a GIF', () => {
  /** 2 x 2 pixels of a two-color palette; `codes` is the compressed data. */
  const tiny = (width: number, height: number, codes: readonly number[]): Buffer =>
    Buffer.from([
      ...Buffer.from('GIF89a'),
      ...[2, 0, 2, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255],
      ...[0x2c, 0, 0, 0, 0, width, 0, height, 0, 0, 2, codes.length, ...codes, 0, 0x3b],
    ]);
  // Clear 4 and 0 0 0 in three bits each; then the table is full for that width, and 0 and end 5 take four.
  const four = [0b00000100, 0, 0b0101];

  it('holds as many pixels as it says', () => {
    const gif = tiny(2, 2, four);
    expect(walkGif(gif).container).toEqual({ format: 'gif', end: gif.length, damage: [] });
  });
  it('that holds fewer is damaged', () => {
    expect(walkGif(tiny(2, 9, four)).container.damage[0]?.detail).toMatch(/^frame 0: 4 of 18 pixels$/);
  });
  it('with a code that cannot be is damaged', () => {
    expect(walkGif(tiny(2, 2, [0b00111100, 0])).container.damage[0]?.detail).toBe('frame 0: impossible code');
  });
  it('of no pixels is damaged', () => {
    expect(walkGif(tiny(0, 2, four)).container.damage[0]?.detail).toBe('frame 0: no pixels');
  });
  it('may hold stray zeros between blocks', () => {
    const gif = tiny(2, 2, four);
    const stray = Buffer.concat([gif.subarray(0, -1), Buffer.from([0, 0, 0x3b])]);
    expect(walkGif(stray).container).toEqual({ format: 'gif', end: stray.length, damage: [] });
  });
  it('of noise in many sizes is followed to its last pixel', async () => {
    for (const [width, height] of [
      [1, 1],
      [300, 200],
      [640, 3],
    ] as const) {
      const gif = await photo(width, height).gif({ colours: 256, dither: 1 }).toBuffer();
      expect(walkGif(gif).container.damage).toEqual([]);
    }
  });
  it('counts frames', async () => {
    const frames = await Promise.all([1, 2, 3].map((seed) => photo(20, 10, seed).png().toBuffer()));
    const gif = await sharp(frames, { join: { animated: true } })
      .gif()
      .toBuffer();
    expect(walkGif(gif).header).toMatchObject({ width: 20, height: 10, frames: 3 });
  });
});

describe('a WebP', () => {
  it('tells its size, lossy, lossless and with alpha', async () => {
    const sizes = { width: 37, height: 23 };
    const picture = photo(37, 23);
    expect(walkWebp(await picture.clone().webp().toBuffer()).header).toMatchObject({ ...sizes, channels: 3 });
    expect(walkWebp(await picture.clone().webp({ lossless: true }).toBuffer()).header).toMatchObject(sizes);
    const alpha = await picture.clone().ensureAlpha(0.5).webp().toBuffer();
    expect(walkWebp(alpha).header).toMatchObject({ ...sizes, channels: 4 });
  });
  it('says how many bytes of RIFF are missing', () => {
    const { webp } = files;
    expect(walkWebp(webp!.subarray(0, -5)).container.missing).toBe(`5 of ${webp!.length - 8} bytes of RIFF`);
  });
  it('with a chunk longer than the file is damaged', () => {
    const longer = Buffer.from(files.webp!);
    longer.writeUInt32LE(longer.length, 16);
    expect(walkWebp(longer).container.damage).toEqual([expect.objectContaining({ kind: 'structure', offset: 12 })]);
  });
});

describe('what stands behind the end of a JPEG', () => {
  const jpeg = files.jpeg!;
  const box = (type: string, data: Buffer): Buffer => {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(8 + data.length);
    head.write(type, 4, 'latin1');
    return Buffer.concat([head, data]);
  };
  const movie = Buffer.concat([
    box('ftyp', Buffer.from('mp42\0\0\0\0')),
    box('moov', Buffer.alloc(20)),
    box('mdat', Buffer.alloc(9, 1)),
  ]);
  const kindOf = (...tail: Buffer[]): string | undefined => walks.jpeg!(Buffer.concat([jpeg, ...tail])).trailing?.kind;

  it('a whole video is a motion photo, a cut one is not', () => {
    expect(kindOf(movie)).toBe('motion-photo');
    expect(kindOf(Buffer.alloc(16), movie)).toBe('motion-photo');
    expect(kindOf(movie.subarray(0, -3))).toBe('unknown');
    expect(kindOf(box('ftyp', Buffer.from('mp42')))).toBe('unknown');
  });

  it('something behind the video is not passed over', () => {
    expect(kindOf(movie, Buffer.from('PK\x03\x04 payload'))).toBe('unknown');
  });

  const samsung = (type: number, data: Buffer): Buffer => {
    const directory = Buffer.alloc(12 + 12 + 8);
    directory.write('SEFH', 0);
    directory.writeUInt32LE(107, 4);
    directory.writeUInt32LE(1, 8);
    directory.writeUInt16LE(type, 14);
    directory.writeUInt32LE(data.length, 16);
    directory.writeUInt32LE(data.length, 20);
    directory.writeUInt32LE(24, 24);
    directory.write('SEFT', 28);
    return Buffer.concat([data, directory]);
  };

  it('a Samsung trailer is a phone, with a video a motion photo', () => {
    expect(kindOf(samsung(0x0a01, Buffer.from('Image_UTC_Data1700000000000')))).toBe('phone');
    expect(kindOf(samsung(0x0a30, Buffer.from('MotionPhoto_Data')))).toBe('motion-photo');
  });

  it('what a Samsung trailer does not account for is unknown', () => {
    expect(kindOf(Buffer.from('smuggled'), samsung(0x0a01, Buffer.from('data')))).toBe('unknown');
  });

  it('a second picture counts only where the index names it', () => {
    expect(kindOf(jpeg)).toBe('unknown');
    const index = Buffer.alloc(2 + 2 + 4 + 8 + 2 + 12 + 4 + 32);
    index.set([0xff, 0xe2]);
    index.writeUInt16BE(index.length - 2, 2);
    index.write('MPF\0MM\0*', 4, 'latin1');
    index.writeUInt32BE(8, 12);
    index.writeUInt16BE(1, 16);
    index.writeUInt16BE(0xb002, 18);
    index.writeUInt16BE(7, 20);
    index.writeUInt32BE(32, 22);
    index.writeUInt32BE(26, 26);
    // Entries of 16 bytes: attributes, size, offset from the MP header, dependents.
    index.writeUInt32BE(jpeg.length, 34 + 4);
    index.writeUInt32BE(jpeg.length, 34 + 16 + 4);
    const primary = Buffer.concat([jpeg.subarray(0, 2), index, jpeg.subarray(2)]);
    primary.writeUInt32BE(primary.length - 2 - 8, 2 + 34 + 16 + 8);
    const file = Buffer.concat([primary, jpeg]);
    expect(walks.jpeg!(file).trailing).toEqual({ offset: primary.length, bytes: jpeg.length, kind: 'mpo' });
    expect(walks.jpeg!(file.subarray(0, -2))).toEqual({ format: 'jpeg', missing: 'EOI of picture 2', damage: [] });
    // What the index names may have been left out, on purpose and whole.
    expect(walks.jpeg!(primary)).toEqual({ format: 'jpeg', end: primary.length, damage: [] });
    expect(walks.jpeg!(Buffer.concat([primary, Buffer.from('note')])).trailing?.kind).toBe('unknown');
  });

  const xmp = (...attributes: string[]): Buffer => {
    const items = attributes.map((text) => `<rdf:li><Container:Item ${text}/></rdf:li>`).join('');
    const body = Buffer.from(`http://ns.adobe.com/xap/1.0/\0<Container:Directory>${items}</Container:Directory>`);
    const head = Buffer.from([0xff, 0xe1, 0, 0]);
    head.writeUInt16BE(2 + body.length, 2);
    return Buffer.concat([jpeg.subarray(0, 2), head, body, jpeg.subarray(2)]);
  };
  const appendedTo = (primary: Buffer, ...tail: Buffer[]) =>
    walks.jpeg!(Buffer.concat([primary, ...tail])).trailing?.kind;

  it('media count that its own directory accounts for to the last byte', () => {
    const depth = Buffer.alloc(50, 9);
    const map = xmp('Item:Mime="image/jpeg" Item:Padding="4"', 'Item:Mime="image/jpeg" Item:Length="50"');
    expect(appendedTo(map, Buffer.alloc(4), depth)).toBe('mpo');
    expect(appendedTo(map, Buffer.alloc(4), depth, Buffer.alloc(9))).toBe('mpo');
    expect(appendedTo(map, Buffer.alloc(4), depth, Buffer.from('PK'))).toBe('unknown');
    expect(appendedTo(map, Buffer.alloc(4), depth.subarray(1))).toBe('unknown');
    const video = xmp('Item:Mime="image/jpeg"', 'Item:Mime="video/mp4" Item:Length="50"');
    expect(appendedTo(video, depth)).toBe('motion-photo');
  });

  it.each([
    ['Canon’s program', `CANON OPTIONAL DATA\0${'x'.repeat(44)}`],
    ['Nikon’s program', '\0\0\0\0\0\0/NIKON APP'],
    ['AFCP', `AXS!${'x'.repeat(8)}`],
    ['Photo Mechanic', '\0\0\0\x04cbipcbbl'],
    ['MIE', '~\0\x04\0zmie~\0\0\x06\0\0\0\x20\x10\x04'],
  ])('a trailer of %s is known by its end', (_name, end) => {
    expect(kindOf(Buffer.from(`data ${end}`, 'latin1'))).toBe('phone');
    expect(kindOf(Buffer.from(`data ${end} more`, 'latin1'))).toBe('unknown');
  });
});
