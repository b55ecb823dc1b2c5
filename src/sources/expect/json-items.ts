/** Longer than this is no object of a listing. Bytes. */
const MOST_ITEM_BYTES = 1 << 20;

const [QUOTE, BACKSLASH, OPEN, CLOSE, OPEN_LIST, CLOSE_LIST, NEWLINE] = [0x22, 0x5c, 0x7b, 0x7d, 0x5b, 0x5d, 0x0a];

export interface JsonItem {
  /** 1-based line on which it begins. */
  readonly line: number;
  /** Undefined where it is not JSON, or too long. */
  readonly value: Readonly<Record<string, unknown>> | undefined;
}

const parsed = (text: string): JsonItem['value'] => {
  try {
    return JSON.parse(text) as JsonItem['value'];
  } catch {
    return undefined;
  }
};

/**
 * The objects in the lists of a JSON file, of any size, in flat memory: elements of a list at the top, or of a list that a member
 * of an object at the top is. Any number of documents may follow each other (pages). An object at the top without such a list is
 * an item itself (a line of JSON Lines).
 */
export function* jsonItems(chunks: Iterable<Uint8Array>): Generator<JsonItem> {
  /** Open brackets outside of an item: OPEN or OPEN_LIST. */
  const open: number[] = [];
  /** Pieces of the item, or of the object at the top as long as it may be one. */
  let pieces: Buffer[] = [];
  let length = 0;
  let isKept = false;
  let itemDepth = 0;
  let startLine = 1;
  let line = 1;
  let inString = false;
  let isEscaped = false;

  const begin = (): void => {
    pieces = [];
    length = 0;
    isKept = true;
    startLine = line;
  };
  const take = (bytes: Buffer): void => {
    if (!isKept) return;
    length += bytes.length;
    if (length > MOST_ITEM_BYTES) {
      isKept = false;
      pieces = [];
    } else pieces.push(Buffer.from(bytes));
  };
  const told = (): JsonItem => ({
    line: startLine,
    value: isKept ? parsed(Buffer.concat(pieces).toString('utf8')) : undefined,
  });
  const isInList = (): boolean =>
    open.at(-1) === OPEN_LIST && (open.length === 1 || (open.length === 2 && open[0] === OPEN));

  for (const chunk of chunks) {
    const block = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    let from = 0;
    for (let at = 0; at < block.length; at += 1) {
      const byte = block[at];
      if (byte === NEWLINE) line += 1;
      if (inString) {
        if (isEscaped) isEscaped = false;
        else if (byte === BACKSLASH) isEscaped = true;
        else if (byte === QUOTE) inString = false;
        continue;
      }
      if (byte === QUOTE) inString = true;
      else if (byte === OPEN || byte === OPEN_LIST) {
        if (itemDepth > 0) itemDepth += 1;
        else if (byte === OPEN && isInList()) {
          begin();
          from = at;
          itemDepth = 1;
        } else {
          if (byte === OPEN && open.length === 0) {
            begin();
            from = at;
          }
          open.push(byte);
        }
      } else if (byte === CLOSE || byte === CLOSE_LIST) {
        if (itemDepth > 0) {
          itemDepth -= 1;
          if (itemDepth > 0) continue;
          take(block.subarray(from, at + 1));
          yield told();
          // What held items is none itself.
          isKept = false;
        } else {
          open.pop();
          if (open.length > 0 || byte !== CLOSE || !isKept) continue;
          take(block.subarray(from, at + 1));
          yield told();
          isKept = false;
        }
      }
    }
    take(block.subarray(from));
  }
}
