const PLAIN = /^[A-Za-z0-9_@%+=:,./-]+$/;
const PRINTABLE = /^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]*$/u;

const octal = (byte: number): string => {
  const character = String.fromCharCode(byte);
  if (byte >= 0x20 && byte < 0x7f && !"'\\".includes(character)) return character;
  return `\\${byte.toString(8).padStart(3, '0')}`;
};

/**
 * One word for bash, zsh and ksh. A path with characters that a terminal must not be shown becomes $'…' with octal bytes,
 * so that what is copied is what is meant. A leading '-' becomes './-': it is a path, not an option.
 */
export const quotePath = (path: string): string => {
  const word = path.startsWith('-') ? `./${path}` : path;
  if (PLAIN.test(word)) return word;
  if (!PRINTABLE.test(word)) return `$'${[...Buffer.from(word, 'utf8')].map(octal).join('')}'`;
  return `'${word.replaceAll("'", "'\\''")}'`;
};
