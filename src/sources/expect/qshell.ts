import { keyFromBytes } from '../../model/path-key.ts';
import { byteCount, mimeOf, qiniuDigest } from './digest-text.ts';
import { entryOf, type Reading } from './entry.ts';

/** `qshell listbucket` and `listbucket2`: Key, FileSize, Hash, PutTime, MimeType, StorageType, EndUser, tabs between. */
const isRow = (line: string): boolean => {
  const [key, size, hash] = line.split('\t');
  return key !== undefined && size !== undefined && hash !== undefined && qiniuDigest(hash) !== undefined;
};

const isHeading = (line: string): boolean => /^Key\t(?:File)?Size\tHash(?:\t|$)/i.test(line);

export const isQshell = (head: string): boolean => {
  const lines = head.split(/\r?\n/).filter((line) => line !== '');
  return lines.slice(0, 5).some((line) => isHeading(line) || isRow(line));
};

export const readQshellLine = (bytes: Buffer, line: number): Reading => {
  const text = bytes.toString('latin1');
  if (text.trim() === '' || isHeading(text)) return undefined;
  const [name = '', size = '', hash = '', , mime = ''] = text.split('\t');
  if (name === '' || hash === '') return 'unread';
  if (name.endsWith('/')) return undefined;
  const digest = qiniuDigest(hash);
  const key = keyFromBytes(Buffer.from(name, 'latin1'));
  return entryOf({ key, line, size: byteCount(size), digests: [digest], mime: mimeOf(mime) });
};
