import { closeSync, mkdirSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Names in memory at a time. */
const RUN_NAMES = 2 ** 17;
const WRITE_BYTES = 1 << 18;
const READ_BYTES = 1 << 16;

/** Sorts any number of names in flat memory: full runs go to disk, reading merges them. */
export interface NameSorter {
  readonly add: (name: string) => void;
  /** All names by their UTF-8 bytes. May be asked for again; nothing is added afterwards. */
  readonly sorted: () => Generator<string>;
  /** Removes the runs from disk. */
  readonly dispose: () => void;
}

const ASCII = /^[\0-\x7f]*$/;
/** One character per byte: V8 compares such strings as bytes, and keeps them at a byte a character. */
const bytesAsText = (name: string): string => (ASCII.test(name) ? name : Buffer.from(name).toString('latin1'));
const textFromBytes = (text: string): string => (ASCII.test(text) ? text : Buffer.from(text, 'latin1').toString());

const writeRun = (path: string, names: readonly string[]): void => {
  const descriptor = openSync(path, 'wx');
  try {
    let block = Buffer.allocUnsafe(WRITE_BYTES);
    let used = 0;
    const flush = () => {
      for (let done = 0; done < used; ) done += writeSync(descriptor, block, done, used - done);
      used = 0;
    };
    for (const name of names) {
      if (used + 4 + name.length > block.length) flush();
      if (4 + name.length > block.length) block = Buffer.allocUnsafe(4 + name.length);
      block.writeUInt32LE(name.length, used);
      block.write(name, used + 4, 'latin1');
      used += 4 + name.length;
    }
    flush();
  } finally {
    closeSync(descriptor);
  }
};

/** Opened anew for each block, so that hundreds of runs hold no descriptors. */
const readBlock = (path: string, offset: number, into: Buffer): number => {
  const descriptor = openSync(path, 'r');
  try {
    let filled = 0;
    while (filled < into.length) {
      const count = readSync(descriptor, into, filled, into.length - filled, offset + filled);
      if (count === 0) break;
      filled += count;
    }
    return filled;
  } finally {
    closeSync(descriptor);
  }
};

function* readRun(path: string): Generator<string> {
  let block = Buffer.alloc(READ_BYTES);
  for (let offset = 0; ; ) {
    const length = readBlock(path, offset, block);
    if (length === 0) return;
    let at = 0;
    while (at + 4 <= length) {
      const size = block.readUInt32LE(at);
      if (at + 4 + size > length) break;
      yield block.toString('latin1', at + 4, at + 4 + size);
      at += 4 + size;
    }
    if (at === 0) block = Buffer.alloc(block.length * 2);
    offset += at;
  }
}

interface Head {
  readonly rest: Iterator<string>;
  name: string;
}

/** Restores the order of a heap whose entry `at` may be too large. */
const siftDown = (heap: Head[], from: number): void => {
  for (let at = from; ; ) {
    let least = at;
    for (const child of [2 * at + 1, 2 * at + 2]) {
      if (child < heap.length && heap[child]!.name < heap[least]!.name) least = child;
    }
    if (least === at) return;
    [heap[at], heap[least]] = [heap[least]!, heap[at]!];
    at = least;
  }
};

function* merge(runs: readonly Iterator<string>[]): Generator<string> {
  const heap: Head[] = [];
  for (const rest of runs) {
    const first = rest.next();
    if (first.done !== true) heap.push({ rest, name: first.value });
  }
  for (let at = heap.length >> 1; at >= 0; at -= 1) siftDown(heap, at);
  while (heap.length > 0) {
    const top = heap[0]!;
    yield top.name;
    const next = top.rest.next();
    if (next.done !== true) top.name = next.value;
    else {
      const last = heap.pop()!;
      if (heap.length > 0) heap[0] = last;
    }
    siftDown(heap, 0);
  }
}

/** Runs are written into `folder`, which is made when it is first needed and is the sorter's own. */
export const createNameSorter = (folder: string, runNames = RUN_NAMES): NameSorter => {
  const runs: string[] = [];
  let current: string[] = [];
  let isSorted = false;

  return {
    add: (name) => {
      current.push(bytesAsText(name));
      if (current.length < runNames) return;
      mkdirSync(folder, { recursive: true });
      const path = join(folder, `run-${runs.length}`);
      writeRun(path, current.sort());
      runs.push(path);
      current = [];
    },
    *sorted() {
      if (!isSorted) current.sort();
      isSorted = true;
      for (const name of merge([...runs.map(readRun), current.values()])) yield textFromBytes(name);
    },
    dispose: () => {
      current = [];
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
