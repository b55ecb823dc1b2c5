/** A list is an array, a tuple one inside an object: numpy takes no list for a shape. */
export type Literal = string | number | boolean | null | readonly Literal[] | Tuple | ReadonlyMap<Literal, Literal>;
export interface Tuple {
  readonly tuple: readonly Literal[];
}

export const isTuple = (literal: Literal | undefined): literal is Tuple =>
  typeof literal === 'object' && literal !== null && 'tuple' in literal;

const MAX_DEPTH = 16;
/** Without leading zeros, as Python 3 wants it; Python 2 wrote 10L. */
const NUMBER = /[+-]?(?:0+|[1-9]\d*)L?(?!\w)/y;
const WORD = /True|False|None/y;
/** Python 2 wrote u'f4'. */
const STRING = /[uU]?(?:'((?:[^'\\\n]|\\['\\])*)'|"((?:[^"\\\n]|\\["\\])*)")/y;
const BLANKS = /(?:[ \t\n\r\f]+|#[^\n]*)*/y;
const WORDS: Readonly<Record<string, boolean | null>> = { True: true, False: false, None: null };
const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** The text is not such a literal. `at` counts characters. */
export class LiteralError extends Error {
  override readonly name = 'LiteralError';
  constructor(
    readonly at: number,
    what: string,
  ) {
    super(what);
  }
}

/**
 * Reads one Python literal of strings, whole numbers, booleans, None, tuples, lists and dicts, the whole text long: what numpy's
 * headers are made of. Nothing is evaluated. Throws LiteralError.
 */
export const parsePythonLiteral = (text: string): Literal => {
  let at = 0;
  const refuse = (what: string): never => {
    throw new LiteralError(at, what);
  };
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found !== null) at += found[0].length;
    return found;
  };
  const accept = (character: string): boolean => {
    match(BLANKS);
    if (text[at] !== character) return false;
    at += 1;
    return true;
  };

  const readItems = (open: string, depth: number): Literal => {
    const close = CLOSING[open]!;
    const items: Literal[] = [];
    const entries = new Map<Literal, Literal>();
    let commas = 0;
    while (!accept(close)) {
      if (items.length + entries.size > commas) refuse(`expected ',' or '${close}'`);
      const item = readValue(depth + 1);
      if (open === '{') {
        if (!accept(':')) refuse("expected ':'");
        if (entries.has(item)) refuse('a key occurs twice');
        entries.set(item, readValue(depth + 1));
      } else items.push(item);
      if (accept(',')) commas += 1;
    }
    if (open === '{') return entries;
    // (3) is a number in brackets, (3,) a tuple.
    if (open === '(' && items.length === 1 && commas === 0) return items[0]!;
    return open === '(' ? { tuple: items } : items;
  };

  const readValue = (depth: number): Literal => {
    if (depth > MAX_DEPTH) refuse('nested too deep');
    match(BLANKS);
    const open = text[at];
    if (open === '(' || open === '[' || open === '{') {
      at += 1;
      return readItems(open, depth);
    }
    const string = match(STRING);
    if (string !== null) return (string[1] ?? string[2]!).replace(/\\(.)/g, '$1');
    const word = match(WORD);
    if (word !== null) return WORDS[word[0]]!;
    const number = match(NUMBER);
    if (number !== null) return Number.parseInt(number[0], 10);
    return refuse(at >= text.length ? 'ends too early' : 'expected a value');
  };

  const value = readValue(0);
  match(BLANKS);
  if (at < text.length) refuse('something follows the value');
  return value;
};
