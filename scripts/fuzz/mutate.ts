import type { Random } from '../make/random.ts';
import { mutatePieces } from './pieces.ts';

/** A file that mutants are made of. */
export interface Seed {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Mutants stay so small that a thousand a second can be examined. */
export const MOST_BYTES = 16 * 1024;
const MOST_STEPS = 4;
const MOST_CUT = 64;

/** Where counters, sizes and signs turn over. */
const INTERESTING = [
  0, 1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 31, 32, 63, 64, 65, 127, 128, 129, 254, 255, 256, 257, 511, 512, 1000, 1024, 4096,
  32766, 32767, 32768, 65534, 65535, 65536, 65537, 0xffffff, 0x1000000, 0x7ffffffe, 0x7fffffff, 0x80000000, 0xfffffffe,
  0xffffffff,
];

type Mutation = (bytes: Buffer, random: Random, other: Seed) => Buffer;

const anywhere = (bytes: Buffer, random: Random): number => random.below(Math.max(1, bytes.length));

/** Headers decide most: half of all places are among the first 64 bytes. */
const anyPlace = (bytes: Buffer, random: Random): number =>
  random.next() < 0.5 ? random.below(Math.max(1, Math.min(64, bytes.length))) : anywhere(bytes, random);

const flipBits: Mutation = (bytes, random) => {
  const copy = Buffer.from(bytes);
  const flips = random.pick([1, 1, 1, 2, 4, 10]);
  for (let flip = 0; flip < flips; flip += 1) copy[anyPlace(copy, random)]! ^= 1 << random.below(8);
  return copy;
};

const setByte: Mutation = (bytes, random) => {
  const copy = Buffer.from(bytes);
  copy[anyPlace(copy, random)] = random.pick([0, 1, 0x7f, 0x80, 0xff, random.below(256)]);
  return copy;
};

/** A number of 1, 2 or 4 bytes, either order, where one may stand. */
const setInteger: Mutation = (bytes, random) => {
  const size = random.pick([1, 2, 4]);
  if (bytes.length < size) return bytes;
  const copy = Buffer.from(bytes);
  const place = Math.min(copy.length - size, anyPlace(copy, random));
  const at = random.next() < 0.7 ? place - (place % size) : place;
  const limit = 2 ** (8 * size);
  const value = random.pick(INTERESTING) % limit;
  if (random.next() < 0.5) copy.writeUIntLE(value, at, size);
  else copy.writeUIntBE(value, at, size);
  return copy;
};

/** A number of 2 or 4 bytes, a little more or less. */
const addToInteger: Mutation = (bytes, random) => {
  const size = random.pick([2, 4]);
  if (bytes.length < size) return bytes;
  const copy = Buffer.from(bytes);
  const at = Math.min(copy.length - size, anyPlace(copy, random));
  const limit = 2 ** (8 * size);
  const more = random.below(71) - 35;
  if (random.next() < 0.5) copy.writeUIntLE((copy.readUIntLE(at, size) + more + limit) % limit, at, size);
  else copy.writeUIntBE((copy.readUIntBE(at, size) + more + limit) % limit, at, size);
  return copy;
};

const cutEnd: Mutation = (bytes, random) => bytes.subarray(0, anywhere(bytes, random));

const cutOut: Mutation = (bytes, random) => {
  const from = anywhere(bytes, random);
  return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + 1 + random.below(MOST_CUT))]);
};

const repeat: Mutation = (bytes, random) => {
  const from = anywhere(bytes, random);
  const part = bytes.subarray(from, from + 1 + random.below(MOST_CUT));
  const copies = Array.from({ length: random.pick([1, 1, 2, 8, 60]) }, () => part);
  return Buffer.concat([bytes.subarray(0, from), ...copies, bytes.subarray(from)]);
};

const fill: Mutation = (bytes, random) => {
  const copy = Buffer.from(bytes);
  const from = anywhere(copy, random);
  copy.fill(random.pick([0, 0xff, 0x55]), from, Math.min(copy.length, from + 1 + random.below(MOST_CUT * 4)));
  return copy;
};

const noise: Mutation = (bytes, random) => {
  const copy = Buffer.from(bytes);
  const from = anywhere(copy, random);
  const to = Math.min(copy.length, from + 1 + random.below(MOST_CUT));
  for (let at = from; at < to; at += 1) copy[at] = random.below(256);
  return copy;
};

const copyWithin: Mutation = (bytes, random) => {
  const copy = Buffer.from(bytes);
  const from = anywhere(copy, random);
  copy.copyWithin(anywhere(copy, random), from, from + 1 + random.below(MOST_CUT));
  return copy;
};

/** The beginning of one file, the end of another. */
const splice: Mutation = (bytes, random, other) =>
  Buffer.concat([
    bytes.subarray(0, anywhere(bytes, random)),
    other.bytes.subarray(random.below(other.bytes.length + 1)),
  ]);

const append: Mutation = (bytes, random, other) =>
  Buffer.concat([bytes, other.bytes.subarray(0, 1 + random.below(other.bytes.length))]);

const PLAIN: readonly Mutation[] = [
  flipBits,
  flipBits,
  setByte,
  setInteger,
  setInteger,
  addToInteger,
  cutEnd,
  cutOut,
  repeat,
  fill,
  noise,
  copyWithin,
  splice,
  append,
];

/** One to four mutations, one after another; among them such as know of chunks, boxes, segments and directories. */
export const mutate = (seed: Seed, other: Seed, random: Random): Buffer => {
  let bytes: Buffer = Buffer.from(seed.bytes);
  const steps = random.next() < 0.5 ? 1 : 1 + random.below(MOST_STEPS);
  for (let step = 0; step < steps; step += 1) {
    const pieces = random.next() < 0.4 ? mutatePieces(bytes, random) : undefined;
    bytes = pieces ?? random.pick(PLAIN)(bytes, random, other);
  }
  return bytes.subarray(0, MOST_BYTES);
};
