import type { LabelKind } from '../model/listing.ts';
import { parseNumber } from '../model/number-cell.ts';
import type { Part, ResourceRef, RowProblem } from '../model/sample.ts';
import type { Roots } from '../storage/roots.ts';
import { roleOf } from './file-kinds.ts';
import type { Draft } from './folder-samples.ts';
import { createHashTable } from './hash-table.ts';
import type { Sink } from './listing-files.ts';
import type { Manifest } from './manifest.ts';
import { rowKey } from './manifest-paths.ts';
import { type ManifestRow, manifestRows } from './manifest-rows.ts';
import type { Sidecars } from './sidecars.ts';
import { folderOf } from './survey.ts';
import { createTwins } from './twins.ts';

/** What the first pass over the manifests tells. */
export interface ManifestSurvey {
  /** Without those that are ignored. */
  readonly rows: number;
  readonly labels: { readonly kind: LabelKind; readonly classes: readonly string[] };
  readonly backslashRows: number;
  /** Whether a file of the root is one that a row names. */
  readonly isListed: (key: ResourceRef) => boolean;
  /** Folders of the root that hold listed files, at any depth. */
  readonly folders: ReadonlySet<ResourceRef>;
  /** The second pass: one sample per row, in the manifests' order. */
  readonly samples: () => Generator<Draft>;
}

const byCodePoint = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** Names, until a cell holds a number: then the column is one of integers, and what is none of them is wrong. */
export const createLabelSurvey = () => {
  const names = new Set<string>();
  let kind: LabelKind = 'none';
  return {
    see: (label: string | undefined): void => {
      if (label === undefined || kind === 'integers') return;
      kind = 'names';
      if (names.has(label) || label.trim() === '') return;
      if (parseNumber(label).kind === 'number') {
        kind = 'integers';
        names.clear();
      } else names.add(label);
    },
    told: (): ManifestSurvey['labels'] => ({ kind, classes: [...names].sort(byCodePoint) }),
  };
};

const addFolders = (folders: Set<ResourceRef>, key: ResourceRef): void => {
  for (let folder = folderOf(key); folder !== '' && !folders.has(folder); folder = folderOf(folder))
    folders.add(folder);
};

/** What the configuration says of rows and of the files beside theirs. */
interface RowRules {
  readonly isIgnored: (key: string) => boolean;
  readonly sidecars: Sidecars;
}

/** What globs are held against: where the row leads; a row that holds its picture is meant by its own name. */
const ignorableKey = ({ resource, key, cell }: ManifestRow): string => (cell === undefined ? (resource ?? key) : key);

/** What tells repeated rows: in which row a file is named first, and, of several manifests, in which of each. */
const createRepeats = (manifests: number) => {
  const listed = createHashTable();
  const repeated = createHashTable();
  const passedOver = createHashTable();
  const within = manifests > 1 ? createHashTable() : undefined;
  const own = (resource: ResourceRef, manifest: number): string => `${manifest}/${resource}`;
  return {
    isListed: (key: ResourceRef): boolean => listed.get(key) !== undefined || passedOver.get(key) !== undefined,
    /** `row` counts over all manifests, `record` within the one. False: the file was named before. */
    see: (resource: ResourceRef, at: { manifest: number; row: number; record: number }): boolean => {
      const first = listed.add(resource, at.row);
      if (first !== undefined) repeated.add(resource, first);
      within?.add(own(resource, at.manifest), at.record);
      return first === undefined;
    },
    /** Of a row that is ignored, whose file is listed all the same. */
    passOver: (resource: ResourceRef, row: number): void => {
      passedOver.add(resource, row);
    },
    /** The row, of all, that names a repeated file first. */
    firstRow: (resource: ResourceRef): number | undefined => repeated.get(resource),
    /** The record of the same manifest that names it first. */
    firstRecord: (resource: ResourceRef, manifest: number): number | undefined =>
      within === undefined ? repeated.get(resource) : within.get(own(resource, manifest)),
  };
};

/** Masks by how many rows name them: one that several rows share belongs to none of them alone. */
const createMasks = () => {
  const known = createHashTable();
  return {
    see: (mask: ResourceRef): void => {
      if (known.add(mask, 1) !== undefined) known.set(mask, 2);
    },
    isListed: (key: ResourceRef): boolean => known.get(key) !== undefined,
    /** A mask never moves without its picture. */
    partOf: (resource: ResourceRef, picture: Part['ownership']): Part => {
      const ownership = known.get(resource) === 1 ? picture : 'shared';
      return { name: 'mask', role: 'mask', resource, ownership };
    },
  };
};

/**
 * Reads the manifests once to learn which files are listed and how often. Memory: 12 to 50 bytes a row, twice that for several
 * manifests, the names of folders and classes, no samples. Throws StorageError.
 */
export const surveyManifests = async (
  manifests: readonly Manifest[],
  roots: Roots,
  rules: RowRules,
  sink: Pick<Sink, 'onProgress' | 'breathe' | 'ignored'>,
): Promise<ManifestSurvey> => {
  const { isIgnored, sidecars } = rules;
  const repeats = createRepeats(manifests.length);
  const labels = createLabelSurvey();
  const twins = createTwins();
  const folders = new Set<ResourceRef>();
  const masks = createMasks();
  const offsets: number[] = [];
  let rows = 0;
  let backslashRows = 0;
  let passed = 0;
  for (const [at, manifest] of manifests.entries()) {
    offsets.push(passed);
    for (const row of manifestRows(manifest, roots)) {
      passed += 1;
      sink.onProgress();
      await sink.breathe();
      if (isIgnored(ignorableKey(row))) {
        sink.ignored(ignorableKey(row));
        if (row.resource !== undefined && row.cell === undefined) repeats.passOver(row.resource, passed);
        continue;
      }
      rows += 1;
      labels.see(row.label);
      if (row.mask !== undefined) {
        masks.see(row.mask);
        if (!row.mask.startsWith('/')) addFolders(folders, row.mask);
      }
      if (row.hadBackslashes) backslashRows += 1;
      if (row.resource === undefined || row.cell !== undefined) continue;
      const isFirst = repeats.see(row.resource, { manifest: at, row: passed, record: row.record });
      if (isFirst && !row.resource.startsWith('/')) {
        twins.see(row.resource);
        addFolders(folders, row.resource);
        for (const place of sidecars.placesOf(row.resource)) addFolders(folders, place);
      }
      sidecars.want(row.resource);
    }
  }

  function* samplesOf(manifest: Manifest, at: number): Generator<Draft> {
    const { facts } = manifest;
    const { targets } = facts.columns;
    for (const row of manifestRows(manifest, roots)) {
      if (isIgnored(ignorableKey(row))) continue;
      const { resource, cell, record, line, label } = row;
      const number = offsets[at]! + record;
      const first = resource === undefined || cell !== undefined ? undefined : repeats.firstRow(resource);
      const isRepeat = first !== undefined && first !== number;
      const before = isRepeat ? repeats.firstRecord(resource!, at) : undefined;
      const problems: RowProblem[] = [...row.problems];
      const twin = resource === undefined || cell !== undefined || isRepeat ? undefined : twins.problemOf(resource);
      // The same file in two splits is for the checks of leakage to tell.
      if (before !== undefined && before !== record) {
        problems.push({ kind: 'duplicate-row', detail: { record: before } });
      }
      if (twin !== undefined) problems.push(twin);
      const role = resource === undefined || cell !== undefined ? 'image' : (roleOf(resource) ?? 'image');
      const key = isRepeat || resource === undefined ? rowKey(row.key, number) : row.key;
      const ownership = first === undefined && cell === undefined ? 'exclusive' : 'shared';
      // Undefined members are not written; spreading them in costs more than the rest of the row.
      yield {
        key,
        split: row.split,
        parts:
          resource === undefined
            ? []
            : [
                { name: role, role, resource, cell, ownership },
                ...(cell === undefined ? sidecars.partsOf({ resource, ownership }) : []),
                ...(row.mask === undefined ? [] : [masks.partOf(row.mask, ownership)]),
              ],
        annotations: {
          origin: { file: facts.ref, line, record },
          label,
          targets:
            targets.length === 0
              ? undefined
              : Object.fromEntries(targets.map((name, target) => [name, row.targets[target] ?? ''])),
          group: row.group,
          problems: problems.length === 0 ? undefined : problems,
          ...(row.expected !== undefined && row.expected.length > 0 && { expected: row.expected }),
        },
      };
    }
  }
  return {
    rows,
    labels: labels.told(),
    backslashRows,
    isListed: (key) => repeats.isListed(key) || masks.isListed(key),
    folders,
    *samples() {
      for (const [at, manifest] of manifests.entries()) yield* samplesOf(manifest, at);
    },
  };
};
