import type { LabelKind } from '../model/listing.ts';
import type { ResourceRef, RowProblem } from '../model/sample.ts';
import type { Roots } from '../storage/roots.ts';
import { roleOf } from './file-kinds.ts';
import type { Draft } from './folder-samples.ts';
import { createHashTable } from './hash-table.ts';
import type { Sink } from './listing-files.ts';
import type { Manifest } from './manifest.ts';
import { rowKey } from './manifest-paths.ts';
import { type ManifestRow, manifestRows } from './manifest-rows.ts';
import { parseNumber } from './number-cell.ts';
import type { Sidecars } from './sidecars.ts';
import { folderOf } from './survey.ts';
import { createTwins } from './twins.ts';

/** What the first pass over a manifest tells. */
export interface ManifestSurvey {
  /** Without those that are ignored. */
  readonly rows: number;
  readonly labels: { readonly kind: LabelKind; readonly classes: readonly string[] };
  readonly backslashRows: number;
  /** Whether a file of the root is one that a row names. */
  readonly isListed: (key: ResourceRef) => boolean;
  /** Folders of the root that hold listed files, at any depth. */
  readonly folders: ReadonlySet<ResourceRef>;
  /** The second pass: one sample per row, in the manifest's order. */
  readonly samples: () => Generator<Draft>;
}

const byCodePoint = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** Names, until a cell holds a number: then the column is one of integers, and what is none of them is wrong. */
const createLabelSurvey = () => {
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

/** What globs are held against: where the row leads. */
const ignorableKey = ({ resource, key }: ManifestRow): string => resource ?? key;

/**
 * Reads the manifest once to learn which files are listed and how often. Memory: 12 to 50 bytes a row, the names of folders and
 * classes, no samples. Throws StorageError.
 */
export const surveyManifest = async (
  manifest: Manifest,
  roots: Roots,
  rules: RowRules,
  sink: Pick<Sink, 'onProgress' | 'breathe' | 'ignored'>,
): Promise<ManifestSurvey> => {
  const { isIgnored, sidecars } = rules;
  const { facts } = manifest;
  const listed = createHashTable();
  const repeated = createHashTable();
  const passedOver = createHashTable();
  const labels = createLabelSurvey();
  const twins = createTwins();
  const folders = new Set<ResourceRef>();
  let rows = 0;
  let backslashRows = 0;
  for (const row of manifestRows(manifest, roots)) {
    sink.onProgress();
    await sink.breathe();
    if (isIgnored(ignorableKey(row))) {
      sink.ignored(ignorableKey(row));
      if (row.resource !== undefined) passedOver.add(row.resource, row.record);
      continue;
    }
    rows += 1;
    labels.see(row.label);
    if (row.hadBackslashes) backslashRows += 1;
    if (row.resource === undefined) continue;
    const first = listed.add(row.resource, row.record);
    if (first !== undefined) repeated.add(row.resource, first);
    else if (!row.resource.startsWith('/')) {
      twins.see(row.resource);
      addFolders(folders, row.resource);
      for (const place of sidecars.placesOf(row.resource)) addFolders(folders, place);
    }
    sidecars.want(row.resource);
  }

  const { targets } = facts.columns;
  function* samples(): Generator<Draft> {
    for (const row of manifestRows(manifest, roots)) {
      if (isIgnored(ignorableKey(row))) continue;
      const { resource, record, line, label } = row;
      const first = resource === undefined ? undefined : repeated.get(resource);
      const isRepeat = first !== undefined && first !== record;
      const problems: RowProblem[] = [...row.problems];
      const twin = resource === undefined || isRepeat ? undefined : twins.problemOf(resource);
      if (isRepeat) problems.push({ kind: 'duplicate-row', detail: { record: first } });
      if (twin !== undefined) problems.push(twin);
      const role = resource === undefined ? 'image' : (roleOf(resource) ?? 'image');
      const key = isRepeat || resource === undefined ? rowKey(row.key, record) : row.key;
      const ownership = first === undefined ? 'exclusive' : 'shared';
      // Undefined members are not written; spreading them in costs more than the rest of the row.
      yield {
        key,
        split: row.split,
        parts:
          resource === undefined
            ? []
            : [{ name: role, role, resource, ownership }, ...sidecars.partsOf({ resource, ownership })],
        annotations: {
          origin: { file: facts.ref, line, record },
          label,
          targets:
            targets.length === 0
              ? undefined
              : Object.fromEntries(targets.map((name, at) => [name, row.targets[at] ?? ''])),
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
    isListed: (key) => listed.get(key) !== undefined || passedOver.get(key) !== undefined,
    folders,
    samples,
  };
};
