import type { ExpectedDigest } from '../../model/expectation.ts';
import { keyFromBytes } from '../../model/path-key.ts';
import { etagDigest, hexDigest, mimeOf } from './digest-text.ts';
import { entryOf, type Reading } from './entry.ts';
import type { JsonItem } from './json-items.ts';

const asText = (value: unknown): string => (typeof value === 'string' ? value : '');
const asKey = (name: string): string => keyFromBytes(Buffer.from(name));
const asSize = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;

export const isRclone = (head: string): boolean =>
  /^\s*\[?\s*\{/.test(head) && /"Path"\s*:/.test(head) && /"IsDir"\s*:/.test(head);

export const isListObjects = (head: string): boolean =>
  /^\s*[[{]/.test(head) && /"Key"\s*:/.test(head) && /"(?:ETag|Size|LastModified)"\s*:/.test(head);

const RCLONE_HASHES = new Set(['md5', 'sha1', 'sha256', 'sha512']);

/** Names of hashes were 'MD5' and 'SHA-1' once and are 'md5' and 'sha1' now. */
const rcloneDigests = (hashes: unknown): readonly (ExpectedDigest | undefined)[] =>
  typeof hashes === 'object' && hashes !== null
    ? Object.entries(hashes).map(([name, value]) => {
        const digest = hexDigest(asText(value));
        const algorithm = name.toLowerCase().replace('-', '');
        return RCLONE_HASHES.has(algorithm) && digest?.algorithm === algorithm ? digest : undefined;
      })
    : [];

/** An item of `rclone lsjson`. */
export const readRcloneItem = ({ line, value }: JsonItem): Reading => {
  if (value === undefined || asText(value.Path) === '') return 'unread';
  if (value.IsDir === true) return undefined;
  const { Path, Size, Hashes, MimeType } = value;
  const mime = mimeOf(asText(MimeType));
  return entryOf({ key: asKey(asText(Path)), line, size: asSize(Size), digests: rcloneDigests(Hashes), mime });
};

/** An object of `aws s3api list-objects-v2`, `list-objects` or `list-object-versions`. */
export const readS3Object = ({ line, value }: JsonItem): Reading => {
  if (value === undefined) return 'unread';
  const { Key, Size, ETag, IsLatest } = value;
  const key = asText(Key);
  // Prefixes, delete markers, older versions.
  if (key === '' || Size === undefined || IsLatest === false) return undefined;
  if (key.endsWith('/') && Size === 0) return undefined;
  return entryOf({ key: asKey(key), line, size: asSize(Size), digests: [etagDigest(asText(ETag))] });
};
