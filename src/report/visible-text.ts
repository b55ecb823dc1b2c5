/** Control, formatting and bidirectional characters, lone surrogates, line and paragraph separators. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const escapeCharacter = (character: string): string => {
  const code = character.codePointAt(0)!;
  const named = NAMED[character];
  if (named !== undefined) return named;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
  if (code < 0x10000) return `\\u${code.toString(16).padStart(4, '0')}`;
  return `\\u{${code.toString(16)}}`;
};

/**
 * Names, labels and payloads as they may be shown: whatever would move a cursor, change colors, reorder or hide text
 * stands there as an escape instead. Every border to a reader goes through it, terminal and page alike.
 */
export const visible = (text: string): string => text.replace(INVISIBLE, escapeCharacter);

const isLow = (text: string, at: number): boolean => /[\udc00-\udfff]/.test(text.charAt(at));

/**
 * At most `length` UTF-16 units, the middle left out: the ends of a path say most. No character is cut in two. Costs the
 * same for a name of ten characters and a payload of ten million.
 */
export const shorten = (text: string, length: number): string => {
  if (text.length <= length) return text;
  const head = Math.ceil((length - 1) / 3);
  const tail = text.length - (length - 1 - head);
  return `${text.slice(0, isLow(text, head) ? head - 1 : head)}…${text.slice(isLow(text, tail) ? tail + 1 : tail)}`;
};
