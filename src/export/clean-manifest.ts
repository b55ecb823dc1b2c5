import { join, resolve } from 'node:path';
import { runFolder } from '../catalog/run-folder.ts';
import { createSealedFile } from '../catalog/sealed-file.ts';
import type { ManifestFacts } from '../model/listing.ts';
import { keyFromBytes } from '../model/path-key.ts';
import { type DelimitedRecord, encodeText, markLength, readDelimited } from '../storage/delimited.ts';
import { openLocal } from '../storage/local.ts';

export type Transforms = Readonly<Record<string, (value: number) => number>>;

export interface CleanManifest {
  /** A row of the manifest (1-based, the header not counted) stays, or is left out. In order; those between, which were ignored, are left out. */
  readonly next: (row: number, stays: 'stays' | 'leaves') => void;
  readonly seal: () => void;
  readonly discard: () => void;
}

interface NewColumn {
  readonly source: number;
  readonly name: string;
  readonly transform: (value: number) => number;
}

/** 'age_normalized', or with a number behind where the manifest has that column already. */
const freeName = (name: string, header: readonly string[]): string => {
  const wanted = `${name}_normalized`;
  let free = wanted;
  for (let number = 2; header.includes(free); number += 1) free = `${wanted}_${number}`;
  return free;
};

const quoteName = (name: string, delimiter: string): string =>
  name.includes(delimiter) || /["\r\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;

/** Empty where there is no number: clean rows hold none only when missing targets are allowed. The shortest text of a double, no '-0'. */
const normalizedText = (cell: string, transform: (value: number) => number): string => {
  const text = cell.trim();
  const value = text === '' ? Number.NaN : Number(text);
  const result = Number.isFinite(value) ? transform(value) : Number.NaN;
  return Number.isFinite(result) ? String(result + 0) : '';
};

/** A text manifest would take the name of a split's list. */
const cleanName = (ref: string): string => {
  const name = ref.slice(ref.lastIndexOf('/') + 1);
  return /\.txt$/i.test(name) ? `${name}.csv` : name;
};

/**
 * The manifest as it came in minus rows, every cell and line end byte-equal; normalized targets are added behind the last column in
 * the manifest's own encoding. Reads the listing's copy. Throws StorageError.
 */
export const createCleanManifest = (out: string, facts: ManifestFacts, transforms: Transforms): CleanManifest => {
  const { encoding, delimiter, header } = facts;
  const source = openLocal({ root: '/', follow: [] }, keyFromBytes(Buffer.from(resolve(runFolder(out).manifestCopy))));
  const file = createSealedFile(join(out, 'clean', cleanName(facts.ref)));
  const columns: NewColumn[] = Object.entries(transforms)
    .filter(([name]) => header.includes(name))
    .map(([name, transform]) => ({ source: header.indexOf(name), name: freeName(name, header), transform }));

  const write = (record: DelimitedRecord, added: readonly string[]): void => {
    const raw = record.raw();
    file.write(raw.record);
    // A short row is filled up so that what is added lands in its own column; in a long one nothing could.
    const missing = header.length - record.cells;
    if (added.length > 0 && missing >= 0) {
      const cells = [...Array.from({ length: missing }, () => ''), ...added];
      file.write(encodeText(cells.map((cell) => delimiter + cell).join(''), encoding));
    }
    file.write(raw.lineEnd);
  };

  const mark = new Uint8Array(markLength(source, encoding));
  source.read(0, mark);
  file.write(mark);
  const records = readDelimited(source, facts);
  const first = records.next();
  if (first.done !== true)
    write(
      first.value,
      columns.map(({ name }) => quoteName(name, delimiter)),
    );
  return {
    next: (row, stays) => {
      let record = records.next();
      while (record.done !== true && record.value.index < row) record = records.next();
      if (record.done === true || record.value.index !== row) {
        throw new Error(`the listing and its copy of the manifest differ at row ${row}`);
      }
      if (stays === 'leaves') return;
      write(
        record.value,
        columns.map(({ source: at, transform }) => normalizedText(record.value.text(at), transform)),
      );
    },
    seal: () => {
      source.close();
      file.seal();
    },
    discard: () => {
      source.close();
      file.discard();
    },
  };
};
