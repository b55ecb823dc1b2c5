import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exampleBytes } from '../../scripts/make/hijacked-bytes.ts';
import { EXPECTED, exampleManifest, exampleRows, type Trouble } from '../../scripts/make/hijacked-rows.ts';
import { SCENE_KINDS } from '../../scripts/make/scene.ts';

const FOLDER = new URL('../../examples/hijacked/', import.meta.url).pathname;
const rows = exampleRows();
const sha256 = (path: string): string =>
  createHash('sha256')
    .update(readFileSync(join(FOLDER, path)))
    .digest('hex');
const pathsOf = (trouble: Trouble): readonly string[] =>
  rows.filter((row) => row.trouble === trouble).map(({ path }) => path);

describe('the shipped example', () => {
  it('has the manifest that the generator writes', () => {
    expect(readFileSync(join(FOLDER, 'manifest.csv'), 'utf8')).toBe(exampleManifest());
  });

  it('has a file for every row but the missing one, and no other', () => {
    const there = SCENE_KINDS.flatMap((kind) =>
      readdirSync(join(FOLDER, 'images', kind)).map((name) => `images/${kind}/${name}`),
    );
    const owed = rows.filter(({ trouble }) => trouble !== 'missing').map(({ path }) => path);
    expect(there.sort()).toEqual(owed.sort());
    expect(existsSync(join(FOLDER, pathsOf('missing')[0]!))).toBe(false);
  });

  it('holds every kind of trouble, and keeps what would move within the safety limits', () => {
    expect(new Set(rows.flatMap(({ trouble }) => trouble ?? []))).toEqual(new Set(Object.keys(EXPECTED)));
    const moving = rows.filter(({ trouble }) => {
      if (trouble === undefined || EXPECTED[trouble].verdict !== 'bad' || trouble === 'missing') return false;
      return !/^(label|target)/.test(trouble);
    });
    expect(moving.length).toBeLessThanOrEqual(20);
    for (const kind of SCENE_KINDS) expect(moving.filter((row) => row.kind === kind).length).toBeLessThanOrEqual(5);
  });

  it('stays small enough for a repository', () => {
    const sizes = rows
      .filter(({ trouble }) => trouble !== 'missing')
      .map(({ path }) => statSync(join(FOLDER, path)).size);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(2_500_000);
  });

  it('repeats bytes only where it says so', () => {
    const names = new Map<string, string[]>();
    for (const { path, trouble } of rows) {
      if (trouble === 'missing') continue;
      const digest = sha256(path);
      names.set(digest, [...(names.get(digest) ?? []), path]);
    }
    const repeated = [...names.values()].filter((paths) => paths.length > 1);
    expect(repeated.map((paths) => paths.length).sort()).toEqual([2, 2, 2, 5]);
    const owed = (['duplicate', 'other-label', 'other-split', 'leaked', 'placeholder'] as const).flatMap(pathsOf);
    expect(repeated.flat().sort()).toEqual(owed.sort());
  });

  it('can be made again: the photographs come out byte for byte', async () => {
    for (const { kind, number, path, trouble } of rows.filter(({ number: at }) => at === 4 || at === 15)) {
      const bytes = await exampleBytes(kind, number, trouble);
      expect(createHash('sha256').update(bytes!).digest('hex'), path).toBe(sha256(path));
    }
  });
});
