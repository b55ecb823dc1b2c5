import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { npyOf } from '../decode/npy-bytes.ts';
import { zipOf } from '../storage/zip-bytes.ts';
import { emptyFolder, prepass } from './spawn.ts';

const array = (...values: number[]) =>
  npyOf('<f4', `(${values.length},)`, new Uint8Array(Float32Array.from(values).buffer));
const npz = (...arrays: readonly (readonly [string, Uint8Array])[]) =>
  zipOf(arrays.map(([name, bytes]) => ({ name: `${name}.npy`, bytes })));

const planted = (files: Readonly<Record<string, Uint8Array>>): string => {
  const cwd = emptyFolder();
  for (const [name, bytes] of Object.entries(files)) {
    const path = join(cwd, 'data', name);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, bytes);
  }
  return cwd;
};

describe('prepass run over .npz files', () => {
  it('names the array that is bad, moves the archive that is broken, and never one for an array’s sake', () => {
    const good = npz(['x', array(1, 2)], ['y', array(0)]);
    const cwd = planted({
      'good.npz': good,
      'nan.npz': npz(['x', array(1, Number.NaN)]),
      'cut.npz': good.subarray(0, 60),
    });
    const { status } = prepass(['data', '--out', 'scan', '--quarantine', '--paths', 'rel'], { cwd });
    expect(status).toBe(1);
    expect(readdirSync(join(cwd, 'data')).sort()).toEqual(['good.npz', 'nan.npz']);
    expect(readFileSync(join(cwd, 'scan/clean/train.txt'), 'utf8')).toBe('good.npz#x.npy\ngood.npz#y.npy\n');
    const rejected = readFileSync(join(cwd, 'scan/rejected.csv'), 'utf8');
    expect(rejected).toMatch(/^cut\.npz,bad,array\/malformed,/m);
    expect(rejected).toMatch(/^nan\.npz#x\.npy,bad,array\/nan,/m);
  });

  it('sees no copies in parts that recur, as lists of names do in every archive', () => {
    const cwd = planted({
      'train/1.npz': npz(['x', array(1)], ['names', array(7)]),
      'val/2.npz': npz(['x', array(2)], ['names', array(7)]),
    });
    const { status, stdout } = prepass(['data', '--out', 'scan'], { cwd });
    expect(stdout).toContain('No findings.');
    expect(status).toBe(0);
  });

  it('examines an archive again that was written anew', () => {
    const cwd = planted({ 'a.npz': npz(['x', array(1)], ['y', array(2)]), 'b.npz': npz(['x', array(3)]) });
    prepass(['data', '--out', 'one'], { cwd });
    writeFileSync(join(cwd, 'data/b.npz'), npz(['x', array(Number.NaN)]));
    const { status, stdout } = prepass(['data', '--out', 'two', '--since', 'one'], { cwd });
    expect(stdout).toContain('array/nan');
    expect(status).toBe(1);
  });
});
