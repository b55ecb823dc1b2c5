import { type Entry, MOST_LEVELS, type Parsed, type Problem, type Tree } from './tree.ts';

/** Where the text stops being JSON; caught below, never seen outside. */
class Stop extends Error {
  constructor(readonly problem: Problem) {
    super(problem.key);
  }
}

const stop = (at: number, key: Problem['key']): never => {
  throw new Stop({ at, key });
};

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORDS = [
  ['true', true],
  ['false', false],
  ['null', null],
] as const;

/**
 * JSON as RFC 8259 has it, no comments, no trailing commas: other programs read the file too. Written here since JSON.parse says
 * where something is in some messages only, never in which place a value stands, and takes the last of two equal names.
 */
export const parseJsonFile = (text: string): Parsed => {
  let at = 0;

  const skipBlanks = (): void => {
    while (at < text.length && ' \t\n\r'.includes(text[at]!)) at += 1;
    if (text.startsWith('//', at) || text.startsWith('/*', at) || text[at] === '#') stop(at, 'cli.syntax.comment');
  };

  const readText = (): string => {
    const start = at;
    for (at += 1; text[at] !== '"'; at += text[at] === '\\' ? 2 : 1) {
      if (at >= text.length || text[at]! < ' ') stop(start, 'cli.syntax.text');
    }
    at += 1;
    try {
      return JSON.parse(text.slice(start, at)) as string;
    } catch {
      return stop(start, 'cli.syntax.text');
    }
  };

  const readList = (level: number): Tree => {
    const start = at;
    const items: Tree[] = [];
    for (at += 1, skipBlanks(); text[at] !== ']'; ) {
      items.push(readValue(level + 1));
      skipBlanks();
      if (text[at] === ']') break;
      if (text[at] !== ',') stop(at, 'cli.syntax.comma');
      at += 1;
      skipBlanks();
      if (text[at] === ']') stop(at, 'cli.syntax.value');
    }
    at += 1;
    return { kind: 'list', items, at: start };
  };

  const readMap = (level: number): Tree => {
    const start = at;
    const entries: Entry[] = [];
    for (at += 1, skipBlanks(); text[at] !== '}'; ) {
      if (text[at] !== '"') stop(at, 'cli.syntax.name');
      const place = at;
      const key = readText();
      skipBlanks();
      if (text[at] !== ':') stop(at, 'cli.syntax.colon');
      at += 1;
      entries.push({ key, at: place, value: readValue(level + 1) });
      skipBlanks();
      if (text[at] === '}') break;
      if (text[at] !== ',') stop(at, 'cli.syntax.comma');
      at += 1;
      skipBlanks();
      if (text[at] === '}') stop(at, 'cli.syntax.name');
    }
    at += 1;
    return { kind: 'map', entries, at: start };
  };

  const readValue = (level: number): Tree => {
    skipBlanks();
    const start = at;
    if (level > MOST_LEVELS) stop(at, 'cli.syntax.deep');
    if (text[at] === '{') return readMap(level);
    if (text[at] === '[') return readList(level);
    if (text[at] === '"') return { kind: 'value', value: readText(), at: start };
    for (const [word, value] of WORDS) {
      if (!text.startsWith(word, at)) continue;
      at += word.length;
      return { kind: 'value', value, at: start };
    }
    NUMBER.lastIndex = at;
    const number = NUMBER.exec(text)?.[0];
    if (number === undefined) return stop(at, 'cli.syntax.value');
    at += number.length;
    return { kind: 'value', value: Number(number), at: start };
  };

  try {
    skipBlanks();
    if (at === text.length) return { problems: [] };
    const tree = readValue(1);
    skipBlanks();
    if (at < text.length) stop(at, 'cli.syntax.end');
    return { tree, problems: [] };
  } catch (error) {
    if (error instanceof Stop) return { problems: [error.problem] };
    throw error;
  }
};
