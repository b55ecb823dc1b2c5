import { keyFromBytes } from '../model/path-key.ts';
import type { ResourceRef } from '../model/sample.ts';
import { existsLocal } from '../storage/local.ts';
import type { Roots } from '../storage/roots.ts';
import { walk } from '../storage/walk.ts';
import { isJunkFolder } from './file-kinds.ts';
import type { ManifestHead } from './head.ts';
import { type PathRules, placePath } from './manifest-paths.ts';

const PROBED_ROWS = 100;
const PROBED_FOLDERS = 50;

interface BaseRules extends Omit<PathRules, 'base'> {
  /** Files that the column does not mean: masks are often called as their pictures are, in another folder. */
  readonly taken?: ReadonlySet<ResourceRef>;
}

const probedCells = (head: ManifestHead, column: string): readonly string[] => {
  const at = head.header.indexOf(column);
  return head.rows.slice(0, PROBED_ROWS).map((row) => keyFromBytes(Buffer.from(row[at] ?? '')).replaceAll('\\', '/'));
};

/** Files that the first cells of a column lead to, whether they are there or not. */
export const probedFiles = (head: ManifestHead, column: string, rules: PathRules): ReadonlySet<ResourceRef> =>
  new Set(probedCells(head, column).flatMap((cell) => placePath(cell, rules).resource ?? []));

/**
 * The folder that relative paths count from: the root, the manifest's own folder, or a folder of the first level (manifests name
 * files in `images/` by their names alone), or the folder above. The one where the most of the first files exist; the root where none does better.
 */
export const chooseBase = (
  head: ManifestHead,
  column: string,
  roots: Roots,
  { taken, ...rules }: BaseRules,
  manifestFolder: ResourceRef,
): string => {
  const cells = probedCells(head, column);
  const hits = (base: string): number =>
    cells.filter((cell) => {
      const { resource, problem } = placePath(cell, { ...rules, base });
      return (
        resource !== undefined && problem === undefined && taken?.has(resource) !== true && existsLocal(roots, resource)
      );
    }).length;

  let best = '';
  let most = hits('');
  const consider = (base: string): void => {
    const found = hits(base);
    if (found <= most) return;
    best = base;
    most = found;
  };
  if (most === cells.length) return best;
  if (manifestFolder !== '' && !manifestFolder.startsWith('/')) consider(manifestFolder);
  if (most > 0) return best;
  const folders: string[] = [];
  for (const entry of walk(roots, { enter: () => false })) {
    if (entry.kind === 'folder' && !isJunkFolder(entry.key)) folders.push(entry.key);
  }
  for (const folder of folders.sort().slice(0, PROBED_FOLDERS)) consider(folder);
  // Darknet's lists name the dataset's own folder. What leads elsewhere from there is outside, and no hit.
  if (most === 0) consider('..');
  return best;
};
