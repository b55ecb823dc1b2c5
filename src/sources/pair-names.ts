import type { ResourceRef } from '../model/sample.ts';
import { containerStem } from '../storage/arrays.ts';
import { isSplitName, nameOf } from './file-kinds.ts';
import { folderOf } from './survey.ts';

/** An array by where it stands: a .npy file, or an array of a container (.npz, .safetensors, HDF5). */
export interface ArrayPlace {
  /** The file, or `FILE.npz#NAME.npy`. */
  readonly key: string;
  readonly resource: ResourceRef;
  readonly member?: string;
}

const ENTRY = /^(.+?\.(?:npz|safetensors|h5|hdf5|hdf))#(.+)$/i;

/** The array that a key names. */
export const placeOfArray = (key: string): ArrayPlace => {
  const [, resource, member] = ENTRY.exec(key) ?? [];
  return resource === undefined || member === undefined ? { key, resource: key } : { key, resource, member };
};

/** Samples and their labels, row by row. */
export interface PairPlaces {
  readonly samples: ArrayPlace;
  /** Absent where only the samples are asked for. */
  readonly labels?: ArrayPlace;
  /** The name that the labels go by in every split. */
  readonly column: string;
  readonly split?: string;
}

/** Samples that have labels beside them. */
export type LabeledPlaces = PairPlaces & Required<Pick<PairPlaces, 'labels'>>;

interface Named {
  readonly array: ArrayPlace;
  readonly role: 'samples' | 'labels';
  readonly column: string;
  readonly split: string | undefined;
}

const SAMPLE_NAMES = new Set(['x', 'data', 'images', 'features', 'inputs']);
const LABEL_NAMES: ReadonlyMap<string, string> = new Map([
  ['y', 'y'],
  ['labels', 'labels'],
  // Caffe's.
  ['label', 'label'],
  // Read as a column of that name is: classes, or a measurement.
  ['targets', 'target'],
]);
const NAME = /^(?:(train|val|valid|validation|dev|test)_)?([a-z]+?)(?:_(train|val|valid|validation|dev|test))?\.npy$/;

/** 'train' of `train.npz`. */
export const splitOfArchive = (resource: ResourceRef): string | undefined => {
  const stem = containerStem(nameOf(resource))?.toLowerCase();
  return stem !== undefined && isSplitName(stem) ? stem : undefined;
};

/** Of other containers than .npz the names of arrays have no extension. */
const fileNameOf = ({ resource, member }: ArrayPlace): string => {
  if (member === undefined) return nameOf(resource);
  return member.endsWith('.npy') ? member : `${member}.npy`;
};

/** What an array is by its name. Undefined: neither samples nor labels. */
const readName = (array: ArrayPlace, splits: ReadonlySet<string>): Named | undefined => {
  const folder = folderOf(array.resource);
  const isSplit = splits.has(folder);
  if (array.member === undefined && folder !== '' && !isSplit) return undefined;
  const [, before, stem = '', behind] = NAME.exec(fileNameOf(array).toLowerCase()) ?? [];
  if (before !== undefined && behind !== undefined) return undefined;
  const around = array.member === undefined ? undefined : splitOfArchive(array.resource);
  const split = before ?? behind ?? around ?? (isSplit ? folder : undefined);
  if (SAMPLE_NAMES.has(stem)) return { array, role: 'samples', column: stem, split };
  const column = LABEL_NAMES.get(stem);
  return column === undefined ? undefined : { array, role: 'labels', column, split };
};

/**
 * Arrays whose rows are samples, whatever stands beside them, in the order of `arrays`: those named as samples, or else all that are not
 * named as labels.
 */
export const rowNames = (arrays: Iterable<ArrayPlace>, splits: ReadonlySet<string>): readonly PairPlaces[] => {
  const read = [...arrays].map((array) => ({ array, named: readName(array, splits) }));
  const unlabeled = read.filter(({ named }) => named?.role !== 'labels');
  const samples = unlabeled.filter(({ named }) => named !== undefined);
  return (samples.length > 0 ? samples : unlabeled).map(({ array, named }) => ({
    samples: array,
    column: '',
    ...(named?.split !== undefined && { split: named.split }),
  }));
};

/**
 * Arrays of samples with the labels beside them, by their names alone, in the order of `arrays`. `lone`: samples that have no labels
 * beside them, or several. No pairs and nothing lone: nothing here looks like one.
 */
export const pairNames = (
  arrays: Iterable<ArrayPlace>,
  splits: ReadonlySet<string>,
): { readonly pairs: readonly LabeledPlaces[]; readonly lone: readonly string[] } => {
  const groups = new Map<string, { samples: Named[]; labels: Named[] }>();
  for (const array of arrays) {
    const named = readName(array, splits);
    if (named === undefined) continue;
    const container = array.member === undefined ? folderOf(array.resource) : array.resource;
    const at = `${container}|${named.split ?? ''}`;
    const group = groups.get(at) ?? { samples: [], labels: [] };
    group[named.role].push(named);
    groups.set(at, group);
  }
  const pairs: LabeledPlaces[] = [];
  const lone: string[] = [];
  for (const { samples, labels } of groups.values()) {
    const [x] = samples;
    const [y] = labels;
    if (x === undefined) continue;
    if (y === undefined || samples.length > 1 || labels.length > 1) {
      lone.push(...samples.map(({ array }) => array.key));
      continue;
    }
    const { split } = x;
    pairs.push({ samples: x.array, labels: y.array, column: y.column, ...(split !== undefined && { split }) });
  }
  return { pairs, lone };
};
