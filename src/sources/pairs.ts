import { isNpy, type NpyHeader, readNpyHeader } from '../decode/npy-header.ts';
import type { Config, Limits } from '../model/config.ts';
import type { EntrySource } from '../model/entry.ts';
import { UserError } from '../model/errors.ts';
import type { ResourceRef } from '../model/sample.ts';
import { componentNames, MOST_COMPONENTS } from '../model/target-columns.ts';
import { createArrayOpener, isContainerName, listArrays } from '../storage/arrays.ts';
import { StorageError } from '../storage/errors.ts';
import { Hdf5Crash } from '../storage/hdf5-file.ts';
import type { OpenFile } from '../storage/local.ts';
import type { Roots } from '../storage/roots.ts';
import type { Reason } from './detect.ts';
import { componentCells, holdsLabelArrays, labelCell } from './label-cells.ts';
import type { Sink } from './listing-files.ts';
import {
  type ArrayPlace,
  type LabeledPlaces,
  type PairPlaces,
  pairNames,
  rowNames,
  splitOfArchive,
} from './pair-names.ts';
import { folderOf } from './survey.ts';

/** A pair whose arrays were looked at: there are as many labels as rows, and what is wrong with the samples is in their rows. */
export interface Pair extends PairPlaces {
  readonly rows: number;
  /** What a label is: cells of columns, or an array of its own. */
  readonly labelForm: 'cells' | 'array' | 'none';
  /** Names of the cells: of a label that is one, that of all labels. */
  readonly cells: readonly string[];
}

/** Why arrays are not read row by row, as a message key with its data. */
type Refusal = Reason;

const HEAD_BYTES = 128;

export const openArray = (
  roots: Roots,
  limits: Limits,
  { resource, member }: ArrayPlace,
): OpenFile & Partial<EntrySource> => createArrayOpener(roots, limits).open(resource, member);

/** The header of an array that is sound as far as it tells. Undefined: examining the file will say what it is. */
export const headerOf = (file: OpenFile, limits: Limits): NpyHeader | undefined => {
  const head = new Uint8Array(Math.min(HEAD_BYTES, file.size));
  const got = file.read(0, head);
  if (!isNpy(head.subarray(0, got))) return undefined;
  const header = readNpyHeader(file, head.subarray(0, got), limits);
  return 'facet' in header ? undefined : header;
};

const refusal = (key: string, { samples, labels }: LabeledPlaces): Refusal => ({
  key: `sources.pair-${key}`,
  data: { x: samples.key, y: labels.key },
});

const isInColumns = ({ array }: NpyHeader): boolean => array.fortran && array.shape.length > 1;

type Targets = Config['targets'];

/** The components of labels that are to be predicted as numbers. Throws UserError for an array that is no vector a row. */
const componentsOf = (header: NpyHeader, { labels, column }: LabeledPlaces): readonly string[] => {
  const count = componentCells(header)?.perRow ?? 0;
  if (count > 0 && count <= MOST_COMPONENTS) return componentNames(column, count);
  const { key } = labels;
  const data = { file: key, target: column, shape: header.array.shape.join(', '), most: MOST_COMPONENTS };
  throw new UserError('sources.target-no-vector', data);
};

/** Undefined for labels that are neither numbers nor one text a row. Throws UserError. */
const labelFormOf = (
  header: NpyHeader,
  places: LabeledPlaces,
  targets: Targets,
): Pick<Pair, 'labelForm' | 'cells'> | undefined => {
  const { column } = places;
  if (labelCell(header) !== undefined) return { labelForm: 'cells', cells: [column] };
  if (!holdsLabelArrays(header)) return undefined;
  const isTarget = targets.some(({ name, columns }) => name === column && columns === undefined);
  return isTarget ? { labelForm: 'cells', cells: componentsOf(header, places) } : { labelForm: 'array', cells: [] };
};

/** Whether an entry's archive is right about it: its checksum is only known at its end, too late for the rows before. */
const isIntact = (file: OpenFile & Partial<EntrySource>): boolean => file.settle?.() === undefined;

type Reading = Pick<Config, 'limits' | 'targets'>;

/** Looks at both arrays. Throws UserError for lengths that differ, and StorageError. */
const lookAt = (roots: Roots, { limits, targets }: Reading, places: LabeledPlaces): Pair | Refusal => {
  const opened: OpenFile[] = [];
  const open = (place: ArrayPlace) => {
    const file = openArray(roots, limits, place);
    opened.push(file);
    return { file, header: headerOf(file, limits) };
  };
  try {
    const x = open(places.samples);
    const y = open(places.labels);
    if (x.header === undefined || y.header === undefined) return refusal('damaged', places);
    const { array, dataOffset, dataBytes, unsupported } = x.header;
    const [rows = 0] = array.shape;
    if (unsupported !== undefined || array.fields !== undefined || rows === 0 || dataBytes === 0)
      return refusal('samples', places);
    if (isInColumns(x.header)) return refusal('order', places);
    const labels = y.header.array.shape[0] ?? 0;
    const isEnd = y.header.dataOffset + y.header.dataBytes === y.file.size;
    const form = labelFormOf(y.header, places, targets);
    if (form === undefined) return refusal('labels', places);
    if ((form.labelForm === 'array' || form.cells.length > 1) && isInColumns(y.header))
      return refusal('label-order', places);
    if (labels !== rows) {
      const data = { x: places.samples.key, y: places.labels.key, rows, labels };
      throw new UserError('sources.pair-lengths', data);
    }
    if (!isEnd || dataOffset + dataBytes < x.file.size) return refusal('damaged', places);
    const isWhole = isIntact(x.file) && isIntact(y.file);
    return isWhole ? { ...places, rows, ...form } : refusal('damaged', places);
  } finally {
    for (const file of opened) file.close();
  }
};

/** Looks at an array of samples alone. Throws StorageError. */
const lookAtRows = (roots: Roots, limits: Limits, places: PairPlaces): Pair | Refusal => {
  const unreadable: Refusal = { key: 'sources.rows-unreadable', data: { x: places.samples.key } };
  const file = openArray(roots, limits, places.samples);
  try {
    const header = headerOf(file, limits);
    if (header === undefined || header.unsupported !== undefined || isInColumns(header)) return unreadable;
    if (header.array.fields !== undefined) return unreadable;
    const { array, dataBytes, dataOffset } = header;
    const [rows = 0] = array.shape;
    if (rows === 0 || dataBytes === 0 || dataOffset + dataBytes < file.size) return unreadable;
    return isIntact(file) ? { ...places, rows, labelForm: 'none', cells: [] } : unreadable;
  } finally {
    file.close();
  }
};

interface Seeking {
  readonly roots: Roots;
  readonly splits: ReadonlySet<string>;
  readonly isIgnored: (key: string) => boolean;
  /** Containers that a list names as pairs. */
  readonly listed?: ReadonlySet<ResourceRef>;
}

/**
 * The arrays among the files of a dataset that may be one of a pair. Of archives, the only one of its folder, one named as a split, or listed:
 * many of them are a sample each, whatever is in them, and need not be opened.
 */
function* arrayPlaces({ roots, splits, isIgnored, listed }: Seeking, keys: Iterable<string>): Generator<ArrayPlace> {
  const archives = new Map<string, { readonly only: string; count: number }>();
  const named: string[] = [];
  for (const key of keys) {
    const folder = folderOf(key);
    if (folder !== '' && !splits.has(folder) && listed?.has(key) !== true) continue;
    if (!isContainerName(key)) yield { key, resource: key };
    else if (splitOfArchive(key) !== undefined || listed?.has(key)) named.push(key);
    else {
      const known = archives.get(folder);
      if (known === undefined) archives.set(folder, { only: key, count: 1 });
      else known.count += 1;
    }
  }
  const lone = [...archives.values()].filter(({ count }) => count === 1).map(({ only }) => only);
  for (const resource of [...named, ...lone]) {
    for (const member of listArrays(roots, resource)?.arrays ?? []) {
      const key = `${resource}#${member}`;
      if (!isIgnored(key)) yield { key, resource, member };
    }
  }
}

type Found = { readonly pairs: readonly Pair[] } | { readonly refusal: Refusal | undefined };

/** All or none, so that no samples go unexamined for the sake of some. Throws UserError where a pair's lengths differ. */
const findPairs = (seeking: Seeking, reading: Reading, keys: Iterable<string>): Found => {
  try {
    const { pairs: named, lone } = pairNames(arrayPlaces(seeking, keys), seeking.splits);
    if (named.length === 0) return { refusal: undefined };
    if (lone.length > 0) return { refusal: { key: 'sources.pair-lone', data: { x: lone.join(', ') } } };
    const pairs: Pair[] = [];
    for (const places of named) {
      const found = lookAt(seeking.roots, reading, places);
      if ('key' in found) return { refusal: found };
      pairs.push(found);
    }
    return { pairs };
  } catch (error) {
    // Examining the file will say it.
    if (error instanceof StorageError || error instanceof Hdf5Crash) return { refusal: undefined };
    throw error;
  }
};

/** The arrays whose rows are samples without labels. Throws UserError where one cannot be read so: it was asked for. */
const findRows = (
  seeking: Seeking,
  { dataset, limits }: Pick<Config, 'dataset' | 'limits'>,
  keys: Iterable<string>,
) => {
  const named = rowNames(arrayPlaces(seeking, keys), seeking.splits);
  if (named.length === 0) throw new UserError('sources.no-rows', { path: dataset });
  return named.map((places): Pair => {
    try {
      const found = lookAtRows(seeking.roots, limits, places);
      if ('key' in found) throw new UserError(found.key, found.data);
      return found;
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      throw new UserError('sources.rows-unreadable', { x: places.samples.key });
    }
  });
};

type Sought =
  | { readonly pairs: readonly Pair[]; readonly reason: Reason }
  | { readonly pairs?: undefined; readonly reason: Reason | undefined };

/**
 * The pairs of samples and labels that the arrays of a dataset make up, and why they are read so, or why arrays named like pairs are
 * not. Throws UserError where a pair's lengths differ, and where the layout is stated and there is none.
 *
 * @param keys files of arrays; not asked for where the layout is stated otherwise.
 */
export const seekPairs = (
  seeking: Seeking,
  { dataset, layout, ...reading }: Pick<Config, 'dataset' | 'layout'> & Reading,
  keys: () => Iterable<string>,
): Sought => {
  if (layout === 'rows') {
    const pairs = findRows(seeking, { dataset, limits: reading.limits }, keys());
    return { pairs, reason: { key: 'sources.reason-stated', data: { layout } } };
  }
  if (layout !== undefined && layout !== 'pair') return { reason: undefined };
  const found = findPairs(seeking, reading, keys());
  if (layout === 'pair' && !('pairs' in found)) {
    const { key, data } = found.refusal ?? { key: 'sources.no-pair', data: { path: dataset } };
    throw new UserError(key, data);
  }
  if (!('pairs' in found)) return { reason: found.refusal };
  if (layout === 'pair') return { ...found, reason: { key: 'sources.reason-stated', data: { layout } } };
  const names = found.pairs.map(({ samples, labels }) => `${samples.key} + ${labels?.key ?? ''}`).join(', ');
  return { ...found, reason: { key: 'sources.reason-pair', data: { names } } };
};

/** Tells of the files that stand beside the arrays of pairs, and of what stands beside them in their archives. */
export const nameOthers = (
  { roots, isIgnored }: Pick<Seeking, 'roots' | 'isIgnored'>,
  pairs: readonly Pair[],
  files: Iterable<string>,
  sink: Pick<Sink, 'other' | 'ignored'>,
): void => {
  const arrays = pairs.flatMap(({ samples, labels }) => (labels === undefined ? [samples] : [samples, labels]));
  const taken = new Set(arrays.map(({ key }) => key));
  const archives = new Set(arrays.flatMap(({ resource, member }) => (member === undefined ? [] : resource)));
  for (const file of files) {
    if (taken.has(file)) continue;
    const inside = archives.has(file) ? listArrays(roots, file) : undefined;
    if (inside === undefined) sink.other(file);
    for (const name of [...(inside?.arrays ?? []), ...(inside?.others ?? [])]) {
      const key = `${file}#${name}`;
      if (taken.has(key)) continue;
      if (isIgnored(key)) sink.ignored(key);
      else sink.other(key);
    }
  }
};
