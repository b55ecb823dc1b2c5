import { basename, join } from 'node:path';
import type { RunFolder } from '../catalog/run-folder.ts';
import { createSealedFile } from '../catalog/sealed-file.ts';
import { createIndices } from '../export/indices.ts';
import { bytesIn } from '../export/kept-rows.ts';
import { createTreeWriter, LONGEST_KEY_BYTES, metaPages, type TreeFacts } from '../export/lmdb-tree.ts';
import { UserError } from '../model/errors.ts';
import type { ListedFile } from '../model/listing.ts';
import { bytesFromKey, keyFromBytes } from '../model/path-key.ts';
import type { Plan } from '../model/plan.ts';
import { StorageError } from '../storage/errors.ts';
import { LmdbDamage, type LmdbRecord, lmdbRecords } from '../storage/lmdb.ts';
import { type OpenFile, openLocal, openRoots } from '../storage/local.ts';
import type { CopiedArray } from './copied-array.ts';
import { keptSamples } from './kept-samples.ts';

interface Copying {
  readonly folder: RunFolder;
  readonly plan: Plan;
  readonly out: string;
}

const refuse = (key: string, array: string): UserError => new UserError(`pipeline.${key}`, { array });

/** Where a copy lies: in a folder of the name of the one that it came from, which trainers open; a lone file beside it. */
const placesOf = (ref: string, { plan, out }: Copying) => {
  const steps = ref.split('/');
  const file = steps.pop()!;
  const isInFolder = file === 'data.mdb';
  const own = steps.length > 0 ? steps.join('-') : basename(bytesFromKey(plan.root).toString());
  const name = isInFolder ? own : [...steps, file.replace(/\.mdb$/i, '')].join('-');
  return {
    data: isInFolder ? join(out, name, file) : join(out, [...steps, file].join('-')),
    keys: join(out, `${name}.keys.txt`),
    indices: join(out, `${name}.indices.npy`),
  };
};

/** A record that stays, and its number among all, in the order of keys. */
interface Kept extends LmdbRecord {
  readonly index: number;
}

/** The records of the clean list, found again where the listing saw them: both go by the order of keys. */
async function* keptRecords(ref: string, file: OpenFile, { folder, plan }: Copying): AsyncGenerator<Kept> {
  const records = lmdbRecords(file);
  let index = -1;
  for await (const { parts } of keptSamples(folder, plan)) {
    const [part] = parts;
    if (part?.resource !== ref) continue;
    const [start, end] = part.range ?? [-1, -1];
    for (;;) {
      const record = records.next();
      index += 1;
      if (record.done === true) throw refuse('array-changed', ref);
      if (record.value.start !== start || record.value.end !== end) continue;
      if (record.value.key.length > LONGEST_KEY_BYTES) throw refuse('lmdb-key', ref);
      yield { ...record.value, index };
      break;
    }
  }
}

const writeTree = async (
  records: AsyncIterable<Kept>,
  put: (bytes: Uint8Array) => void,
  chunksOf: (record: Kept) => Iterable<Uint8Array>,
): Promise<TreeFacts> => {
  const writer = createTreeWriter(put);
  for await (const record of records) {
    writer.add(record.key, { bytes: record.end - record.start, chunks: () => chunksOf(record) });
  }
  return writer.finish();
};

const copyOne = async ({ ref, identity }: ListedFile, copying: Copying): Promise<readonly CopiedArray[]> => {
  const { plan } = copying;
  const file = openLocal(openRoots(bytesFromKey(plan.root), plan.config.followRoots), ref);
  const opened: { readonly discard: () => void }[] = [];
  const opening = <Some extends { readonly discard: () => void }>(some: Some): Some => {
    opened.push(some);
    return some;
  };
  try {
    const { size, mtimeNs } = file.identity;
    if (size !== identity.size || mtimeNs !== identity.mtimeNs) throw refuse('array-changed', ref);
    // The meta pages come first and say what only the whole tree tells: it is laid out once without its values.
    const tree = await writeTree(
      keptRecords(ref, file, copying),
      () => {},
      () => [],
    );
    if (tree.entries === 0) return [];
    const places = placesOf(ref, copying);
    const data = opening(createSealedFile(places.data));
    const keys = opening(createSealedFile(places.keys));
    const indices = opening(createIndices(places.indices, tree.entries));
    data.write(metaPages(tree));
    const written = await writeTree(keptRecords(ref, file, copying), data.write, ({ key, index, start, end }) => {
      keys.write(`${keyFromBytes(key)}\n`);
      indices.keep(index);
      return bytesIn(file, start, end);
    });
    if (JSON.stringify(written) !== JSON.stringify(tree)) throw refuse('array-changed', ref);
    file.verifyUnchanged();
    for (const { seal } of [data, keys, indices]) seal();
    return [places.indices, places.keys, places.data].map((path) => ({ path, of: ref, rows: tree.entries }));
  } catch (error) {
    for (const { discard } of opened) discard();
    throw error instanceof StorageError || error instanceof LmdbDamage ? refuse('array-changed', ref) : error;
  } finally {
    file.close();
  }
};

/**
 * Copies LMDB files of a finished run with the records that stay, each value byte by byte, pages and order of keys as liblmdb reads
 * them; beside each the keys, a line each as in the clean lists, and the numbers of the records. Memory does not grow with the records.
 *
 * @throws UserError where a database is not what it was when it was examined.
 */
export const copyDatabases = async (
  databases: readonly ListedFile[],
  copying: Copying,
): Promise<readonly CopiedArray[]> => {
  const copied: CopiedArray[] = [];
  for (const database of databases) copied.push(...(await copyOne(database, copying)));
  return copied;
};
