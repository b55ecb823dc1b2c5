import { keyFromBytes } from '../../model/path-key.ts';
import { byteCount, etagDigest } from './digest-text.ts';
import { entryOf, type Reading } from './entry.ts';

const HEADING = /^LastModifiedTime\s+Size\(B\)\s/i;
/** Time, size, class, ETag; with `--all-versions` also version, latest, delete marker; then oss://bucket/key. */
const ROW =
  /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4}(?: \S+)?\s+(\d+)\s+\S+\s+(\S+)\s+(?:(\S+)\s+(true|false)\s+(true|false)\s+)?oss:\/\/[^/]+\/(.*)$/s;
/** `ossutil ls -s` writes names alone. */
const SHORT = /^oss:\/\/[^/]+\/(.+)$/s;

export const isOssutil = (head: string): boolean =>
  head.split(/\r?\n/).some((line) => HEADING.test(line) || ROW.test(line) || SHORT.test(line));

const asKey = (name: string): string => keyFromBytes(Buffer.from(name, 'latin1'));

export const readOssutilLine = (bytes: Buffer, line: number): Reading => {
  const text = bytes.toString('latin1');
  const row = ROW.exec(text);
  if (row !== null) {
    const [, size = '', etag = '', , latest, deleted, name = ''] = row;
    if (name === '' || name.endsWith('/') || latest === 'false' || deleted === 'true') return undefined;
    return entryOf({ key: asKey(name), line, size: byteCount(size), digests: [etagDigest(etag)] });
  }
  const short = SHORT.exec(text)?.[1];
  if (short !== undefined) return short.endsWith('/') ? undefined : entryOf({ key: asKey(short), line });
  const isTalk = text.trim() === '' || HEADING.test(text) || /Number is: ?\d+$|\(s\) elapsed\s*$/.test(text);
  return isTalk ? undefined : 'unread';
};
