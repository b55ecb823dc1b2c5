import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { createSealedFile, type SealedFile } from '../catalog/sealed-file.ts';
import { sampleId } from '../model/ids.ts';
import type { Layout, ListingFacts } from '../model/listing.ts';
import type { Slice } from '../model/plan.ts';
import type { Id, Sample } from '../model/sample.ts';
import type { Draft } from './folder-samples.ts';

/** The files of a sealed listing, by the run folder. */
export const listingFiles = (out: string) => ({
  folder: join(out, 'listing'),
  samples: join(out, 'listing', 'samples.jsonl'),
  /** The lines of `samples` that are examined, where not all are. */
  part: join(out, 'listing', 'part.jsonl'),
  slices: join(out, 'listing', 'slices.jsonl'),
  others: join(out, 'listing', 'other-files.txt'),
  ignored: join(out, 'listing', 'ignored-files.txt'),
  /** What listings of the bucket have and the dataset has not; only where there is something. */
  notDownloaded: join(out, 'listing', 'not-downloaded.txt'),
  facts: join(out, 'listing', 'facts.json'),
  /** A manifest as it was when it was listed, whatever its form; `at`: 0 for the first. */
  manifest: (at: number) => join(out, 'listing', at === 0 ? 'manifest' : `manifest-${at + 1}`),
  scratch: join(out, 'listing', '.scratch'),
});

/** Where a layout's samples go, in order. */
export interface Sink {
  readonly sample: (layout: Layout, draft: Draft) => void;
  /** A file that belongs to no sample. */
  readonly other: (key: string) => void;
  /** A file, or a manifest's row, that a glob ignores. */
  readonly ignored: (key: string) => void;
  readonly counts: () => Pick<ListingFacts, 'samples' | 'splits' | 'otherFiles' | 'ignoredFiles'>;
  readonly onProgress: () => void;
  /** Lets messages to the parent out now and then. */
  readonly breathe: () => Promise<void>;
}

export interface ListingWriter extends Sink {
  readonly seal: () => string;
  readonly discard: () => void;
}

const BREATH_SAMPLES = 20_000;
/** A line break in a name would make two names of it. */
const oneLine = (key: string): string => key.replace(/[\r\n]/g, (character) => encodeURIComponent(character));

interface WriterOptions {
  readonly sliceSize: number;
  readonly onProgress: (done: number) => void;
  readonly onSample: (id: Id) => void;
}

export const createListingWriter = (out: string, options: WriterOptions): ListingWriter => {
  const { sliceSize, onProgress, onSample } = options;
  const paths = listingFiles(out);
  const samples = createSealedFile(paths.samples);
  const slices = createSealedFile(paths.slices);
  const others = createSealedFile(paths.others);
  const splits = new Map<string, number>();
  let ordinal = 0;
  let otherFiles = 0;
  let ignored: SealedFile | undefined;
  let ignoredFiles = 0;
  let seen = 0;
  let breath = 0;
  let offset = 0;
  let first = 0;
  let bytes = 0;
  let slice = 0;

  const endSlice = (): void => {
    if (ordinal === first) return;
    const line: Slice = { slice, first, count: ordinal - first, offset, bytes };
    slices.write(`${JSON.stringify(line)}\n`);
    slice += 1;
    first = ordinal;
    offset += bytes;
    bytes = 0;
  };
  return {
    sample: (layout, { key, split, parts, annotations }) => {
      const sample: Sample = {
        id: sampleId(layout, key),
        key,
        ordinal,
        split,
        parts,
        annotations,
      };
      bytes += samples.write(`${JSON.stringify(sample)}\n`);
      onSample(sample.id);
      ordinal += 1;
      if (split !== undefined) splits.set(split, (splits.get(split) ?? 0) + 1);
      if (ordinal - first === sliceSize) endSlice();
    },
    other: (key) => {
      otherFiles += 1;
      others.write(`${oneLine(key)}\n`);
    },
    ignored: (key) => {
      ignored ??= createSealedFile(paths.ignored);
      ignoredFiles += 1;
      ignored.write(`${oneLine(key)}\n`);
    },
    counts: () => ({
      samples: ordinal,
      splits: Object.fromEntries([...splits].sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))),
      otherFiles,
      ...(ignoredFiles > 0 && { ignoredFiles }),
    }),
    onProgress: () => {
      seen += 1;
      if (seen % BREATH_SAMPLES === 0) onProgress(seen);
    },
    breathe: async () => {
      breath += 1;
      if (breath % BREATH_SAMPLES === 0) await setImmediate();
    },
    seal: () => {
      endSlice();
      slices.seal();
      others.seal();
      ignored?.seal();
      return samples.seal().sha256;
    },
    discard: () => {
      for (const file of [samples, slices, others, ignored]) file?.discard();
    },
  };
};
