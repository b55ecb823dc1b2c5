import { mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { literal, openDatabase } from '../catalog/database.ts';
import { runFolder } from '../catalog/run-folder.ts';
import { UserError } from '../model/errors.ts';
import type { ManifestFacts } from '../model/listing.ts';
import { bytesFromKey, keyFromBytes } from '../model/path-key.ts';
import { openLocal } from '../storage/local.ts';
import type { NewColumn } from './added-cells.ts';

/** Rows of one group of the copy. A group is held in memory while it is written. */
const GROUP_ROWS = 10_240;
const MEMORY_LIMIT = '512MB';

interface ParquetCopy {
  /** A row that stays, 0-based, with its normalized targets: null where there is none. */
  readonly keep: (row: number, added: readonly (number | null)[]) => void;
  readonly seal: () => Promise<void>;
  readonly discard: () => void;
}

interface CopyOptions {
  /** The run folder. */
  readonly out: string;
  /** Absolute path of the dataset's root. */
  readonly root: Uint8Array;
  /** Place among the manifests. */
  readonly at: number;
  /** Where the copy goes. */
  readonly clean: string;
  readonly columns: readonly NewColumn[];
}

const name = (text: string): string => `"${text.replaceAll('"', '""')}"`;

const absoluteOf = (ref: string, root: Uint8Array): Buffer => {
  const bytes = bytesFromKey(ref);
  return bytes[0] === 0x2f ? bytes : Buffer.concat([root, Buffer.from('/'), bytes]);
};

/** The copy is made of the file itself, hours after it was listed: it must be the same one. */
const refuseChanged = ({ ref, identity }: ManifestFacts, root: Uint8Array): void => {
  const roots = { root: '/', follow: [] };
  const file = openLocal(roots, ref.startsWith('/') ? ref : keyFromBytes(absoluteOf(ref, root)));
  file.close();
  const now = file.identity;
  const isSame = now.size === identity?.size && now.mtimeNs === identity.mtimeNs && now.ctimeNs === identity.ctimeNs;
  if (!isSame) throw new UserError('sources.manifest-changed', { file: ref });
};

/** What libraries keep beside the columns. Hugging Face's names the columns, and is wrong as soon as there is one more. */
const KEPT_NOTES = ['huggingface'];

/**
 * A Parquet manifest minus rows, in their order, by DuckDB: values and their types stay, pages are written anew. Throws UserError
 * where the file has changed since it was listed, StorageError.
 */
export const createParquetCopy = async (facts: ManifestFacts, options: CopyOptions): Promise<ParquetCopy> => {
  const { out, root, at, clean, columns } = options;
  const work = runFolder(out).work;
  mkdirSync(work, { recursive: true });
  // A name that DuckDB can take, whatever the file's own: it would read marks in it as a pattern.
  const source = resolve(join(work, `manifest-${at}.parquet`));
  rmSync(source, { force: true });
  symlinkSync(absoluteOf(facts.ref, root), source);
  const database = await openDatabase(join(work, `manifest-${at}.duckdb`), MEMORY_LIMIT);
  const added = columns.map((_, index) => `n${index} DOUBLE`);
  await database.run(`CREATE TABLE kept (${['r BIGINT', ...added].join(', ')})`);
  const appender = await database.appender('kept');
  let isOpen = true;
  const close = (): void => {
    if (isOpen) database.close();
    isOpen = false;
    rmSync(source, { force: true });
  };
  const temporary = resolve(`${clean}.tmp`);

  const notes = async (): Promise<string> => {
    const kept: string[] = [];
    if (columns.length > 0) return '';
    const query = `SELECT decode(key) AS key, decode(value) AS value FROM parquet_kv_metadata(${literal(source)}) ORDER BY 1`;
    for await (const { key, value } of database.rows<{ key: string; value: string }>(query)) {
      if (KEPT_NOTES.includes(key)) kept.push(`${name(key)}: ${literal(value)}`);
    }
    return kept.length === 0 ? '' : `, KV_METADATA {${kept.join(', ')}}`;
  };
  return {
    keep: (row, values) => appender.add([row, ...values]),
    seal: async () => {
      appender.close();
      refuseChanged(facts, root);
      const extra = columns.map((column, index) => `, k.n${index} AS ${name(column.name)}`).join('');
      mkdirSync(dirname(temporary), { recursive: true });
      await database.run(
        `COPY (SELECT p.* EXCLUDE (file_row_number)${extra} FROM read_parquet(${literal(source)}, file_row_number = true) p
          JOIN kept k ON p.file_row_number = k.r ORDER BY k.r)
          TO ${literal(temporary)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${GROUP_ROWS}${await notes()})`,
      );
      close();
      refuseChanged(facts, root);
      renameSync(temporary, clean);
    },
    discard: () => {
      close();
      rmSync(temporary, { force: true });
    },
  };
};
