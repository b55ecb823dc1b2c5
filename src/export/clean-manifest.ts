import { join, resolve } from 'node:path';
import { runFolder } from '../catalog/run-folder.ts';
import { createSealedFile } from '../catalog/sealed-file.ts';
import type { ManifestFacts } from '../model/listing.ts';
import { keyFromBytes } from '../model/path-key.ts';
import type { Origin } from '../model/sample.ts';
import { markLength, readDelimited } from '../storage/delimited.ts';
import { openLocal } from '../storage/local.ts';
import { readRows } from '../storage/records.ts';
import { headerWith, newColumns, rowWith } from './added-cells.ts';

export type Transforms = Readonly<Record<string, (value: number) => number>>;
type Fate = 'stays' | 'leaves';

export interface CleanManifests {
  /** A row of a manifest stays, or is left out. In order of manifests and rows; those between, which were ignored, are left out. */
  readonly next: (origin: Origin, fate: Fate) => void;
  readonly seal: () => void;
  readonly discard: () => void;
}

interface CleanManifest {
  readonly next: (record: number, fate: Fate) => void;
  readonly seal: () => void;
  readonly discard: () => void;
}

const TEXT_EXTENSION = /\.txt$/i;

/** Names of the clean manifests: their own, unlike each other. A text manifest would take the name of a split's list. */
const createNamer = () => {
  const used = new Set<string>();
  return ({ ref, form }: ManifestFacts): string => {
    const own = ref.slice(ref.lastIndexOf('/') + 1);
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

/**
 * A manifest as it came in minus rows, every cell and line end byte-equal; normalized targets are added behind the last column, or
 * as the last keys, in the manifest's own encoding. Reads the listing's copy. Throws StorageError.
 */
const createCleanManifest = (
  paths: { readonly copy: string; readonly clean: string },
  facts: ManifestFacts,
  transforms: Transforms,
): CleanManifest => {
  const source = openLocal({ root: '/', follow: [] }, keyFromBytes(Buffer.from(resolve(paths.copy))));
  const file = createSealedFile(paths.clean);
  const columns = newColumns(facts.header, transforms);
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
  const rows = readRows(source, facts);
  return {
    next: (record, fate) => {
      let row = rows.next();
      while (row.done !== true && row.value.index < record) row = rows.next();
      if (row.done === true || row.value.index !== record) {
        throw new Error(`the listing and its copy of the manifest differ at record ${record}`);
      }
      if (fate === 'leaves') return;
      file.write(rowWith(row.value, columns, facts));
      file.write(row.value.raw().lineEnd);
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

/** The clean copies of a dataset's manifests, in `<out>/clean/`. Throws StorageError. */
export const createCleanManifests = (
  out: string,
  manifests: readonly ManifestFacts[],
  transforms: Transforms,
): CleanManifests => {
  const nameOf = createNamer();
  const files = new Map<string, CleanManifest>();
  const all = (act: (file: CleanManifest) => void): void => {
    for (const file of files.values()) act(file);
  };
  try {
    for (const [at, facts] of manifests.entries()) {
      const paths = { copy: runFolder(out).manifestCopy(at), clean: join(out, 'clean', nameOf(facts)) };
      files.set(facts.ref, createCleanManifest(paths, facts, transforms));
    }
  } catch (error) {
    all((file) => file.discard());
    throw error;
  }
  return {
    next: ({ file, record }, fate) => {
      const manifest = files.get(file);
      if (manifest === undefined) throw new Error(`a row comes from ${file}, which is no manifest of this run`);
      manifest.next(record, fate);
    },
    seal: () => all((file) => file.seal()),
    discard: () => all((file) => file.discard()),
  };
};
