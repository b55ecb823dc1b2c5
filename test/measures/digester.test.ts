import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDigester, partSizes } from '../../src/measures/digester.ts';
import type { Algorithm } from '../../src/model/expectation.ts';
import '../seed.ts';

const MIB = 2 ** 20;
const digestsOf = (bytes: Uint8Array, asked: readonly (readonly [Algorithm, string])[]) => {
  const digester = createDigester(
    asked.map(([algorithm, value]) => ({ algorithm, value })),
    bytes.length,
  );
  digester.update(bytes);
  return digester.finish();
};
const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest();
const sha1 = (bytes: Uint8Array) => createHash('sha1').update(bytes).digest();

describe('digests', () => {
  it('are those that were asked for and no others', () => {
    const bytes = Buffer.from('hello');
    expect(digestsOf(bytes, [['etag', '']])).toEqual({ md5: '5d41402abc4b2a76b9719d911017c592' });
    expect(digestsOf(bytes, [['sha1', '']])).toEqual({ sha1: 'aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d' });
    expect(digestsOf(bytes, [['sha256', '']])).toEqual({});
  });

  // Documented by Qiniu (github.com/qiniu/qetag): the hash of no bytes is a constant of all its SDKs.
  it('give the Qiniu hash of an empty file, of one block and of several', () => {
    expect(digestsOf(new Uint8Array(0), [['qiniu', '']])).toEqual({ qiniu: 'Fto5o-5ea0sNMlW_75VgGJCv2AcJ' });
    const urlSafe = (mark: number, sum: Buffer) => Buffer.concat([Uint8Array.of(mark), sum]).toString('base64url');
    const whole = Buffer.alloc(4 * MIB, 7);
    expect(digestsOf(whole, [['qiniu', '']]).qiniu).toBe(urlSafe(0x16, sha1(whole)));
    const more = Buffer.alloc(4 * MIB + 1, 7);
    const blocks = Buffer.concat([sha1(more.subarray(0, 4 * MIB)), sha1(more.subarray(4 * MIB))]);
    expect(digestsOf(more, [['qiniu', '']]).qiniu).toBe(urlSafe(0x96, sha1(blocks)));
  });

  it('give the ETag of an upload in parts of 8 MiB', () => {
    const bytes = Buffer.alloc(17 * MIB, 3);
    const parts = [0, 8, 16].map((at) => md5(bytes.subarray(at * MIB, (at + 8) * MIB)));
    const tag = `${md5(Buffer.concat(parts)).toString('hex')}-3`;
    expect(digestsOf(bytes, [['multipart', tag]]).multipart).toContain(tag);
  });

  it('give the one ETag that an upload in one part can have', () => {
    const bytes = Buffer.from('hello');
    const tag = `${md5(md5(bytes)).toString('hex')}-1`;
    expect(digestsOf(bytes, [['multipart', tag]]).multipart).toEqual([tag]);
  });

  it('do not depend on how the bytes are handed over', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 10 }), (chunks) => {
        const asked = (['md5', 'sha512', 'qiniu'] as const).map((algorithm) => ({ algorithm, value: '' }));
        const whole = Buffer.concat(chunks);
        const one = createDigester(asked, whole.length);
        one.update(whole);
        const many = createDigester(asked, whole.length);
        for (const chunk of chunks) many.update(chunk);
        expect(many.finish()).toEqual(one.finish());
      }),
    );
  });
});

describe('sizes of parts', () => {
  it('are those that give the number of parts, usual ones first, at most eight', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 32 }), fc.integer({ min: 2, max: 10_000 }), (size, parts) => {
        const sizes = partSizes(size, parts);
        expect(sizes.length).toBeLessThanOrEqual(8);
        for (const bytes of sizes) expect(Math.ceil(size / bytes)).toBe(parts);
      }),
    );
    expect(partSizes(17 * MIB, 3)[0]).toBe(8 * MIB);
  });

  it('are none where no whole MiB fits', () => {
    expect(partSizes(100, 7)).toEqual([]);
  });
});
