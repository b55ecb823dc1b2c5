const PLAIN = /^[A-Za-z0-9_@%+=:,./-]+$/;
const PRINTABLE = /^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]*$/u;

const octal = (byte: number): string => {
  const character = String.fromCharCode(byte);
  if (byte >= 0x20 && byte < 0x7f && !"'\\".includes(character)) return character;
  return `\\${byte.toString(8).padStart(3, '0')}`;
};

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The path as text, or undefined where its bytes are none. */
const textOf = (path: string | Uint8Array): string | undefined => {
  if (typeof path === 'string') return path;
  try {
    return decoder.decode(path);
  } catch {
    return undefined;
  }
};

/**
 * One word for bash, zsh and ksh. A path with characters that a terminal must not be shown, or that is not UTF-8, becomes
 * $'…' with octal bytes, so that what is copied is what is meant. A leading '-' becomes './-': it is a path, not an option.
 */
export const quotePath = (path: string | Uint8Array): string => {
  const bytes = typeof path === 'string' ? Buffer.from(path) : path;
  if (bytes[0] === 0x2d) return quotePath(Buffer.concat([Buffer.from('./'), bytes]));
  const text = textOf(path);
  if (text === undefined || !PRINTABLE.test(text)) return `$'${[...bytes].map(octal).join('')}'`;
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
};
