import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'csv-parse';
import { limitsSchema } from '../model/config.ts';
import { UserError } from '../model/errors.ts';
import { keyFromBytes } from '../model/path-key.ts';
import { componentCells, labelCell, labelCells } from '../sources/label-cells.ts';
import { headerOf, openArray } from '../sources/pairs.ts';
import { StorageError } from '../storage/errors.ts';
import type { Normalizer } from '../targets/normalizer.ts';

/** A row of values, the first of all being the header; `line` counts from 1, in an array as if the header were one. */
export interface TargetRow {
  readonly cells: readonly string[];
  readonly line: number;
}

const unreadable = (file: string, errno: string): UserError => new UserError('targets.unreadable', { file, errno });

async function* csvRows(path: string): AsyncGenerator<TargetRow> {
  const input = createReadStream(path);
  const parser = parse({ bom: true, info: true, relax_column_count: true, skip_empty_lines: true });
  input.on('error', (error) => parser.destroy(error));
  try {
    const records = input.pipe(parser) as AsyncIterable<{ record: string[]; info: { lines: number } }>;
    for await (const { record, info } of records) yield { cells: record, line: info.lines };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw unreadable(path, code.startsWith('CSV_') ? message : code);
  }
}

const limits = limitsSchema.parse({});

/** What the normalizer calls the numbers of a row: the one target, or the one vector, that has as many. Throws UserError. */
const namesFor = ({ targets, vectors = [] }: Normalizer, count: number, file: string): readonly string[] => {
  const inVectors = new Set(vectors.flatMap(({ columns }) => columns));
  const single = targets.filter(({ name }) => !inVectors.has(name)).map(({ name }) => ({ name, columns: [name] }));
  const known = [...vectors, ...single];
  const fitting = known.filter(({ columns }) => columns.length === count);
  if (fitting.length === 1) return fitting[0]!.columns;
  const each = known.map(({ name, columns }) => `${name} (${columns.length})`).join(', ');
  throw new UserError('targets.array-width', { file, count, known: each });
};

/** Rows of an array of shape (N,) or (N, C). Memory: one chunk. */
async function* arrayRows(path: string, normalizer: Normalizer): AsyncGenerator<TargetRow> {
  const roots = { root: '/', follow: [] };
  const key = keyFromBytes(Buffer.from(resolve(path)));
  try {
    const file = openArray(roots, limits, { key, resource: key });
    try {
      const header = headerOf(file, limits);
      const one = header && labelCell(header);
      const form = one === undefined ? header && componentCells(header) : { ...one, perRow: 1 };
      const isInColumns = header?.array.fortran === true && (form?.perRow ?? 1) > 1;
      if (header === undefined || form === undefined || isInColumns) {
        throw new UserError('targets.array-form', { file: path });
      }
      yield { cells: namesFor(normalizer, form.perRow, path), line: 1 };
      let line = 1;
      let cells: string[] = [];
      for (const cell of labelCells(file, header, form)) {
        cells.push(cell);
        if (cells.length < form.perRow) continue;
        line += 1;
        yield { cells, line };
        cells = [];
      }
    } finally {
      file.close();
    }
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    throw unreadable(path, error.cause);
  }
}

/** The values of a CSV, or of a `.npy` array of targets under the names that the normalizer has for them. Throws UserError. */
export const targetRows = (path: string, normalizer: Normalizer): AsyncGenerator<TargetRow> =>
  /\.npy$/i.test(path) ? arrayRows(path, normalizer) : csvRows(path);
