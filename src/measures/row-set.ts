const PAGE_BITS = 1 << 16;

/** Which rows of an array were met: how many, and the first few. */
export interface RowSet {
  readonly add: (row: number) => void;
  readonly count: () => number;
  /** The smallest `limit` rows, ascending. */
  readonly first: (limit: number) => readonly number[];
}

/** For rows that come in ascending order, repeated ones next to each other. Keeps `limit` numbers. */
export const ascendingRows = (limit: number): RowSet => {
  const rows: number[] = [];
  let last = -1;
  let count = 0;
  return {
    add: (row) => {
      if (row === last) return;
      last = row;
      count += 1;
      if (rows.length < limit) rows.push(row);
    },
    count: () => count,
    first: (wanted) => rows.slice(0, wanted),
  };
};

/** For rows in any order: one bit a row, in pages that exist only where a row was met. */
export const scatteredRows = (): RowSet => {
  const pages = new Map<number, Uint32Array>();
  let count = 0;
  return {
    add: (row) => {
      const number = Math.floor(row / PAGE_BITS);
      let page = pages.get(number);
      if (page === undefined) {
        page = new Uint32Array(PAGE_BITS / 32);
        pages.set(number, page);
      }
      const word = (row % PAGE_BITS) >>> 5;
      const bit = 1 << (row & 31);
      if ((page[word]! & bit) !== 0) return;
      page[word]! |= bit;
      count += 1;
    },
    count: () => count,
    first: (limit) => {
      const rows: number[] = [];
      for (const number of [...pages.keys()].sort((a, b) => a - b)) {
        const page = pages.get(number)!;
        for (let at = 0; at < PAGE_BITS; at += 1) {
          if (rows.length >= limit) return rows;
          if ((page[at >>> 5]! & (1 << (at & 31))) !== 0) rows.push(number * PAGE_BITS + at);
        }
      }
      return rows;
    },
  };
};
