import { keyFromBytes } from '../../model/path-key.ts';
import { hexDigest } from './digest-text.ts';
import { entryOf, type Reading } from './entry.ts';

/** `sha256sum`, `md5sum`, `sha1sum`: hash, a blank, a blank or `*`, the name; a backslash in front where the name is escaped. */
const GNU = /^\\?([0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{128}) /i;
/** BSD and `--tag`, and with other blanks `openssl dgst`. */
const TAGGED = /^\\?(?:MD5|SHA1|SHA2?-?256|SHA2?-?512) ?\(([\s\S]*)\) ?= ?([0-9a-f]+)\s*$/i;

export const isChecksums = (head: string): boolean => {
  const [first = ''] = head.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#'));
  return GNU.test(first) || TAGGED.test(first);
};

const ESCAPES: Readonly<Record<string, string>> = { '\\\\': '\\', '\\n': '\n', '\\r': '\r' };

/** Names are bytes: `text` holds one character for each. */
const keyOf = (text: string, isEscaped: boolean): string => {
  const name = isEscaped ? text.replace(/\\[\\nr]/g, (escaped) => ESCAPES[escaped]!) : text;
  return keyFromBytes(Buffer.from(name.replace(/^(?:\.\/)+/, ''), 'latin1'));
};

export const readChecksumLine = (bytes: Buffer, line: number): Reading => {
  const text = bytes.toString('latin1');
  if (text.trim() === '' || text.startsWith('#')) return undefined;
  const isEscaped = text.startsWith('\\');
  const tagged = TAGGED.exec(text);
  if (tagged !== null) {
    const digest = hexDigest(tagged[2]!);
    return digest === undefined ? 'unread' : entryOf({ key: keyOf(tagged[1]!, isEscaped), line, digests: [digest] });
  }
  const hex = GNU.exec(text)?.[1];
  if (hex === undefined) return 'unread';
  const after = text.slice((isEscaped ? 1 : 0) + hex.length + 1);
  // BSD's `md5 -r` writes one blank alone.
  const name = after.startsWith(' ') || after.startsWith('*') ? after.slice(1) : after;
  if (name === '-' || name === '') return undefined;
  return entryOf({ key: keyOf(name, isEscaped), line, digests: [hexDigest(hex)] });
};
