import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ExrMethod, encodeExrFloats } from '../../../scripts/make/exr.ts';
import { readFirstPage } from '../../../src/decode/first-page.ts';
import { causesOf, examineWith, limitsWith } from '../pictures.ts';
import '../../seed.ts';

const examine = examineWith();
const METHODS: readonly ExrMethod[] = ['none', 'rle', 'zip'];
const WIDTH = 9;
const HEIGHT = 19;

const plane = (value: (x: number, y: number) => number): Float32Array =>
  Float32Array.from({ length: WIDTH * HEIGHT }, (_, at) => value(at % WIDTH, Math.floor(at / WIDTH)));
const rgb = (method: ExrMethod, nanAt?: number): Buffer => {
  const planes = { R: plane((x) => x), G: plane((_, y) => y >> 2), B: plane(() => 1), A: plane(() => 1) };
  if (nanAt !== undefined) planes.G[nanAt] = Number.NaN;
  return encodeExrFloats(WIDTH, HEIGHT, planes, method);
};
const faultOf = async (bytes: Uint8Array, limits = {}) => (await examineWith(limits)(bytes, 'exr')).faults[0];
/** Where an attribute's value stands. */
const valueAt = (bytes: Buffer, name: string, type: string): number =>
  bytes.indexOf(`${name}\0${type}\0`) + name.length + type.length + 6;
const tableAt = (bytes: Buffer): number => valueAt(bytes, 'screenWindowWidth', 'float') + 5;
const changed = (bytes: Buffer, change: (copy: Buffer) => void): Buffer => {
  const copy = Buffer.from(bytes);
  change(copy);
  return copy;
};

describe('an OpenEXR picture', () => {
  it.each(METHODS)('packed by %s is decoded to its last byte', async (method) => {
    const bytes = rgb(method);
    const { facets, faults } = await examine(bytes, 'exr');
    expect(faults).toEqual([]);
    expect(facets.header).toMatchObject({
      width: WIDTH,
      height: HEIGHT,
      channels: 4,
      depth: 32,
      color: 'rgb',
      alpha: true,
    });
    expect(facets.container).toEqual({ format: 'exr', end: bytes.length, damage: [] });
    expect(facets.decoding?.warnings).toEqual([]);
    expect(facets.pixelScan).toEqual({ samples: WIDTH * HEIGHT * 4 });
    expect(facets.preview!.data[WIDTH - 1]).toBeGreaterThan(facets.preview!.data[0]!);
  });

  it('tells where a NaN stands, colors counted R, G, B, A', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(WIDTH * HEIGHT - 1), fc.constantFrom(...METHODS), async (at, method) => {
        const first = { page: 0, x: at % WIDTH, y: Math.floor(at / WIDTH), channel: 1 };
        expect((await examine(rgb(method, at), 'exr')).facets.pixelScan?.nan).toEqual({ count: 1, first });
      }),
    );
  });

  it.each(METHODS)('packed by %s and cut at any byte behind its mark is truncated', async (method) => {
    const bytes = rgb(method);
    for (let end = 4; end < bytes.length; end += 1) {
      const { faults, facets } = await examine(bytes.subarray(0, end), 'exr');
      expect({ end, kind: faults[0]?.kind }).toEqual({ end, kind: 'truncated' });
      expect(facets.container?.missing).toBeDefined();
    }
  });

  it('with bytes behind its last chunk says so', async () => {
    const bytes = rgb('zip');
    const { facets } = await examine(Buffer.concat([bytes, Buffer.from('more')]), 'exr');
    expect(facets.container?.trailing).toEqual({ offset: bytes.length, bytes: 4, kind: 'unknown' });
  });

  it('whose table points twice at one chunk, outside or at another line is malformed', async () => {
    const bytes = rgb('rle');
    const table = tableAt(bytes);
    const pointing = (offset: bigint) => changed(bytes, (copy) => copy.writeBigUInt64LE(offset, table + 8));
    for (const offset of [bytes.readBigUInt64LE(table), 8n, 2n ** 40n, 2n ** 64n - 1n]) {
      expect(await faultOf(pointing(offset))).toMatchObject({ kind: 'malformed' });
    }
    const swapped = changed(bytes, (copy) => copy.copyWithin(table, table + 8, table + 16));
    swapped.writeBigUInt64LE(bytes.readBigUInt64LE(table), table + 8);
    expect(await faultOf(swapped)).toMatchObject({
      kind: 'malformed',
      detail: expect.stringContaining('another place'),
    });
  });

  it('whose writer never came to the table of offsets is truncated', async () => {
    const bytes = rgb('none');
    const unfinished = changed(bytes, (copy) => copy.fill(0, tableAt(bytes), tableAt(bytes) + 8 * HEIGHT));
    expect(await faultOf(unfinished)).toMatchObject({ kind: 'truncated' });
  });

  it('whose chunk does not unpack to its size is malformed', async () => {
    const bytes = rgb('zip');
    const chunk = Number(bytes.readBigUInt64LE(tableAt(bytes)));
    const noise = changed(bytes, (copy) => copy.fill(0x55, chunk + 20, chunk + 24));
    expect(await faultOf(noise)).toMatchObject({ kind: 'malformed' });
  });

  it('of DWA compression or of deep data is unsupported, not clean', async () => {
    const dwa = changed(rgb('none'), (copy) => {
      copy[valueAt(copy, 'compression', 'compression')] = 8;
    });
    expect(await faultOf(dwa)).toMatchObject({ kind: 'unsupported', detail: 'DWAA compression' });
    const deep = changed(rgb('none'), (copy) => {
      copy[5] = 8;
    });
    expect(await faultOf(deep)).toMatchObject({ kind: 'unsupported', detail: 'deep data' });
  });

  it('above a limit is not decoded, whatever the window says', async () => {
    const bytes = rgb('none');
    expect(await faultOf(bytes, { maxPixels: 100 })).toMatchObject({ kind: 'limit' });
    const huge = changed(bytes, (copy) => copy.writeInt32LE(2 ** 30 - 2, valueAt(copy, 'dataWindow', 'box2i') + 8));
    expect(await faultOf(huge)).toMatchObject({ kind: 'limit' });
  });

  it('without an attribute that other readers demand is suspect', async () => {
    const other = changed(rgb('none'), (copy) => copy.write('DisplayWindow', copy.indexOf('displayWindow'), 'latin1'));
    expect(causesOf(await examine(other, 'exr'))).toEqual(['refused-elsewhere']);
  });

  it('shows its first page to the report', async () => {
    const page = await readFirstPage(rgb('zip'), 'exr', limitsWith());
    expect(page).toMatchObject({ kind: 'raster', raster: { width: WIDTH, height: HEIGHT, channels: 3 } });
  });

  it('never throws, whatever bytes are changed', async () => {
    const bytes = rgb('rle');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1 }), async (changes) => {
        const damaged = changed(bytes, (copy) => {
          for (const [at, value] of changes) copy[at] = value;
        });
        const { facets, faults } = await examine(damaged, 'exr');
        expect(faults.length > 0 || facets.decoding !== undefined).toBe(true);
      }),
    );
  });
});
