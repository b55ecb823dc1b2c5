import { closeSync, openSync, readSync } from 'node:fs';
import { createSealedFile } from '../catalog/sealed-file.ts';
import type { Config } from '../model/config.ts';
import { type AskedPart, askedSamples } from '../model/part.ts';
import type { Slice } from '../model/plan.ts';
import type { Sample } from '../model/sample.ts';
import { listingFiles } from './listing-files.ts';
import { createStratifiedSampler } from './stratified-sample.ts';

const BLOCK_BYTES = 1 << 20;
const NEWLINE = 0x0a;

/** The lines of the sealed listing as bytes with their line breaks, valid until the next is asked for, and what they say. */
function* listedLines(path: string): Generator<{ readonly line: Uint8Array; readonly sample: Sample }> {
  const descriptor = openSync(path, 'r');
  try {
    let block = Buffer.allocUnsafe(BLOCK_BYTES);
    let held = 0;
    for (;;) {
      if (held === block.length) block = Buffer.concat([block, Buffer.allocUnsafe(block.length)]);
      const count = readSync(descriptor, block, held, block.length - held, null);
      if (count === 0) return;
      held += count;
      let start = 0;
      for (let end = block.indexOf(NEWLINE); end !== -1 && end < held; end = block.indexOf(NEWLINE, start)) {
        yield {
          line: block.subarray(start, end + 1),
          sample: JSON.parse(block.toString('utf8', start, end)) as Sample,
        };
        start = end + 1;
      }
      block.copyWithin(0, start, held);
      held -= start;
    }
  } finally {
    closeSync(descriptor);
  }
}

type Chooser = (sample: Sample) => boolean;

const chooser = (path: string, part: AskedPart): Chooser => {
  if (part.by === 'limit') return ({ ordinal }) => ordinal < part.samples;
  const sampler = createStratifiedSampler(part.seed ?? 0);
  const grouped = ({ id, split, annotations }: Sample) => ({ id, split, label: annotations.label });
  for (const { sample } of listedLines(path)) sampler.count(grouped(sample));
  const isTaken = sampler.draw(part.samples);
  return (sample) => isTaken(grouped(sample));
};

/**
 * Where `config` asks for less than the whole listing: writes the lines of the samples it asks for, as they are, into
 * `listing/part.jsonl`, and slices of `sliceSize` of them in place of the listing's. Answers undefined where all are asked for.
 */
export const writePart = (out: string, config: Config, samples: number, sliceSize: number): AskedPart | undefined => {
  const asked = askedSamples(config, samples);
  if (asked >= samples) return undefined;
  const part: AskedPart =
    config.limit === undefined ? { by: 'sample', samples: asked, seed: config.seed } : { by: 'limit', samples: asked };
  const paths = listingFiles(out);
  const isAsked = chooser(paths.samples, part);
  const lines = createSealedFile(paths.part);
  const slices = createSealedFile(paths.slices);
  try {
    let open: Slice | undefined;
    let slice = 0;
    let offset = 0;
    const endSlice = () => {
      if (open === undefined) return;
      slices.write(`${JSON.stringify(open)}\n`);
      offset += open.bytes;
      slice += 1;
      open = undefined;
    };
    let taken = 0;
    for (const { line, sample } of listedLines(paths.samples)) {
      if (!isAsked(sample)) continue;
      lines.write(line);
      const { first, count, bytes } = open ?? { first: sample.ordinal, count: 0, bytes: 0 };
      open = { slice, first, count: count + 1, offset, bytes: bytes + line.length, part: { last: sample.ordinal } };
      if (open.count === sliceSize) endSlice();
      taken += 1;
      if (taken === asked) break;
    }
    endSlice();
    lines.seal();
    slices.seal();
    return part;
  } catch (error) {
    lines.discard();
    slices.discard();
    throw error;
  }
};
