import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { smallPictures } from '../../scripts/make/small-pictures.ts';
import { openLane } from '../../scripts/pool/lane.ts';
import { verdictOfRecord } from '../../scripts/pool/verdict-of-record.ts';
import { scratch } from './small-dataset.ts';

const folders: (() => void)[] = [];
const folder = (): string => {
  const { path, dispose } = scratch();
  folders.push(dispose);
  return path;
};
afterEach(() => {
  delete process.env.PREPASS_TEST_CODEC;
  for (const dispose of folders.splice(0)) dispose();
});

/** A sound picture of every format. */
const makeDataset = async (): Promise<string> => {
  const root = folder();
  mkdirSync(join(root, 'all'));
  for (const { name, bytes } of await smallPictures()) writeFileSync(join(root, 'all', name), bytes);
  return root;
};

/**
 * The file system as a worker sees it, in trouble: `does` stands in front of every call of fs that opens, looks at or reads a file of
 * the dataset. What is thrown there carries the errno as Node's own errors do.
 */
const troubled = (does: string): void => {
  const path = join(folder(), 'codec.mjs');
  writeFileSync(
    path,
    `import fs from 'node:fs';
    import { syncBuiltinESMExports } from 'node:module';
    const fail = (code) => { throw Object.assign(new Error(code), { code }); };
    const sleep = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
    const real = { ...fs };
    const seen = new Map();
    let turn = 0;
    const before = (call, path, args) => {
      const file = String(path);
      if (!file.includes('/all/')) return;
      turn += 1;
      const time = (seen.get(file) ?? 0) + 1;
      seen.set(file, time);
      ${does}
    };
    const opened = new Map();
    fs.statSync = (path, ...rest) => { before('stat', path, rest); return real.statSync(path, ...rest); };
    fs.openSync = (path, ...rest) => {
      before('open', path, rest);
      const descriptor = real.openSync(path, ...rest);
      opened.set(descriptor, path);
      return descriptor;
    };
    fs.readSync = (descriptor, into, from, count, at) => {
      const args = { count };
      before('read', opened.get(descriptor), args);
      return real.readSync(descriptor, into, from, args.count, at);
    };
    syncBuiltinESMExports();`,
  );
  process.env.PREPASS_TEST_CODEC = path;
};

const verdictsOf = async (root: string, timeoutMs = 60_000): Promise<Readonly<Record<string, string>>> => {
  const files = join(root, 'all');
  const lane = openLane(files, join(folder(), 'lane'), timeoutMs);
  try {
    const { records } = await lane.examine(readdirSync(files));
    return Object.fromEntries(records.map((record) => [record.key, verdictOfRecord(record)]));
  } finally {
    await lane.close();
  }
};

let quiet: Readonly<Record<string, string>> = {};
beforeAll(async () => {
  quiet = await verdictsOf(await makeDataset());
});

const verdictsUnder = async (does: string, timeoutMs = 60_000): Promise<Readonly<Record<string, string>>> => {
  const root = await makeDataset();
  troubled(does);
  const found = await verdictsOf(root, timeoutMs);
  // What is not read at all in peace (a format without a decoder) may stay so.
  return Object.fromEntries(
    Object.entries(found).map(([key, verdict]) => [key, verdict === quiet[key] ? 'as ever' : verdict]),
  );
};

const kinds = (found: Readonly<Record<string, string>>): readonly string[] => [...new Set(Object.values(found))].sort();

describe('good files of every format', () => {
  it('are as ever where a full file table, a failing disk and a stale handle come and go', async () => {
    const does = "if (turn % 7 === 0) fail(['EMFILE', 'ENFILE', 'EIO', 'ESTALE'][(turn / 7) % 4]);";
    expect(kinds(await verdictsUnder(does))).toEqual(['as ever']);
  });

  it.each([
    ['EACCES', 'open'],
    ['ENOENT', 'stat'],
    ['EMFILE', 'open'],
    ['ENOMEM', 'read'],
  ])('are unexamined, never bad, where %s stays at %s', async (errno, at) => {
    const found = await verdictsUnder(`if (call === '${at}' && file.endsWith('.webp')) fail('${errno}');`);
    expect(kinds(found)).toEqual(['as ever', 'unexamined']);
  });

  it('are as ever where reads come in crumbs', async () => {
    expect(kinds(await verdictsUnder('if (args.count > 7) args.count = 7;'))).toEqual(['as ever']);
  });

  it('are as ever where each read is slow, and unexamined where one outlasts the time limit', async () => {
    expect(kinds(await verdictsUnder("if (call === 'read') sleep(10);"))).toEqual(['as ever']);
    const found = await verdictsUnder("if (call === 'read' && file.endsWith('rgb.png')) sleep(60_000);", 1_500);
    expect(kinds(found)).toEqual(['as ever', 'unexamined']);
    expect(found['rgb.png']).toBe('unexamined');
  });

  it('are unexamined where a file becomes shorter or longer while it is read', async () => {
    const shrinks = "if (call === 'read' && file.endsWith('rgb.png')) real.truncateSync(path, 900);";
    expect((await verdictsUnder(shrinks))['rgb.png']).toBe('unexamined');
    const grows = "if (call === 'read' && file.endsWith('rgb.png')) real.appendFileSync(path, 'x');";
    expect((await verdictsUnder(grows))['rgb.png']).toBe('unexamined');
  });

  it('are unexamined where the file is gone between listing and reading', async () => {
    const found = await verdictsUnder(
      "if (call === 'stat' && time === 1 && file.endsWith('.webp')) real.unlinkSync(path);",
    );
    expect(kinds(found)).toEqual(['as ever', 'unexamined']);
    expect(found['lossy.webp']).toBe('unexamined');
  });
});

describe('a decoder that cannot be loaded', () => {
  it('leaves pictures unexamined and says so: it is no fault of theirs', async () => {
    const dataset = await makeDataset();
    const path = join(folder(), 'codec.mjs');
    writeFileSync(
      path,
      `import module from 'node:module';
      const real = module.prototype.require;
      module.prototype.require = function (name) {
        if (name === 'sharp') throw Object.assign(new Error('libvips-cpp.so.8.18.3: cannot open shared object file: Too many open files'), { code: 'ERR_DLOPEN_FAILED' });
        return real.call(this, name);
      };`,
    );
    process.env.PREPASS_TEST_CODEC = path;
    const found = Object.values(await verdictsOf(dataset));
    expect(found).toContain('unexamined');
    expect(found).not.toContain('bad');
  });
});
