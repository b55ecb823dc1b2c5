import { posix } from 'node:path';
import { z } from 'zod';
import { errnoOf, type Folder, type FsChange, inFolder, unless } from '../fs-change/fs-change.ts';
import { readSmall, replaceWhole, UNFINISHED } from '../fs-change/own-files.ts';
import { UserError } from '../model/errors.ts';
import { keyFromBytes } from '../model/path-key.ts';
import { MARKER } from './lock.ts';

const MARKER_NAME = Buffer.from(MARKER);
const FORMAT = 1;
/** Two paths in hex and one as text, each of at most 4,096 bytes. */
const MAX_MARKER_BYTES = 1 << 15;
const SUFFIX = '.quarantine';

/** Whose files these are. Paths are in hex: bytes, not text. */
const markerSchema = z.object({
  format: z.number().int(),
  /** For people. */
  dataset: z.string(),
  root: z.string(),
  /** From the place to the root: still right when both were moved together. */
  relative: z.string(),
  /** Device and inode: still right when the root was renamed. */
  identity: z.string(),
});
type Marker = z.output<typeof markerSchema>;

/** Paths are bytes; latin1 maps each to one character and back, so text functions work on them. */
const text = (path: Buffer): string => path.toString('latin1');
const bytes = (path: string): Buffer => Buffer.from(path, 'latin1');
const hex = (path: string): string => bytes(path).toString('hex');
const fromHex = (path: string): string => text(Buffer.from(path, 'hex'));

export const shown = (path: Buffer): string => keyFromBytes(path);

/** `<dataset>.quarantine`, beside the dataset: the same file system, and no class of it. */
export const defaultPlace = (root: Buffer): Buffer => bytes(text(root).replace(/\/+$/, '') + SUFFIX);

const isInside = (inner: string, outer: string): boolean =>
  inner === outer || inner.startsWith(outer === '/' ? '/' : `${outer}/`);

const identityOf = (fs: FsChange, folder: Folder): string => {
  const { dev, ino } = fs.statFolder(folder);
  return `${dev}:${ino}`;
};

const markerFor = (fs: FsChange, placePath: string, root: Folder): Marker => {
  const rootPath = text(fs.realPath(root));
  return {
    format: FORMAT,
    dataset: shown(bytes(rootPath)),
    root: hex(rootPath),
    relative: hex(posix.relative(placePath, rootPath)),
    identity: identityOf(fs, root),
  };
};

const readMarker = (fs: FsChange, place: Folder): Marker | undefined => {
  if (fs.stat(place, MARKER_NAME) === undefined) return undefined;
  const shownPlace = shown(fs.realPath(place));
  const damaged = () => new UserError('quarantine.marker-damaged', { place: shownPlace, file: MARKER });
  let json: unknown;
  try {
    json = JSON.parse(readSmall(fs, place, MARKER_NAME, MAX_MARKER_BYTES) ?? '');
  } catch (error) {
    if (error instanceof SyntaxError) throw damaged();
    throw error;
  }
  const marker = markerSchema.safeParse(json).data;
  if (marker === undefined) throw damaged();
  if (marker.format > FORMAT) throw new UserError('quarantine.newer-format', { place: shownPlace });
  return marker;
};

/** Throws unless the quarantine was made for this dataset: files of two would be mixed, and restored into the wrong one. */
const refuseOther = (fs: FsChange, place: Folder, root: Folder, marker: Marker): void => {
  const now = markerFor(fs, text(fs.realPath(place)), root);
  if (now.identity === marker.identity || now.root === marker.root || now.relative === marker.relative) return;
  throw new UserError('quarantine.other-dataset', {
    place: shown(fs.realPath(place)),
    dataset: shown(fs.realPath(root)),
    expected: marker.dataset,
  });
};

/** Before anything is made: neither folder may lie in the other, and both must be on one file system. */
const refuseBadPosition = (fs: FsChange, placePath: string, device: bigint, root: Folder): void => {
  const rootPath = text(fs.realPath(root));
  const data = { place: shown(bytes(placePath)), dataset: shown(bytes(rootPath)) };
  if (isInside(placePath, rootPath)) throw new UserError('quarantine.place-inside-dataset', data);
  if (isInside(rootPath, placePath)) throw new UserError('quarantine.dataset-inside-place', data);
  if (device !== fs.statFolder(root).dev) throw new UserError('quarantine.other-device', data);
};

/** Makes the folder where it does not exist. Its parent must. */
const openOrMake = (fs: FsChange, path: Buffer, root: Folder): Folder => {
  const existing = unless(['ENOENT'], () => fs.openRoot(path));
  const parentPath = bytes(posix.dirname(text(path)));
  return inFolder(fs, fs.openRoot(parentPath), (parent) => {
    if (existing !== undefined) {
      fs.syncFolder(parent);
      return existing;
    }
    const name = bytes(posix.basename(text(path)));
    const real = posix.join(text(fs.realPath(parent)), text(name));
    refuseBadPosition(fs, real, fs.statFolder(parent).dev, root);
    // As open to others as the dataset itself, never more.
    unless(['EEXIST'], () => fs.makeFolder(parent, name, fs.statFolder(root).mode | 0o700));
    fs.syncFolder(parent);
    return fs.openFolder(parent, name);
  });
};

/** Opens the quarantine of a dataset, or makes it. Throws UserError where it may not or cannot be. */
export const makePlace = (fs: FsChange, path: Buffer, root: Folder): Folder => {
  const place = openOrMake(fs, path, root);
  try {
    const real = text(fs.realPath(place));
    refuseBadPosition(fs, real, fs.statFolder(place).dev, root);
    const marker = readMarker(fs, place);
    if (marker !== undefined) {
      refuseOther(fs, place, root, marker);
      return place;
    }
    const foreign = fs.names(place).find((name) => !text(name).startsWith(MARKER) || !text(name).endsWith(UNFINISHED));
    if (foreign !== undefined) {
      throw new UserError('quarantine.place-not-ours', { place: shown(bytes(real)), file: shown(foreign) });
    }
    replaceWhole(fs, place, MARKER, `${JSON.stringify(markerFor(fs, real, root), null, 2)}\n`);
    return place;
  } catch (error) {
    fs.closeFolder(place);
    throw error;
  }
};

/** Opens a quarantine that exists. Throws UserError `quarantine.no-place` where there is none. */
export const openPlace = (fs: FsChange, path: Buffer): Folder => {
  const none = () => new UserError('quarantine.no-place', { place: shown(path) });
  const place = unless(['ENOENT', 'ENOTDIR'], () => fs.openRoot(path));
  if (place === undefined) throw none();
  try {
    if (readMarker(fs, place) === undefined) throw none();
    return place;
  } catch (error) {
    fs.closeFolder(place);
    throw error;
  }
};

/** Opens the dataset that a quarantine belongs to: the one given, else where the marker says. */
export const openRootOf = (fs: FsChange, place: Folder, given: Buffer | undefined): Folder => {
  const marker = readMarker(fs, place);
  if (marker === undefined) throw new UserError('quarantine.no-place', { place: shown(fs.realPath(place)) });
  const candidates =
    given === undefined
      ? [fromHex(marker.root), posix.join(text(fs.realPath(place)), fromHex(marker.relative))]
      : [text(given)];
  for (const candidate of candidates) {
    const root = unless(['ENOENT', 'ENOTDIR'], () => fs.openRoot(bytes(candidate)));
    if (root === undefined) continue;
    try {
      refuseOther(fs, place, root, marker);
      return root;
    } catch (error) {
      fs.closeFolder(root);
      throw error;
    }
  }
  throw new UserError('quarantine.no-dataset', { dataset: shown(bytes(candidates[0] ?? '')) });
};

/** An errno from making or opening the place, as what the user can mend; undefined when he cannot (a full or broken disk). */
export const placeTrouble = (error: unknown, place: Buffer): UserError | undefined => {
  const code = errnoOf(error);
  if (code === undefined || ['ENOSPC', 'EDQUOT', 'EIO', 'EMFILE', 'ENFILE', 'ENOMEM'].includes(code)) return undefined;
  return new UserError('quarantine.place-unusable', { place: shown(place), code });
};
