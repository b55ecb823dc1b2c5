const MAX_CHARACTERS = 120;
/** C0, C1, zero-width, bidirectional and other format controls, lone surrogates: what could change how the rest is shown. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]+/gu;
const ADDRESS = /\b([a-z][a-z0-9+.-]{1,15}):(?=\S)/gi;
const HOST_DOT = /(?<=[\p{L}\p{N}-])\.(?=\p{L}{2})/gu;

/** One line without control characters, at most 120 characters: for what the system, a decoder or a manifest's cell says. */
export const oneLine = (text: string): string => {
  const line = text.replace(UNSEEN, ' ').replace(/\s+/gu, ' ').trim();
  const characters = [...line];
  if (characters.length <= MAX_CHARACTERS) return line;
  return `${characters
    .slice(0, MAX_CHARACTERS - 1)
    .join('')
    .trimEnd()}…`;
};

/**
 * Text that a stranger wrote to be read: one line, and no address that a terminal, mail program or browser turns into a link
 * ('https://a.example/x' -> 'https[:]//a[.]example/x').
 */
export const defang = (text: string): string => oneLine(text).replace(ADDRESS, '$1[:]').replace(HOST_DOT, '[.]');
