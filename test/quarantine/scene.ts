import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRealFs } from '../../src/fs-change/real.ts';
import { bytesFromKey, keyFromBytes } from '../../src/model/path-key.ts';
import { type Holder, thisProcess } from '../../src/quarantine/holder.ts';
import type { Move } from '../../src/quarantine/records.ts';

/** In memory where there is such a place: these tests fsync thousands of times. */
const base = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

export const real = createRealFs();

/** No process ever has this pid, so its locks are stale: what a killed run leaves. */
export const deadHolder = (): Holder => ({ ...thisProcess(), pid: 2 ** 22 + 1, startTicks: '1' });

export interface Scene {
  readonly folder: string;
  readonly root: Buffer;
  readonly place: Buffer;
  readonly remove: () => void;
}

/** A failing test leaves its scene behind; memory must not. */
const scenes = new Set<string>();
process.on('exit', () => {
  for (const folder of scenes) rmSync(folder, { recursive: true, force: true });
});

export const makeScene = (): Scene => {
  const folder = mkdtempSync(join(base, 'prepass-quarantine-'));
  scenes.add(folder);
  const root = Buffer.from(join(folder, 'data'));
  mkdirSync(root);
  return {
    folder,
    root,
    place: Buffer.from(join(folder, 'data.quarantine')),
    remove: () => {
      scenes.delete(folder);
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** Bytes of a key below a folder. */
export const pathIn = (folder: Buffer, key: string): Buffer =>
  Buffer.concat([folder, Buffer.from('/'), bytesFromKey(key)]);

const makeParents = (folder: Buffer, key: string): void => {
  const parts = key.split('/').slice(0, -1);
  for (let depth = 1; depth <= parts.length; depth += 1) {
    const parent = pathIn(folder, parts.slice(0, depth).join('/'));
    if (!existsSync(parent)) mkdirSync(parent);
  }
};

export const putFile = (root: Buffer, key: string, content: string | Buffer, mode = 0o640): void => {
  makeParents(root, key);
  const path = pathIn(root, key);
  writeFileSync(path, content);
  chmodSync(path, mode);
  utimesSync(path, 1_600_000_000.123456, 1_600_000_000.654321 + key.length);
};

export const putLink = (root: Buffer, key: string, target: string): void => {
  makeParents(root, key);
  symlinkSync(Buffer.from(target), pathIn(root, key));
};

export const putHardLink = (root: Buffer, key: string, existing: string): void => {
  makeParents(root, key);
  linkSync(pathIn(root, existing), pathIn(root, key));
};

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** Content, size, mode and time of a name, as text to compare. A link is its own text. */
const describe = (path: Buffer): string => {
  const stats = lstatSync(path, { bigint: true });
  const content = stats.isSymbolicLink()
    ? `-> ${readlinkSync(path, { encoding: 'buffer' }).toString('hex')}`
    : sha256(readFileSync(path));
  return `${content} ${stats.size} ${(stats.mode & 0o7777n).toString(8)} ${stats.mtimeNs}`;
};

const filesBelow = (folder: Buffer, prefix: Buffer = Buffer.alloc(0)): Buffer[] =>
  readdirSync(folder, { withFileTypes: true, encoding: 'buffer' }).flatMap((entry) => {
    const inner = prefix.length === 0 ? entry.name : Buffer.concat([prefix, Buffer.from('/'), entry.name]);
    const path = Buffer.concat([folder, Buffer.from('/'), entry.name]);
    return entry.isDirectory() ? filesBelow(path, inner) : [inner];
  });

/** Raw path (hex) to what is there. */
export type Inventory = ReadonlyMap<string, string>;

export const inventoryOf = (root: Buffer): Inventory =>
  new Map(
    filesBelow(root).map((inner) => [inner.toString('hex'), describe(Buffer.concat([root, Buffer.from('/'), inner]))]),
  );

interface JournalMember {
  readonly path: string;
  readonly slot: string;
}

/** Where each slot's file came from, read from the journal by other means than the code under test. */
const originsOf = (place: Buffer): ReadonlyMap<string, string> => {
  const journal = pathIn(place, 'journal.jsonl');
  const origins = new Map<string, string>();
  if (!existsSync(journal)) return origins;
  const lines = readFileSync(journal, 'utf8').split('\n').slice(0, -1);
  for (const line of lines) {
    const event = JSON.parse(line.slice(17)) as {
      type: string;
      transactions: { tx: string; members: JournalMember[] }[];
    };
    if (event.type !== 'intent') continue;
    for (const { tx, members } of event.transactions) {
      for (const { path, slot } of members) {
        origins.set(`${tx.slice(0, 2)}/${tx}/${slot}`, bytesFromKey(path).toString('hex'));
      }
    }
  }
  return origins;
};

/** What lies in slots, under the raw path it came from. */
export const slotsOf = (place: Buffer): Inventory => {
  const items = pathIn(place, 'items');
  if (!existsSync(items)) return new Map();
  const origins = originsOf(place);
  const found = filesBelow(items).filter((inner) => !inner.toString().endsWith('/manifest.json'));
  return new Map(
    found.map((inner) => {
      const origin = origins.get(inner.toString());
      if (origin === undefined) throw new Error(`slot without a journal entry: ${inner}`);
      return [origin, describe(Buffer.concat([items, Buffer.from('/'), inner]))];
    }),
  );
};

const sorted = (inventory: Iterable<readonly [string, string]>): readonly (readonly [string, string])[] =>
  [...inventory].sort(([one], [other]) => (one < other ? -1 : 1));

/** The oracle: nothing lost, nothing changed, nothing added. Answers both sides for `toEqual`. */
export const union = (root: Buffer, place: Buffer): readonly (readonly [string, string])[] => {
  const both = new Map(inventoryOf(root));
  for (const [path, what] of slotsOf(place)) {
    const there = both.get(path);
    // Two names of one file are fine in the middle of a step; two contents are not.
    if (there !== undefined && there !== what) throw new Error(`two versions of ${path}`);
    both.set(path, what);
  }
  return sorted(both);
};
export const listOf = (inventory: Inventory): readonly (readonly [string, string])[] => sorted(inventory);

/** A sample made of these files, as the scan would describe it. */
export const moveOf = (root: Buffer, ...keys: readonly string[]): Move => ({
  key: keys[0]!,
  id: sha256(Buffer.from(keys[0]!)).slice(0, 32),
  reason: { check: 'image/truncated', code: 'truncated', text: 'ends at 3 of 9' },
  members: keys.map((ref) => {
    const path = pathIn(root, ref);
    const { dev, ino, size, mtimeNs } = statSync(path, { bigint: true });
    return { ref, expected: { dev, ino, size, mtimeNs, sha256: sha256(readFileSync(path)) } };
  }),
});

export const keyOf = (bytes: readonly number[] | Uint8Array): string => keyFromBytes(Uint8Array.from(bytes));
