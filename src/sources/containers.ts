import type { ResourceRef } from '../model/sample.ts';
import { isContainerName, listArrays, readyFor } from '../storage/arrays.ts';
import { StorageError } from '../storage/errors.ts';
import type { Roots } from '../storage/roots.ts';
import type { Draft } from './folder-samples.ts';
import type { Sink } from './listing-files.ts';

const membersOf = async (roots: Roots, resource: ResourceRef) => {
  try {
    await readyFor(resource);
    return listArrays(roots, resource);
  } catch (error) {
    // Examining it will say why.
    if (error instanceof StorageError) return undefined;
    throw error;
  }
};

interface ContainerContext {
  readonly roots: Roots;
  readonly isIgnored: (key: string) => boolean;
  readonly sink: Pick<Sink, 'other' | 'ignored'>;
}

/**
 * The arrays of a container as samples that share it, named `FILE.npz#NAME.npy`; the file itself where its directory cannot be read, so
 * that it can be told of and set aside. Any other draft is itself.
 */
export const withArrays = async (
  draft: Draft,
  { roots, isIgnored, sink }: ContainerContext,
): Promise<readonly Draft[]> => {
  const [part] = draft.parts;
  if (part?.role !== 'array' || !isContainerName(part.resource)) return [draft];
  const members = await membersOf(roots, part.resource);
  if (members === undefined) return [draft];
  for (const name of members.others) sink.other(`${draft.key}#${name}`);
  return members.arrays.flatMap((member): readonly Draft[] => {
    const key = `${draft.key}#${member}`;
    if (!isIgnored(key)) return [{ ...draft, key, parts: [{ ...part, member, ownership: 'shared' }] }];
    sink.ignored(key);
    return [];
  });
};
