const ZERO_WIDTH = /^\p{M}$/u;
/** East Asian wide and full-width blocks, and emoji: two columns in a terminal. */
const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]$/u;

const widthOf = (character: string): number => {
  if (ZERO_WIDTH.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
};

/** Columns that a terminal gives to `text`, which holds no control characters. */
export const columnsOf = (text: string): number => {
  let columns = 0;
  for (const character of text) columns += widthOf(character);
  return columns;
};

/** At most `columns` columns; what was cut is shown by an ellipsis. */
export const clip = (text: string, columns: number): string => {
  if (columnsOf(text) <= columns) return text;
  let taken = '';
  let left = columns - 1;
  for (const character of text) {
    left -= widthOf(character);
    if (left < 0) break;
    taken += character;
  }
  return `${taken}…`;
};

/** `clip`, then blanks up to exactly `columns`. */
export const padTo = (text: string, columns: number): string => {
  const clipped = clip(text, columns);
  return clipped + ' '.repeat(columns - columnsOf(clipped));
};
