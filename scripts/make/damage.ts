import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { createRandom, type Random } from './random.ts';

export const DAMAGE_SEED = 7_041;

const KIB = 1024;

/** Bytes of some offset, anywhere in the file, overwritten by what `value` gives. */
const overwrite = (bytes: Uint8Array, count: number, random: Random, value: () => number): Uint8Array => {
  const damaged = Uint8Array.from(bytes);
  const from = random.below(Math.max(1, bytes.length - count));
  for (let at = from; at < Math.min(bytes.length, from + count); at += 1) damaged[at] = value();
  return damaged;
};

const flipBits = (bytes: Uint8Array, count: number, random: Random): Uint8Array => {
  const damaged = Uint8Array.from(bytes);
  const chosen = new Set<number>();
  while (chosen.size < count) chosen.add(random.below(bytes.length * 8));
  for (const bit of chosen) damaged[bit >> 3]! ^= 1 << (bit & 7);
  return damaged;
};

export const ERROR_PAGE = `<!DOCTYPE html>
<html><head><title>Sign in to the network</title></head>
<body><h1>Guest Wi-Fi</h1><p>Accept the terms of use to go online.</p>
<form action="/accept"><button>Connect</button></form></body></html>
`;

export const lfsPointer = (bytes: Uint8Array): string =>
  `version https://git-lfs.github.com/spec/v1\noid sha256:${createHash('sha256').update(bytes).digest('hex')}\nsize ${bytes.length}\n`;

type Bytes = Uint8Array | Promise<Uint8Array>;
/** The same picture as a file of another format. */
export type Disguise = (bytes: Uint8Array) => Bytes;
type Damage = (bytes: Uint8Array, random: Random, disguise: Disguise) => Bytes;

const asPng: Disguise = (bytes) => sharp(bytes).png().toBuffer();

/** What befalls image files on disks, in downloads and in repositories. Each keeps the file's name. */
const DAMAGES = {
  'cut to 10 %': (bytes) => bytes.slice(0, Math.floor(bytes.length * 0.1)),
  'cut to 50 %': (bytes) => bytes.slice(0, Math.floor(bytes.length * 0.5)),
  'cut to 90 %': (bytes) => bytes.slice(0, Math.floor(bytes.length * 0.9)),
  'last byte cut': (bytes) => bytes.slice(0, -1),
  'last 16 bytes cut': (bytes) => bytes.slice(0, -16),
  '1 KiB zeroed': (bytes, random) => overwrite(bytes, KIB, random, () => 0),
  '1 KiB random': (bytes, random) => overwrite(bytes, KIB, random, () => random.below(256)),
  'one bit flipped': (bytes, random) => flipBits(bytes, 1, random),
  'ten bits flipped': (bytes, random) => flipBits(bytes, 10, random),
  'trailing data': (bytes, random) =>
    Buffer.concat([bytes, Uint8Array.from({ length: 100 + random.below(5_000) }, () => random.below(256))]),
  'wrong type': (bytes, _, disguise) => disguise(bytes),
  'error page': () => Buffer.from(ERROR_PAGE),
  'LFS pointer': (bytes) => Buffer.from(lfsPointer(bytes)),
  empty: () => new Uint8Array(0),
} as const satisfies Record<string, Damage>;

export type DamageKind = keyof typeof DAMAGES;
export const DAMAGE_KINDS = Object.keys(DAMAGES) as readonly DamageKind[];

/** Seen by whatever knows where the file ends: nothing may be missed. */
export const END_DAMAGES: readonly DamageKind[] = [
  'cut to 10 %',
  'cut to 50 %',
  'cut to 90 %',
  'last byte cut',
  'last 16 bytes cut',
  'trailing data',
];

/** Seen by whatever reads the first bytes of a file. */
export const BEGINNING_DAMAGES: readonly DamageKind[] = ['wrong type', 'error page', 'LFS pointer', 'empty'];

/** The same damage for the same bytes, kind and number. Never equal to the input. */
export const damage = async (
  kind: DamageKind,
  bytes: Uint8Array,
  number: number,
  disguise: Disguise = asPng,
): Promise<Uint8Array> => {
  const damaged = await DAMAGES[kind](bytes, createRandom(DAMAGE_SEED, DAMAGE_KINDS.indexOf(kind), number), disguise);
  if (Buffer.compare(damaged, bytes) !== 0) return damaged;
  // A stretch of zeros that was zero before: the next number hits elsewhere.
  return damage(kind, bytes, number + 1_000_003, disguise);
};
