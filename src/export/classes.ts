/** The text Python sees: bytes that are not UTF-8 become its surrogate escapes U+DC80 to U+DCFF. */
const asPython = (key: string): readonly number[] =>
  Array.from(key.matchAll(/%([0-9A-F]{2})|[\s\S]/gu), ([character, hex]) => {
    if (hex === undefined) return character.codePointAt(0)!;
    const byte = Number.parseInt(hex, 16);
    return byte < 0x80 ? byte : 0xdc00 + byte;
  });

const compare = (a: readonly number[], b: readonly number[]): number => {
  for (let at = 0; at < Math.min(a.length, b.length); at += 1) {
    if (a[at] !== b[at]) return a[at]! - b[at]!;
  }
  return a.length - b.length;
};

/** Class folders in the order in which torchvision numbers them: Python's sorted(), by code points. */
export const inClassOrder = (names: readonly string[]): readonly string[] =>
  names
    .map((name) => ({ name, points: asPython(name) }))
    .sort((a, b) => compare(a.points, b.points))
    .map(({ name }) => name);

/** One name a line; the line's place is the class's number, so a line break inside a name is escaped. */
export const classesText = (names: readonly string[]): string =>
  names.map((name) => `${name.replace(/[\r\n]/g, encodeURIComponent)}\n`).join('');
