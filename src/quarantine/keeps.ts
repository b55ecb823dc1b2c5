import { z } from 'zod';
import type { Folder, FsChange } from '../fs-change/fs-change.ts';
import { createAppender, readLines } from './line-file.ts';

const KEEPS = Buffer.from('keeps.jsonl');

/** A person put these files back: these bytes under this sample's key are not moved again. */
const lineSchema = z.strictObject({
  at: z.string(),
  keeps: z.array(z.strictObject({ key: z.string(), sha256: z.string().regex(/^[0-9a-f]{64}$/) })),
});

export interface Keeps {
  /** @param sha256 of one of the sample's files. */
  readonly has: (key: string, sha256: string) => boolean;
  readonly size: number;
}

const NO_KEEPS: Keeps = { has: () => false, size: 0 };

const collect = (): { readonly keeps: Keeps; readonly take: (value: unknown) => boolean } => {
  const known = new Set<string>();
  const nameOf = (key: string, sha256: string) => `${sha256} ${key}`;
  return {
    keeps: {
      has: (key, sha256) => known.has(nameOf(key, sha256)),
      get size() {
        return known.size;
      },
    },
    take: (value) => {
      const parsed = lineSchema.safeParse(value);
      for (const { key, sha256 } of parsed.data?.keeps ?? []) known.add(nameOf(key, sha256));
      return parsed.success;
    },
  };
};

export const keepsIn = (fs: FsChange, place: Folder): Keeps => {
  if (fs.stat(place, KEEPS) === undefined) return NO_KEEPS;
  const { keeps, take } = collect();
  const file = fs.openRead(place, KEEPS);
  try {
    readLines(fs, file, String(KEEPS), take);
  } finally {
    fs.close(file);
  }
  return keeps;
};

/** Records restored files; on disk when this returns. The lock must be held. */
export const appendKeeps = (
  fs: FsChange,
  place: Folder,
  restored: readonly { readonly key: string; readonly sha256: string }[],
): void => {
  if (restored.length === 0) return;
  const file = fs.openAppend(place, KEEPS);
  try {
    const { goodBytes, tornBytes } = readLines(fs, file, String(KEEPS), (value) => lineSchema.safeParse(value).success);
    if (tornBytes > 0) fs.truncate(file, goodBytes);
    const keeps = restored.map(({ key, sha256 }) => ({ key, sha256 }));
    createAppender(fs, file)({ at: new Date().toISOString(), keeps });
  } finally {
    fs.close(file);
  }
  fs.syncFolder(place);
};
