import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { grayJpeg } from '../../fixtures/make/jpeg.ts';
import { picture } from '../../fixtures/make/small-dataset.ts';
import { CHECKSUM_COLUMNS, LISTINGS, type Objects } from './bucket-listings.ts';
import { emptyFolder, prepass } from './spawn.ts';

interface Found {
  readonly check: string;
  readonly code: string;
  readonly verdict: string;
  readonly key?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What the bucket holds; the listing is made of it. */
const objects: Objects = Object.fromEntries(
  ['cat/1', 'cat/2', 'cat/3', 'cat/4', 'dog/a b', 'dog/猫'].map((name, at) => [`train/${name}.png`, picture(at)]),
);
/** What arrived: one object was hijacked (a JPEG of another size), one replaced by another picture of the same size. */
const HIJACKED = 'train/cat/2.png';
const REPLACED = 'train/cat/3.png';
const arrived: Objects = { ...objects, [HIJACKED]: grayJpeg(40, 30), [REPLACED]: picture(77) };

const plant = (folder: string, files: Readonly<Record<string, string | Uint8Array>>): string => {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
};

const examine = (files: Objects | Readonly<Record<string, string | Uint8Array>>, args: readonly string[]) => {
  const data = plant(emptyFolder(), files);
  const out = join(dirname(data), 'run');
  const run = prepass(['run', data, '--out', out, '-j', '1', ...args]);
  expect(run.status, run.stderr).toBeLessThan(2);
  const lines = prepass(['export', out, 'findings', '--format', 'jsonl']).stdout.split('\n').slice(0, -1);
  return { found: lines.map((line) => JSON.parse(line) as Found), stdout: run.stdout };
};

const said = (found: readonly Found[], key: string) =>
  found
    .filter((each) => each.key === key && /^file\/(checksum|size)-mismatch$/.test(each.check))
    .map(({ check, code, verdict }) => `${check} ${code} ${verdict}`)
    .sort();

const WORDS = {
  size: 'file/size-mismatch size bad',
  hash: 'file/checksum-mismatch checksum bad',
  // An ETag alone proves nothing, with another size it does.
  etag: 'file/checksum-mismatch checksum bad',
  type: 'file/checksum-mismatch type suspect',
} as const;

describe('a hijacked object', () => {
  it.each(Object.entries(LISTINGS))('is named by %s, by all that it says', (_, { says, write }) => {
    const listing = write(objects);
    const place = plant(emptyFolder(), listing);
    const { found, stdout } = examine(arrived, ['--expect', join(place, Object.keys(listing)[0]!)]);
    expect(said(found, HIJACKED)).toEqual(says.map((word) => WORDS[word]).sort());
    const isSure = says.includes('hash');
    expect(said(found, REPLACED)).toEqual([isSure ? WORDS.hash : 'file/checksum-mismatch etag suspect']);
    for (const key of Object.keys(objects)) {
      if (key !== HIJACKED && key !== REPLACED) expect(said(found, key), key).toEqual([]);
    }
    expect(stdout).toContain('6 of 6');
  });

  it.each(Object.entries(CHECKSUM_COLUMNS))('is named by a column of checksums: %s', (column, cell) => {
    const rows = Object.entries(objects).map(
      ([key, bytes]) => `${key},${cell(bytes).replaceAll('"', '')},${bytes.length}\n`,
    );
    const manifest = `path,${column},size\n${rows.join('')}`;
    const stated = column === 'multipart etag' ? ['--checksum-column', column] : [];
    const { found } = examine({ ...arrived, 'manifest.csv': manifest }, stated);
    const isEtag = /etag/i.test(column) && column !== 'qetag';
    expect(said(found, HIJACKED)).toEqual([isEtag ? 'file/checksum-mismatch etag suspect' : WORDS.hash, WORDS.size]);
  });
});

describe('a listing', () => {
  const sums = (key: (name: string) => string, of: Objects = objects): string =>
    LISTINGS.sha256sum!.write(Object.fromEntries(Object.entries(of).map(([name, bytes]) => [key(name), bytes])))
      .SUMS as string;
  const listed = (text: string) => join(plant(emptyFolder(), { SUMS: text }), 'SUMS');

  it('is matched whatever its keys begin with, and says how', () => {
    const { found, stdout } = examine(objects, ['--expect', listed(sums((name) => `datasets/v2/${name}`))]);
    expect(found.filter(({ check }) => check.startsWith('file/'))).toEqual([]);
    expect(stdout).toContain('keys without datasets/v2/');
  });

  it('is matched when it was made inside a folder of the dataset', () => {
    const { found } = examine(arrived, ['--expect', listed(sums((name) => name.replace('train/', '')))]);
    expect(said(found, HIJACKED)).toEqual([WORDS.hash]);
  });

  it('is matched as --expect-prefix says', () => {
    const { found } = examine(arrived, ['--expect', listed(sums((name) => `x-${name}`)), '--expect-prefix', 'x-']);
    expect(said(found, HIJACKED)).toEqual([WORDS.hash]);
  });

  it('tells what never arrived and what it does not have', () => {
    const { [REPLACED]: _, ...fewer } = objects;
    const { found } = examine({ ...fewer, 'train/cat/own.png': picture(50) }, [
      '--expect',
      listed(sums((name) => name)),
    ]);
    const told = found.filter(({ check }) => /^file\/not-/.test(check));
    expect(told.map(({ check, code, data }) => [check, code, data.count])).toEqual([
      ['file/not-downloaded', 'missing', 1],
      ['file/not-in-listing', 'unlisted', 1],
    ]);
  });

  it('of other files judges none', () => {
    const others = Object.fromEntries(Object.keys(objects).map((name, at) => [name, picture(100 + at)]));
    const { found } = examine(objects, ['--expect', listed(sums((name) => name, others))]);
    expect(found.filter(({ check }) => check.startsWith('file/')).map(({ code, verdict }) => [code, verdict])).toEqual([
      ['disagrees', 'ok'],
    ]);
  });

  it('that fits nowhere stops the run before it begins', () => {
    const data = plant(emptyFolder(), objects);
    const run = prepass(['run', data, '--expect', listed(sums((name) => name.replace('.png', '.tiff')))]);
    expect(run.status).toBe(2);
    expect(run.stderr).toContain('--expect-prefix');
  });
});
