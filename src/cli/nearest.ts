/** Changed, added, dropped and swapped neighboring letters that make one word of the other. */
const editDistance = (a: string, b: string): number => {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, before[j - 2]! + 1);
      row.push(least);
    }
    before = last;
    last = row;
  }
  return last[b.length]!;
};

const MOST_LETTERS = 64;

/** label-column, LABEL_COLUMN and labelColumn are the same slip of the hand. */
const plain = (word: string): string => word.toLowerCase().replace(/[-_. /]/g, '');

/** The known word that was most likely meant, if any is near: a third of the letters may differ, or one is the other's beginning or end. */
export const nearest = (given: string, known: readonly string[]): string | undefined => {
  const word = plain(given);
  if (word === '' || word.length > MOST_LETTERS) return undefined;
  let best: string | undefined;
  let least = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const each of known) {
    const distance = editDistance(word, plain(each));
    if (distance < least) {
      least = distance;
      best = each;
    }
  }
  if (best !== undefined || word.length < 3) return best;
  return known.find((each) => {
    const other = plain(each);
    return other.endsWith(word) || other.startsWith(word) || (other.length >= 3 && word.startsWith(other));
  });
};
