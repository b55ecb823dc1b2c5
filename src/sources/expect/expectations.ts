import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { createSealedFile } from '../../catalog/sealed-file.ts';
import type { Config } from '../../model/config.ts';
import { UserError } from '../../model/errors.ts';
import type { Expectation, ExpectFacts } from '../../model/expectation.ts';
import { keyFromBytes } from '../../model/path-key.ts';
import type { ResourceRef } from '../../model/sample.ts';
import { existsLocal } from '../../storage/local.ts';
import type { Roots } from '../../storage/roots.ts';
import { roleOf } from '../file-kinds.ts';
import { createHashTable } from '../hash-table.ts';
import type { ListingWriter, Sink } from '../listing-files.ts';
import { type Alignment, align, placeKey } from './align.ts';
import { openListing } from './read-listing.ts';
import { createSpool } from './spool.ts';

const PROBES = 1_000;
const SHOWN = 5;
const BREATH_ENTRIES = 20_000;

/** One listing, read. */
interface Listed {
  readonly of: (resource: ResourceRef) => Expectation | undefined;
  /** Whatever in the dataset is not a sample: it was downloaded all the same. */
  readonly see: (resource: ResourceRef) => void;
  /** Writes every image and array that was not seen. */
  readonly conclude: (missing: (key: ResourceRef) => void) => ExpectFacts;
  readonly close: () => void;
}

interface Reading {
  readonly file: string;
  readonly roots: Roots;
  readonly prefix: string | undefined;
  /** On disk, the listing's own. */
  readonly spool: string;
}

/** Some of all numbers below `count`, evenly. */
const spread = (count: number): readonly number[] => {
  const step = Math.max(1, count / PROBES);
  return Array.from({ length: Math.min(count, PROBES) }, (_, at) => Math.floor(at * step));
};

/** Memory: some 30 bytes an entry. */
const readListing = async ({ file, roots, prefix, spool: path }: Reading): Promise<Listed> => {
  const listing = openListing(file);
  const spool = createSpool(path);
  let unread = 0;
  try {
    for await (const reading of listing.readings()) {
      if (reading === 'unread') unread += 1;
      else if (reading !== undefined && spool.add(reading) % BREATH_ENTRIES === 0) await setImmediate();
    }
  } finally {
    listing.close();
  }
  const count = spool.count();
  if (count === 0) throw new UserError('sources.expect-empty', { file });

  const keys = () => spread(count).map((at) => spool.get(at).key);
  const stated: Alignment | undefined =
    prefix === undefined ? undefined : { prefix: keyFromBytes(Buffer.from(prefix)), base: '', isStated: true };
  const alignment = stated ?? align(keys(), roots);
  if (alignment === undefined) {
    throw new UserError('sources.expect-no-match', { file, entries: count, example: spool.get(0).key });
  }

  const places = createHashTable();
  const isSeen = new Uint8Array(count);
  for (let at = 0; at < count; at += 1) {
    const place = placeKey(spool.get(at).key, alignment);
    // Outside of the prefix: another dataset's.
    if (place === undefined) isSeen[at] = 1;
    else {
      // Listed twice, as when a list was appended to: the later one is the newer.
      const earlier = places.add(place, at);
      if (earlier === undefined) continue;
      isSeen[earlier] = 1;
      places.set(place, at);
    }
    if (at % BREATH_ENTRIES === 0) await setImmediate();
  }

  let matched = 0;
  const find = (resource: ResourceRef): number | undefined => {
    const at = places.get(resource);
    if (at === undefined) return undefined;
    isSeen[at] = 1;
    return at;
  };
  return {
    of: (resource) => {
      const at = find(resource);
      if (at === undefined) return undefined;
      matched += 1;
      const { line, size, digests, mime } = spool.get(at);
      return {
        how: 'listing',
        file,
        line,
        ...(size !== undefined && { size }),
        ...(digests !== undefined && { digests }),
        ...(mime !== undefined && { mime }),
      };
    },
    see: (resource) => void find(resource),
    conclude: (missing) => {
      const examples: string[] = [];
      let notDownloaded = 0;
      for (let at = 0; at < count; at += 1) {
        if (isSeen[at] === 1) continue;
        const { key } = spool.get(at);
        const place = placeKey(key, alignment);
        if (place === undefined || roleOf(place) === undefined || existsLocal(roots, place)) continue;
        notDownloaded += 1;
        if (examples.length < SHOWN) examples.push(key);
        missing(key);
      }
      const { format } = listing;
      return { file, format, entries: count, unread, ...alignment, matched, notDownloaded, examples };
    },
    close: spool.close,
  };
};

/** All listings of a run. */
export interface Expectations {
  /** A writer that tells each sample what the listings say of its file. */
  readonly wrap: (writer: ListingWriter) => Sink;
  /** After the last sample. Names what was not downloaded in the file `notDownloaded`, where there is something. */
  readonly conclude: (notDownloaded: string) => readonly ExpectFacts[];
  readonly close: () => void;
}

const oneLine = (key: string): string => key.replace(/[\r\n]/g, (character) => encodeURIComponent(character));

/** Reads the listings that were named; undefined without any. Throws UserError. */
export const openExpectations = async (
  { expect, expectPrefix }: Pick<Config, 'expect' | 'expectPrefix'>,
  roots: Roots,
  scratch: string,
): Promise<Expectations | undefined> => {
  if (expect.length === 0) return undefined;
  const listings: Listed[] = [];
  const close = () => {
    for (const listing of listings) listing.close();
  };
  try {
    for (const [at, file] of expect.entries()) {
      listings.push(await readListing({ file, roots, prefix: expectPrefix, spool: join(scratch, `expect-${at}`) }));
    }
  } catch (error) {
    close();
    throw error;
  }
  const said = (resource: ResourceRef): readonly Expectation[] =>
    listings.flatMap((listing) => listing.of(resource) ?? []);

  const wrap = (writer: ListingWriter): Sink => ({
    ...writer,
    sample: (layout, draft) => {
      const [part] = draft.parts;
      // What lies inside a table, an archive or an array is no object of the bucket.
      if (
        part === undefined ||
        part.cell !== undefined ||
        part.member !== undefined ||
        part.row !== undefined ||
        part.range !== undefined
      ) {
        return writer.sample(layout, draft);
      }
      const { annotations } = draft;
      const listed = said(part.resource);
      const expected = [...(annotations.expected ?? []), ...listed];
      const more = listed.length === 0 ? { unlisted: true } : {};
      const told = { ...annotations, ...(expected.length > 0 && { expected }), ...more };
      writer.sample(layout, { ...draft, annotations: told });
    },
    other: (key) => {
      for (const listing of listings) listing.see(key);
      writer.other(key);
    },
  });

  return {
    wrap,
    conclude: (notDownloaded) => {
      const names = createSealedFile(notDownloaded);
      try {
        const facts = listings.map((listing) => listing.conclude((key) => names.write(`${oneLine(key)}\n`)));
        if (facts.some((each) => each.notDownloaded > 0)) names.seal();
        else names.discard();
        return facts;
      } catch (error) {
        names.discard();
        throw error;
      }
    },
    close,
  };
};
