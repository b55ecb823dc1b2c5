import type { ClassFolder } from '../model/listing.ts';
import type { ResourceRef, Sample } from '../model/sample.ts';

/** A sample before it has its place in the listing. */
export type Draft = Omit<Sample, 'id' | 'ordinal'>;

/** Where a file of a folder layout belongs. */
export interface Placement {
  readonly role: 'image' | 'array';
  readonly split?: string;
  /** '' where class folders exist and the file is in none. */
  readonly label?: string;
  /** An array whose rows are samples. */
  readonly holdsSamples?: boolean;
}

/** One layout made of folders: what a file is, by its key alone. Undefined: it belongs to no sample. */
export type Place = (key: ResourceRef) => Placement | undefined;

export const splitOf = (key: ResourceRef, splits: ReadonlySet<string>): string | undefined => {
  const top = key.slice(0, Math.max(0, key.indexOf('/')));
  return splits.has(top) ? top : undefined;
};

/** Samples of each class folder, by split and name. */
export const createClassCounter = () => {
  const counts = new Map<string, { readonly name: string; readonly split?: string; samples: number }>();
  return {
    add: ({ split, label }: Placement): void => {
      if (label === undefined || label === '') return;
      const at = `${split ?? ''}/${label}`;
      const known = counts.get(at);
      if (known !== undefined) known.samples += 1;
      else counts.set(at, { name: label, ...(split !== undefined && { split }), samples: 1 });
    },
    folders: (): readonly ClassFolder[] =>
      [...counts].sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b))).map(([, folder]) => folder),
  };
};
