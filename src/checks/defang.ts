const MAX_CHARACTERS = 120;
/** C0, C1, zero-width, bidirectional and other format controls, lone surrogates: what could change how the rest is shown. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]+/gu;
const ADDRESS = /\b([a-z][a-z0-9+.-]{1,15}):(?=\S)/gi;
const HOST_DOT = /(?<=[\p{L}\p{N}-])\.(?=\p{L}{2})/gu;

/**
 * Text from a file or picture made safe to show: one line, no control characters, no address that a terminal, mail program or
 * browser turns into a link ('https://a.example/x' -> 'https[:]//a[.]example/x'), at most 120 characters.
 */
export const defang = (text: string): string => {
  const line = text.replace(UNSEEN, ' ').replace(/\s+/gu, ' ').trim();
  const characters = [...line];
  const short =
    characters.length <= MAX_CHARACTERS
      ? line
      : `${characters
          .slice(0, MAX_CHARACTERS - 1)
          .join('')
          .trimEnd()}…`;
  return short.replace(ADDRESS, '$1[:]').replace(HOST_DOT, '[.]');
};
