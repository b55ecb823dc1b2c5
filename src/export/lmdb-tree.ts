import {
  BIG,
  BRANCH,
  DB_AT,
  LEAF,
  MAGIC,
  META,
  META_AT,
  NO_PAGE,
  NODE_HEAD_BYTES,
  OVERFLOW,
  PAGE_FLAGS_AT,
  PAGE_HEAD_BYTES,
  PAGE_LOWER_AT,
  PAGE_UPPER_AT,
  VERSION,
} from '../storage/lmdb-layout.ts';

/** The size that LMDB itself takes on nearly every machine; all read it. */
const PAGE_BYTES = 4096;
const META_PAGES = 2;
const POINTER_BYTES = 2;
const PAGE_NUMBER_BYTES = 8;
/** A longer node has its value on pages of its own, so that every leaf has room for two (me_nodemax). */
const LARGEST_NODE_BYTES = (((PAGE_BYTES - PAGE_HEAD_BYTES) >> 1) & ~1) - POINTER_BYTES;
/** As LMDB is built everywhere (MDB_MAXKEYSIZE). */
export const LONGEST_KEY_BYTES = 511;
/** MDB_INTEGERKEY: how the database of free pages is sorted. */
const FREE_DB_FLAGS = 0x08;

/** A value, as long as `bytes`, in pieces. */
export interface Value {
  readonly bytes: number;
  readonly chunks: () => Iterable<Uint8Array>;
}

/** What the meta page says of a tree. */
export interface TreeFacts {
  readonly depth: number;
  readonly branches: number;
  readonly leaves: number;
  readonly overflow: number;
  readonly entries: number;
  /** Undefined: there are no records. */
  readonly root: number | undefined;
  /** With the two meta pages. */
  readonly pages: number;
}

export interface TreeWriter {
  /** Keys must come ascending by bytes, of 1 to `LONGEST_KEY_BYTES` bytes. */
  readonly add: (key: Uint8Array, value: Value) => void;
  readonly finish: () => TreeFacts;
}

interface Node {
  readonly key: Uint8Array;
  /** Of a leaf the value, or the number of its first page; of a branch nothing. */
  readonly data: Uint8Array;
  /** What stands where a leaf has the value's size and flags. */
  readonly head: readonly [low: number, high: number, flags: number];
}

const nodeBytes = ({ key, data }: Node): number => (NODE_HEAD_BYTES + key.length + data.length + 1) & ~1;

const pageHead = (page: Uint8Array, number: number, flags: number): DataView => {
  const view = new DataView(page.buffer);
  view.setBigUint64(0, BigInt(number), true);
  view.setUint16(PAGE_FLAGS_AT, flags, true);
  return view;
};

const nodePage = (number: number, flags: number, nodes: readonly Node[]): Uint8Array => {
  const page = new Uint8Array(PAGE_BYTES);
  const view = pageHead(page, number, flags);
  let upper = PAGE_BYTES;
  for (const [at, node] of nodes.entries()) {
    upper -= nodeBytes(node);
    view.setUint16(PAGE_HEAD_BYTES + at * POINTER_BYTES, upper, true);
    for (const [place, part] of node.head.entries()) view.setUint16(upper + 2 * place, part, true);
    view.setUint16(upper + 6, node.key.length, true);
    page.set(node.key, upper + NODE_HEAD_BYTES);
    page.set(node.data, upper + NODE_HEAD_BYTES + node.key.length);
  }
  view.setUint16(PAGE_LOWER_AT, PAGE_HEAD_BYTES + nodes.length * POINTER_BYTES, true);
  view.setUint16(PAGE_UPPER_AT, upper, true);
  return page;
};

const sixteens = (value: number): Node['head'] => [
  value % 0x10000,
  Math.floor(value / 0x10000) % 0x10000,
  Math.floor(value / 0x1_0000_0000),
];

/** A page below, by the first key in it. */
interface Child {
  readonly key: Uint8Array;
  readonly page: number;
}

const NOTHING = new Uint8Array(0);

/** The lowest key of a branch is never looked at, and has no bytes. */
const childNode = ({ key, page }: Child, at: number): Node => ({
  key: at === 0 ? NOTHING : key,
  data: NOTHING,
  head: sixteens(page),
});

const roomOf = (nodes: readonly Node[]): number =>
  nodes.reduce((sum, node) => sum + POINTER_BYTES + nodeBytes(node), PAGE_HEAD_BYTES);

/** One level of branches. The page before the last waits: LMDB wants no branch of one child. */
interface Level {
  readonly waiting: Child[];
  readonly open: Child[];
}

/**
 * Writes the pages of a B+tree behind the meta pages, from the first record to the last: a leaf when it is full, a branch above it, a
 * long value where it comes. Held are a leaf, and two branches of each level. The same keys and lengths give the same pages: a pass
 * with a `put` that drops them tells what the meta pages will say.
 */
export const createTreeWriter = (put: (bytes: Uint8Array) => void): TreeWriter => {
  let pages = META_PAGES;
  let entries = 0;
  const counts = { branches: 0, leaves: 0, overflow: 0 };
  let leaf: Node[] = [];
  let leafRoom = PAGE_HEAD_BYTES;
  const levels: Level[] = [];

  const putPage = (flags: number, nodes: readonly Node[]): number => {
    const number = pages;
    put(nodePage(number, flags, nodes));
    pages += 1;
    return number;
  };
  const putBranch = (children: readonly Child[], level: number): void => {
    counts.branches += 1;
    addChild({ key: children[0]!.key, page: putPage(BRANCH, children.map(childNode)) }, level + 1);
  };
  const addChild = (child: Child, at: number): void => {
    levels[at] ??= { waiting: [], open: [] };
    const { waiting, open } = levels[at];
    if (roomOf([...open, child].map(childNode)) > PAGE_BYTES) {
      const full = waiting.splice(0);
      waiting.push(...open.splice(0));
      if (full.length > 0) putBranch(full, at);
    }
    open.push(child);
  };
  const putLeaf = (): void => {
    if (leaf.length === 0) return;
    counts.leaves += 1;
    const [{ key }] = leaf as [Node];
    const nodes = leaf;
    leaf = [];
    leafRoom = PAGE_HEAD_BYTES;
    addChild({ key, page: putPage(LEAF, nodes) }, 0);
  };
  const putLong = ({ bytes, chunks }: Value): number => {
    const first = pages;
    const count = Math.ceil((PAGE_HEAD_BYTES + bytes) / PAGE_BYTES);
    const head = new Uint8Array(PAGE_HEAD_BYTES);
    pageHead(head, first, OVERFLOW).setUint32(PAGE_LOWER_AT, count, true);
    put(head);
    for (const chunk of chunks()) put(chunk);
    put(new Uint8Array(count * PAGE_BYTES - PAGE_HEAD_BYTES - bytes));
    pages += count;
    counts.overflow += count;
    return first;
  };
  const valueNode = (key: Uint8Array, value: Value): Node => {
    const [low, high] = sixteens(value.bytes);
    if (NODE_HEAD_BYTES + key.length + value.bytes <= LARGEST_NODE_BYTES) {
      const data = new Uint8Array(value.bytes);
      let at = 0;
      for (const chunk of value.chunks()) {
        data.set(chunk, at);
        at += chunk.length;
      }
      return { key, data, head: [low, high, 0] };
    }
    const data = new Uint8Array(PAGE_NUMBER_BYTES);
    new DataView(data.buffer).setBigUint64(0, BigInt(putLong(value)), true);
    return { key, data, head: [low, high, BIG] };
  };

  return {
    add: (from, value) => {
      const node = valueNode(from.slice(), value);
      const room = POINTER_BYTES + nodeBytes(node);
      if (leafRoom + room > PAGE_BYTES) putLeaf();
      leaf.push(node);
      leafRoom += room;
      entries += 1;
    },
    finish: () => {
      putLeaf();
      let root: number | undefined;
      let depth = 0;
      for (let at = 0; at < levels.length; at += 1) {
        const { waiting, open } = levels[at]!;
        depth = at + 1;
        // A level of one page is the root; it needs no branch above it.
        if (waiting.length === 0 && open.length === 1) {
          root = open[0]!.page;
          break;
        }
        if (open.length === 1) open.unshift(waiting.pop()!);
        if (waiting.length > 0) putBranch(waiting, at);
        putBranch(open, at);
      }
      return { depth, ...counts, entries, root, pages };
    },
  };
};

const EMPTY: TreeFacts = {
  depth: 0,
  branches: 0,
  leaves: 0,
  overflow: 0,
  entries: 0,
  root: undefined,
  pages: META_PAGES,
};

const database = (
  view: DataView,
  at: number,
  { depth, branches, leaves, overflow, entries, root }: TreeFacts,
): void => {
  view.setUint16(at + DB_AT.depth, depth, true);
  view.setBigUint64(at + DB_AT.branches, BigInt(branches), true);
  view.setBigUint64(at + DB_AT.leaves, BigInt(leaves), true);
  view.setBigUint64(at + DB_AT.overflow, BigInt(overflow), true);
  view.setBigUint64(at + DB_AT.entries, BigInt(entries), true);
  view.setBigUint64(at + DB_AT.root, root === undefined ? NO_PAGE : BigInt(root), true);
};

const metaPage = (number: number, tree: TreeFacts, mapBytes: number): Uint8Array => {
  const page = new Uint8Array(PAGE_BYTES);
  const view = pageHead(page, number, META);
  view.setUint32(META_AT.magic, MAGIC, true);
  view.setUint32(META_AT.version, VERSION, true);
  view.setBigUint64(META_AT.mapBytes, BigInt(mapBytes), true);
  view.setUint32(META_AT.freeDb + DB_AT.pad, PAGE_BYTES, true);
  database(view, META_AT.freeDb, EMPTY);
  view.setUint16(META_AT.freeDb + DB_AT.flags, FREE_DB_FLAGS, true);
  database(view, META_AT.mainDb, tree);
  view.setBigUint64(META_AT.lastPage, BigInt(tree.pages - 1), true);
  view.setBigUint64(META_AT.transaction, BigInt(number), true);
  return page;
};

/** The two meta pages that stand before the pages of a tree: an empty database, and the newer one that holds it (mdb_env_copy). */
export const metaPages = (tree: TreeFacts): Uint8Array => {
  const mapBytes = tree.pages * PAGE_BYTES;
  return Buffer.concat([metaPage(0, EMPTY, mapBytes), metaPage(1, tree, mapBytes)]);
};
