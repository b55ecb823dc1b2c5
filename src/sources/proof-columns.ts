import type { Config } from '../model/config.ts';
import type { Algorithm, Expectation, ExpectedDigest } from '../model/expectation.ts';
import type { ManifestFacts } from '../model/listing.ts';
import { byteCount, etagDigest, hexDigest, qiniuDigest } from './expect/digest-text.ts';

type Columns = ManifestFacts['columns'];

/** Names by which a column of checksums is known, in the order in which they are believed: the surer algorithm first. */
const CHECKSUM_NAMES =
  'sha256 sha_256 sha256sum sha256_hash sha512 sha1 sha_1 sha1sum md5 md5sum md5_hash md5sums qetag qiniu_etag qiniu_hash etag e_tag checksum file_hash hash'.split(
    ' ',
  );
const SIZE_NAMES =
  'size_bytes bytes file_size filesize file_size_bytes content_length contentlength num_bytes n_bytes size fsize'.split(
    ' ',
  );

const plainName = (name: string): string =>
  name
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');

/** A checksum in a cell, by its form; `sha256:…` and the like too. `named`: what the column's own name makes of plain md5 digits. */
const digestOf = (cell: string, named: Algorithm | undefined): ExpectedDigest | undefined => {
  const text = cell.trim();
  const bare = text.replace(/^(?:md5|sha-?1|sha-?256|sha-?512)[:=]/i, '');
  const digest = named === 'etag' ? etagDigest(text) : (hexDigest(bare) ?? qiniuDigest(text) ?? etagDigest(text));
  return digest;
};

/** What a column's name says of 32 hex digits: an ETag is the md5 often, not always. */
const algorithmOf = (name: string): Algorithm | undefined => (/e_?tag/.test(plainName(name)) ? 'etag' : undefined);

interface Head {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const byName = (
  { header, rows }: Head,
  names: readonly string[],
  taken: ReadonlySet<string>,
  fits: (cell: string, name: string) => boolean,
): string | undefined => {
  const candidates = names.flatMap((name) =>
    header.filter((column) => plainName(column) === name && !taken.has(column)),
  );
  return candidates.find((column) => {
    const at = header.indexOf(column);
    const cells = rows.map((row) => (row[at] ?? '').trim()).filter((cell) => cell !== '');
    return cells.length > 0 && cells.every((cell) => fits(cell, column));
  });
};

/**
 * Columns that hold size and checksum of the files: those that options name, else by name, and then only where every one of the
 * first cells has the form. Whether they are right the checks decide, over all files.
 */
export const chooseProof = (
  head: Head,
  taken: ReadonlySet<string>,
  options: Pick<Config, 'checksumColumn' | 'sizeColumn'>,
): Pick<Columns, 'size' | 'checksum'> => {
  const { checksumColumn, sizeColumn } = options;
  const checksum =
    checksumColumn ??
    byName(head, CHECKSUM_NAMES, taken, (cell, name) => digestOf(cell, algorithmOf(plainQiniu(name))) !== undefined);
  const size = sizeColumn ?? byName(head, SIZE_NAMES, taken, (cell) => byteCount(cell) !== undefined);
  const proof = (name: string, option: string | undefined, algorithm: Algorithm | undefined) => ({
    name,
    how: option === undefined ? ('found' as const) : ('stated' as const),
    ...(algorithm !== undefined && { algorithm }),
  });
  return {
    ...(checksum !== undefined && { checksum: proof(checksum, checksumColumn, algorithmOf(plainQiniu(checksum))) }),
    ...(size !== undefined && { size: proof(size, sizeColumn, undefined) }),
  };
};

/** 'qiniu_etag' and 'qetag' name another hash, which its form tells. */
const plainQiniu = (name: string): string => plainName(name).replace(/^(?:qiniu_|q)e_?tag$/, 'hash');

/** What the cells of one row say of its file. Empty cells, and such that have no form, say nothing. */
export const expectedOf = (
  columns: Pick<Columns, 'size' | 'checksum'>,
  cells: { readonly checksum: string; readonly size: string },
  place: { readonly file: string; readonly line: number },
): readonly Expectation[] => {
  const said: Expectation[] = [];
  const digest = columns.checksum && digestOf(cells.checksum, columns.checksum.algorithm);
  if (columns.checksum !== undefined && digest !== undefined) {
    said.push({ how: columns.checksum.how, ...place, digests: [digest] });
  }
  const size = columns.size && byteCount(cells.size.trim());
  if (columns.size !== undefined && size !== undefined) said.push({ how: columns.size.how, ...place, size });
  return said;
};
