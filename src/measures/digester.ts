import { createHash, type Hash } from 'node:crypto';
import type { Digests, ExpectedDigest } from '../model/expectation.ts';

const MIB = 2 ** 20;
const QINIU_BLOCK_BYTES = 4 * MIB;
/** Sizes of parts that uploaders use when nobody tells them otherwise, most usual first. MiB. */
const USUAL_PART_MIB = [8, 5, 16, 15, 10, 64, 100, 128, 50, 32, 25, 20, 6, 7, 256, 512, 1024];
/** Every further size costs another md5 of the whole file. */
const MOST_PART_SIZES = 8;

/** Sizes of parts, in bytes, that cut a file of `size` bytes into `parts`: the usual ones, then whole MiB, at most eight. */
export const partSizes = (size: number, parts: number): readonly number[] => {
  // One part is the whole file, whatever could have followed.
  if (parts === 1) return [Math.max(1, size)];
  const least = Math.ceil(size / parts);
  const most = Math.floor((size - 1) / (parts - 1));
  const fits = (bytes: number) => bytes >= least && bytes <= most;
  const found = new Set(USUAL_PART_MIB.map((mib) => mib * MIB).filter(fits));
  for (let bytes = Math.ceil(least / MIB) * MIB; fits(bytes) && found.size < MOST_PART_SIZES; bytes += MIB) {
    found.add(bytes);
  }
  return [...found].slice(0, MOST_PART_SIZES);
};

/** Digests of blocks of equal size; of an empty file none. */
const createBlockDigester = (algorithm: 'md5' | 'sha1', blockBytes: number) => {
  const done: Buffer[] = [];
  let current: Hash | undefined;
  let filled = 0;
  const close = (): void => {
    if (current === undefined) return;
    done.push(current.digest());
    current = undefined;
    filled = 0;
  };
  return {
    update: (chunk: Uint8Array): void => {
      for (let at = 0; at < chunk.length; ) {
        const taken = Math.min(chunk.length - at, blockBytes - filled);
        current ??= createHash(algorithm);
        current.update(chunk.subarray(at, at + taken));
        filled += taken;
        at += taken;
        if (filled === blockBytes) close();
      }
    },
    digests: (): readonly Buffer[] => {
      close();
      return done;
    },
  };
};

const qiniuHash = (blocks: readonly Buffer[]): string => {
  const [first = createHash('sha1').digest()] = blocks;
  const isOne = blocks.length <= 1;
  const sha1 = isOne ? first : createHash('sha1').update(Buffer.concat(blocks)).digest();
  return Buffer.concat([Uint8Array.of(isOne ? 0x16 : 0x96), sha1])
    .toString('base64')
    .replaceAll('+', '-')
    .replaceAll('/', '_');
};

const multipartTag = (parts: readonly Buffer[]): string =>
  `${createHash('md5').update(Buffer.concat(parts)).digest('hex')}-${parts.length}`;

const PLAIN = ['md5', 'sha1', 'sha512'] as const;

export interface Digester {
  /** Every byte of the file once, in order. */
  readonly update: (chunk: Uint8Array) => void;
  /** Once. */
  readonly finish: () => Digests;
}

/** Computes what `asked` asks for and nothing else, but sha256, which every reader has. `size`: bytes of the file. */
export const createDigester = (asked: readonly ExpectedDigest[], size: number): Digester => {
  const wanted = new Set(asked.map(({ algorithm }) => (algorithm === 'etag' ? 'md5' : algorithm)));
  const plain = PLAIN.filter((name) => wanted.has(name)).map((name) => ({ name, hash: createHash(name) }));
  const qiniu = wanted.has('qiniu') ? createBlockDigester('sha1', QINIU_BLOCK_BYTES) : undefined;
  const counts = new Set(
    asked.filter(({ algorithm }) => algorithm === 'multipart').map(({ value }) => Number(value.split('-')[1])),
  );
  const sizes = new Set([...counts].flatMap((parts) => partSizes(size, parts)));
  const multipart = [...sizes].map((bytes) => createBlockDigester('md5', bytes));
  return {
    update: (chunk) => {
      for (const { hash } of plain) hash.update(chunk);
      qiniu?.update(chunk);
      for (const each of multipart) each.update(chunk);
    },
    finish: () => ({
      ...Object.fromEntries(plain.map(({ name, hash }) => [name, hash.digest('hex')])),
      ...(qiniu && { qiniu: qiniuHash(qiniu.digests()) }),
      ...(wanted.has('multipart') && { multipart: multipart.map((each) => multipartTag(each.digests())) }),
    }),
  };
};
