import type { Config } from '../model/config.ts';
import { UserError } from '../model/errors.ts';
import type { ListingFacts } from '../model/listing.ts';
import type { ResourceRef } from '../model/sample.ts';
import { StorageError } from '../storage/errors.ts';
import { isLmdb } from '../storage/lmdb.ts';
import { existsLocal, type OpenFile, openLocal, type Roots } from '../storage/local.ts';
import type { Place } from '../storage/roots.ts';
import { walk } from '../storage/walk.ts';
import { folderRoleOf, isSplitName, nameOf } from './file-kinds.ts';
import { folderOf } from './survey.ts';
import { holdsSamples } from './tables.ts';

/** An LMDB whose records are samples. */
export interface Database {
  readonly ref: ResourceRef;
  readonly file: OpenFile;
  readonly split?: string;
}

export interface Databases {
  readonly databases: readonly Database[];
  readonly reason: ListingFacts['reason'];
}

type Settings = Pick<Config, 'layout' | 'manifest' | 'pathColumn' | 'features' | 'dataset'>;

const NAME = 'data.mdb';

/** The split that a folder's name tells: `train_lmdb`, `ilsvrc12-val.lmdb`. */
const splitOf = (ref: ResourceRef): string | undefined => {
  const told = nameOf(folderOf(ref))
    .split(/[^a-z0-9]+/i)
    .filter(isSplitName);
  return told.length === 1 ? told[0]!.toLowerCase() : undefined;
};

/** The folder's own database, or else those of the folders in it, in byte order. */
const databasesIn = (
  roots: Roots,
  { layout }: Settings,
  enter: (folder: string) => boolean,
): readonly ResourceRef[] => {
  if (existsLocal(roots, NAME)) return [NAME];
  const folders: ResourceRef[] = [];
  for (const entry of walk(roots, { enter: () => false })) {
    if (entry.kind === 'folder' && enter(entry.key)) folders.push(entry.key);
    // A folder of pictures is none of databases, and may be long.
    if (entry.kind === 'file' && layout === undefined && folderRoleOf(entry.key) !== undefined) return [];
  }
  return folders
    .map((folder) => `${folder}/${NAME}`)
    .filter((ref) => existsLocal(roots, ref))
    .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
};

const openOne = (roots: Roots, ref: ResourceRef): OpenFile => {
  try {
    return openLocal(roots, ref);
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    throw new UserError('sources.lmdb-unreadable', { file: ref, cause: error.cause });
  }
};

/** Whether nothing was stated that means another layout. */
const mayBe = ({ layout, manifest, pathColumn, features }: Settings): boolean =>
  layout === 'lmdb' ||
  (layout === undefined && manifest === undefined && pathColumn === undefined && features.length === 0);

/**
 * The LMDB files that are the dataset: a file given that is one, a folder's `data.mdb`, or those of its folders; of a folder of which
 * nobody said what it is only where no picture or array is in it. Undefined: there are none. Throws UserError where they were stated.
 */
export const openDatabases = (
  { roots, file }: Place,
  settings: Settings,
  enter: (folder: string) => boolean,
): Databases | undefined => {
  if (!mayBe(settings)) return undefined;
  const { layout, dataset } = settings;
  const isStated = layout !== undefined;
  const refs = file === undefined ? databasesIn(roots, settings, enter) : [file];
  if (refs.length === 0 && isStated) throw new UserError('sources.no-lmdb', { path: dataset });
  if (refs.length === 0 || (!isStated && file === undefined && holdsSamples(roots, enter))) return undefined;
  const databases: Database[] = [];
  const close = (): void => {
    for (const each of databases) each.file.close();
  };
  try {
    for (const ref of refs) {
      const split = refs.length > 1 ? splitOf(ref) : undefined;
      databases.push({ ref, file: openOne(roots, ref), ...(split !== undefined && { split }) });
    }
    // A file of that name says what it means to be: damage is told of when it is listed.
    if (isStated || databases.every((each) => nameOf(each.ref) === NAME || isLmdb(each.file))) {
      const files = refs.join(', ');
      return {
        databases,
        reason: { key: `sources.reason-${isStated ? 'stated' : 'lmdb'}`, data: { files, layout: 'lmdb' } },
      };
    }
  } catch (error) {
    close();
    if (error instanceof UserError && !isStated && file !== undefined) return undefined;
    throw error;
  }
  close();
  return undefined;
};
