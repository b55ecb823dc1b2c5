import { join, resolve } from 'node:path';
import { runFolder } from '../catalog/run-folder.ts';
import { createSealedFile } from '../catalog/sealed-file.ts';
import type { ManifestFacts } from '../model/listing.ts';
import { keyFromBytes } from '../model/path-key.ts';
import type { Origin } from '../model/sample.ts';
import { NOWHERE, type Place } from '../model/target-place.ts';
import { type DelimitedRecord, markLength, readDelimited } from '../storage/delimited.ts';
import { openLocal } from '../storage/local.ts';
import { readRows } from '../storage/records.ts';
import { headerWith, type NewColumn, newColumns, normalized, rowWith, type Transform } from './added-cells.ts';
import { createParquetCopy } from './clean-parquet.ts';
import { plainCsvLine } from './csv-text.ts';

export type Transforms = Readonly<Record<string, Transform>>;
type Fate = 'stays' | 'leaves';

export interface CleanManifests {
  /** A row of a manifest stays, or is left out. In order of manifests and rows; those between, which were ignored, are left out. */
  readonly next: (origin: Origin, fate: Fate, place?: Place) => void;
  readonly seal: () => Promise<void>;
  readonly discard: () => void;
}

interface CleanManifest {
  readonly next: (record: number, fate: Fate, place: Place) => void;
  readonly seal: () => void | Promise<void>;
  readonly discard: () => void;
}

interface Paths {
  /** The listing's copy. */
  readonly copy: string;
  readonly clean: string;
}

const ROWS_EXTENSION = /\.(?:parquet|npy)$/i;
const TEXT_EXTENSION = /\.txt$/i;

/** Names of the clean manifests: their own, unlike each other. A text manifest would take the name of a split's list. */
const createNamer = () => {
  const used = new Set<string>();
  return ({ ref, form, pictures, rowsOf }: ManifestFacts): string => {
    const file = rowsOf?.replaceAll(/[/#]/g, '-') ?? ref.slice(ref.lastIndexOf('/') + 1);
    const isNumbered = pictures !== undefined || rowsOf !== undefined;
    const own = isNumbered ? `${file.replace(ROWS_EXTENSION, '')}.rows.csv` : file;
    const list = form === 'list' ? own.replace(TEXT_EXTENSION, '.list.txt') : own;
    const wanted = form !== 'list' && TEXT_EXTENSION.test(own) ? `${own}.csv` : list;
    const dot = wanted.lastIndexOf('.');
    const [stem, extension] = dot <= 0 ? [wanted, ''] : [wanted.slice(0, dot), wanted.slice(dot)];
    let name = wanted;
    for (let number = 2; used.has(name.toLowerCase()); number += 1) name = `${stem}-${number}${extension}`;
    used.add(name.toLowerCase());
    return name;
  };
};

/** The rows of a manifest, read again from the listing's copy, in step with those that are judged. */
const createRowReader = (copy: string, facts: ManifestFacts) => {
  const source = openLocal({ root: '/', follow: [] }, keyFromBytes(Buffer.from(resolve(copy))));
  const rows = readRows(source, facts);
  return {
    source,
    next: (record: number): DelimitedRecord => {
      let row = rows.next();
      while (row.done !== true && row.value.index < record) row = rows.next();
      if (row.done === true || row.value.index !== record) {
        throw new Error(`the listing and its copy of the manifest differ at record ${record}`);
      }
      return row.value;
    },
    close: source.close,
  };
};

/**
 * A manifest as it came in minus rows, every cell and line end byte-equal; normalized targets are added behind the last column, or
 * as the last keys, in the manifest's own encoding. Reads the listing's copy. Throws StorageError.
 */
const createCleanManifest = (paths: Paths, facts: ManifestFacts, columns: readonly NewColumn[]): CleanManifest => {
  const rows = createRowReader(paths.copy, facts);
  const { source } = rows;
  const file = createSealedFile(paths.clean);
  const mark = new Uint8Array(markLength(source, facts.encoding));
  source.read(0, mark);
  file.write(mark);
  if (facts.form === 'delimited') {
    const header = readDelimited(source, facts).next();
    if (header.done !== true) {
      file.write(headerWith(header.value, columns, facts));
      file.write(header.value.raw().lineEnd);
    }
  }
  return {
    next: (record, fate, place) => {
      const row = rows.next(record);
      if (fate === 'leaves') return;
      file.write(rowWith(row, { columns, facts, place }));
      file.write(row.raw().lineEnd);
    },
    seal: () => {
      rows.close();
      file.seal();
    },
    discard: () => {
      rows.close();
      file.discard();
    },
  };
};

/**
 * Of Parquet whose rows hold the pictures, and of arrays: the 0-based numbers of the rows that stay, of arrays their labels too, with
 * their normalized targets. A copy would be as large as the dataset.
 */
const createRowNumbers = (paths: Paths, facts: ManifestFacts, columns: readonly NewColumn[]): CleanManifest => {
  const rows = createRowReader(paths.copy, facts);
  const file = createSealedFile(paths.clean);
  const labels = facts.rowsOf === undefined ? [] : facts.header.slice(1);
  file.write(plainCsvLine(['row', ...labels, ...columns.map(({ name }) => name)]));
  return {
    next: (record, fate, place) => {
      const row = rows.next(record);
      if (fate === 'leaves') return;
      const added = columns.map((column) => normalized(row, column, place)?.toString() ?? '');
      file.write(plainCsvLine([String(record - 1), ...labels.map((_, at) => row.text(at + 1)), ...added]));
    },
    seal: () => {
      rows.close();
      file.seal();
    },
    discard: () => {
      rows.close();
      file.discard();
    },
  };
};

const createParquet = async (
  paths: Paths,
  facts: ManifestFacts,
  options: Omit<Parameters<typeof createParquetCopy>[1], 'clean'>,
): Promise<CleanManifest> => {
  const copy = await createParquetCopy(facts, { ...options, clean: paths.clean });
  const rows = createRowReader(paths.copy, facts);
  return {
    next: (record, fate, place) => {
      const row = rows.next(record);
      if (fate === 'stays')
        copy.keep(
          record - 1,
          options.columns.map((column) => normalized(row, column, place)),
        );
    },
    seal: () => {
      rows.close();
      return copy.seal();
    },
    discard: () => {
      rows.close();
      copy.discard();
    },
  };
};

interface CleanOptions {
  /** The run folder. */
  readonly out: string;
  /** Absolute path of the dataset's root. */
  readonly root: Uint8Array;
  readonly transforms: Transforms;
}

/** What is clean of a dataset's manifests, in `<out>/clean/`. Throws StorageError. */
export const createCleanManifests = async (
  manifests: readonly ManifestFacts[],
  { out, root, transforms }: CleanOptions,
): Promise<CleanManifests> => {
  const nameOf = createNamer();
  const files = new Map<string, CleanManifest>();
  const discard = (): void => {
    for (const file of files.values()) file.discard();
  };
  const open = (facts: ManifestFacts, at: number): CleanManifest | Promise<CleanManifest> => {
    const paths = { copy: runFolder(out).manifestCopy(at), clean: join(out, 'clean', nameOf(facts)) };
    const columns = newColumns(facts.header, transforms);
    if (facts.pictures !== undefined || facts.rowsOf !== undefined) return createRowNumbers(paths, facts, columns);
    if (facts.form === 'parquet') return createParquet(paths, facts, { out, root, at, columns });
    return createCleanManifest(paths, facts, columns);
  };
  try {
    for (const [at, facts] of manifests.entries()) files.set(facts.ref, await open(facts, at));
  } catch (error) {
    discard();
    throw error;
  }
  return {
    next: ({ file, record }, fate, place = NOWHERE) => {
      const manifest = files.get(file);
      if (manifest === undefined) throw new Error(`a row comes from ${file}, which is no manifest of this run`);
      manifest.next(record, fate, place);
    },
    seal: async () => {
      for (const file of files.values()) await file.seal();
    },
    discard,
  };
};
