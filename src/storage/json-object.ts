/** What a line of JSON Lines says: each key's cell, the last of two equal keys. */
export interface JsonObject {
  /** A text's own characters; of anything else the letters as written, so that no digit of a number is lost. null is ''. */
  readonly cells: ReadonlyMap<string, string>;
  readonly repeatedKey?: string;
}

const BLANKS = /[ \t\r\n]*/y;
const TEXT = /"[^"\\]*(?:\\.[^"\\]*)*"/y;
/** JSON's, and what Python's json module writes for numbers that JSON does not have. */
const SCALAR = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|-?Infinity|NaN|true|false|null)(?=[\s,}])/y;
/** Up to the next bracket or text. */
const PLAIN = /[^"[\]{}]*/y;

/**
 * Reads one object, of which only the first level becomes cells. Undefined for anything else, and for one that ends early.
 * `JSON.parse` would refuse NaN, round 9007199254740993, and lose what is keyed '__proto__' or keyed twice.
 */
export const readJsonObject = (line: string): JsonObject | undefined => {
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(line)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  const takeMark = (mark: string): boolean => {
    take(BLANKS);
    if (line[at] !== mark) return false;
    at += 1;
    return true;
  };
  const takeText = (): string | undefined => {
    const written = take(TEXT);
    if (written === undefined) return undefined;
    try {
      return JSON.parse(written) as string;
    } catch {
      return undefined; // An escape or a control character that JSON does not know.
    }
  };
  /** Only weighed by its brackets: nobody reads what is in it. */
  const takeNested = (): string | undefined => {
    const start = at;
    const open: string[] = [];
    do {
      take(PLAIN);
      const mark = line[at];
      if (mark === undefined) return undefined;
      if (mark === '"') {
        if (take(TEXT) === undefined) return undefined;
        continue;
      }
      at += 1;
      if (mark === '[') open.push(']');
      else if (mark === '{') open.push('}');
      else if (open.pop() !== mark) return undefined;
    } while (open.length > 0);
    return line.slice(start, at);
  };
  const takeValue = (): string | undefined => {
    take(BLANKS);
    if (line[at] === '"') return takeText();
    if (line[at] === '[' || line[at] === '{') return takeNested();
    const scalar = take(SCALAR);
    return scalar === 'null' ? '' : scalar;
  };

  const cells = new Map<string, string>();
  let repeatedKey: string | undefined;
  if (!takeMark('{')) return undefined;
  if (!takeMark('}')) {
    do {
      take(BLANKS);
      const key = takeText();
      const value = key !== undefined && takeMark(':') ? takeValue() : undefined;
      if (key === undefined || value === undefined) return undefined;
      if (cells.has(key)) repeatedKey ??= key;
      cells.set(key, value);
    } while (takeMark(','));
    if (!takeMark('}')) return undefined;
  }
  take(BLANKS);
  if (at < line.length) return undefined;
  return { cells, ...(repeatedKey !== undefined && { repeatedKey }) };
};
