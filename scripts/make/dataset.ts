import { makeDamaged, makeMarked, makePhotos, makeSmall } from './folders.ts';

const USAGE = `usage: tsx scripts/make/dataset.ts KIND ...
  photos N DIR     N photographs of about 110 kB, in class folders
  small N DIR      N tiny files, a thousand to a folder
  faults DIR       1,000 good files, 50 that crash the test codec, 20 that hang it, 20 that take all memory
  damaged N DIR    N photographs, clean and in every kind of damage`;

const [kind, ...rest] = process.argv.slice(2);
const folder = rest.at(-1);
const count = Number(rest[0]);

const make = async (): Promise<boolean | undefined> => {
  if (folder === undefined) return undefined;
  if (kind === 'faults') return makeMarked({ good: 1_000, crashes: 50, hangs: 20, hogs: 20 }, folder);
  if (rest.length !== 2 || !Number.isSafeInteger(count) || count < 1) return undefined;
  if (kind === 'photos') return makePhotos(count, folder);
  if (kind === 'small') return makeSmall(count, folder);
  if (kind === 'damaged') return makeDamaged(count, folder);
  return undefined;
};

const made = await make();
if (made === undefined) {
  console.error(USAGE);
  process.exitCode = 2;
} else {
  console.log(made ? `${folder}: made` : `${folder}: was there already`);
}
