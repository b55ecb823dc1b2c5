import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { literal, openDatabase } from '../../src/catalog/database.ts';
import { scratchFolder } from './scratch-folder.ts';

/** A Parquet file of what a query selects; bytes are written as `from_hex('…')`. */
export const parquetOf = async (query: string, options = ''): Promise<Buffer> => {
  const path = join(scratchFolder(), 'made.parquet');
  const database = await openDatabase(':memory:');
  await database.run(`COPY (${query}) TO ${literal(path)} (FORMAT parquet${options})`);
  database.close();
  return readFileSync(path);
};

/** Rows with a name, a number and the bytes of a picture, as `datasets` writes them; null for a row without. */
export const picturesOf = (pictures: readonly (Uint8Array | null)[], options = ''): Promise<Buffer> => {
  const rows = pictures.map((bytes, at) => {
    const cell = bytes === null ? 'NULL::BLOB' : `from_hex('${Buffer.from(bytes).toString('hex')}')`;
    return `(struct_pack(bytes := ${cell}, path := '${at}.jpg'), ${at % 2}::BIGINT)`;
  });
  return parquetOf(`SELECT * FROM (VALUES ${rows.join(', ')}) t(image, label)`, options);
};
