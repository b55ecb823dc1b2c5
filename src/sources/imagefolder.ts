import type { ListingNote } from '../model/listing.ts';
import { folderRoleOf, isJunkFolder } from './file-kinds.ts';
import { type Place, splitOf } from './folder-samples.ts';
import type { Survey } from './survey.ts';

/** `class/x.jpg` or `split/class/x.jpg`; folders inside a class folder count to the class, as in torchvision. */
export const imageFolder =
  (splits: ReadonlySet<string>): Place =>
  (key) => {
    const role = folderRoleOf(key);
    if (role === undefined) return undefined;
    const split = splitOf(key, splits);
    const rest = split === undefined ? key : key.slice(split.length + 1);
    const end = rest.indexOf('/');
    // What lies beside the class folders, or beside the splits, is in no class: torchvision does not see it either.
    const isClassed = end > 0 && (split !== undefined || splits.size === 0);
    if (!isClassed) return undefined;
    return { role, ...(split !== undefined && { split }), label: rest.slice(0, end) };
  };

/** Folders that a loader would number as classes although no sample is in them: junk, and empty ones. */
export const strayClassFolders = (survey: Survey, splits: ReadonlySet<string>): readonly ListingNote[] => {
  const folders: { readonly ref: string; readonly name: string; readonly samples: number }[] = [];
  for (const [name, top] of survey.tops) {
    if (splits.size === 0) {
      const below = [...top.below].some(([, samples]) => samples > 0);
      folders.push({ ref: name, name, samples: below ? 1 : top.direct });
    } else if (splits.has(name)) {
      for (const [second, samples] of top.below) folders.push({ ref: `${name}/${second}`, name: second, samples });
    }
  }
  const unreadable = new Set(survey.notes.kept().map((note) => (note.kind === 'unreadable-directory' ? note.ref : '')));
  return folders.flatMap(({ ref, name, samples }): ListingNote[] => {
    // Nobody knows whether it is empty.
    if (unreadable.has(ref)) return [];
    if (isJunkFolder(name)) return [{ kind: 'junk-folder', ref }];
    return samples === 0 ? [{ kind: 'empty-class-folder', ref }] : [];
  });
};
