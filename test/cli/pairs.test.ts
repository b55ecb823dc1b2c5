import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { npyOf } from '../decode/npy-bytes.ts';
import { zipOf } from '../storage/zip-bytes.ts';
import { emptyFolder, prepass } from './spawn.ts';

const ROWS = 6;
const floats = (values: readonly number[], shape = `(${values.length},)`) =>
  npyOf('<f4', shape, new Uint8Array(Float32Array.from(values).buffer));
const bytes = (...values: number[]) => npyOf('|u1', `(${values.length},)`, Uint8Array.from(values));
/** Rows of two values; `odd` stands in one of them. */
const samples = (odd?: { readonly row: number; readonly value: number }) =>
  floats(
    Array.from({ length: 2 * ROWS }, (_, at) => (odd?.row === Math.floor(at / 2) ? odd.value : at)),
    `(${ROWS}, 2)`,
  );
const planted = (files: Readonly<Record<string, Uint8Array>>): string => {
  const cwd = join(emptyFolder(), '..');
  for (const [name, content] of Object.entries(files)) writeFileSync(join(cwd, 'data', name), content);
  return cwd;
};
const scan = (cwd: string, ...more: readonly string[]) =>
  prepass(['data', '--out', 'scan', '--paths', 'rel', ...more], { cwd });
const readIn = (cwd: string) => (name: string) => readFileSync(join(cwd, 'scan', name), 'utf8');
const rejectedIn = (cwd: string) =>
  readIn(cwd)('rejected.csv')
    .split('\n')
    .slice(1, -1)
    .map((line) => line.split(',').slice(0, 3).join(','));

describe('prepass run over X.npy and y.npy', () => {
  it('rejects the rows that are bad and the labels that are none, moves nothing, and numbers the rows that stay', () => {
    const x = samples({ row: 1, value: Number.NaN });
    const cwd = planted({ 'X.npy': x, 'y.npy': bytes(0, 1, 2, 0, 3, 1) });
    const run = scan(cwd, '--classes', '3', '--quarantine', '--max-move', 'unlimited');
    expect([run.status, run.stderr]).toEqual([1, expect.any(String)]);
    expect(run.stdout).toContain('X.npy + y.npy: one sample a row');
    expect(run.stdout).toContain('6 samples = 4 ok + 0 suspect + 2 bad + 0 over-limit + 0 unexamined');
    expect(rejectedIn(cwd)).toEqual(['X.npy#1,bad,array/nan', 'X.npy#4,bad,label/out-of-range']);
    const read = readIn(cwd);
    expect(read('clean/X.rows.csv')).toBe('row,y\n0,0\n2,2\n3,0\n5,1\n');
    expect(read('clean/train.txt')).toBe('X.npy#0\nX.npy#2\nX.npy#3\nX.npy#5\n');
    expect(read('to-fix.csv')).toMatch(/^y\.npy,5,y,3,/m);
    expect(readFileSync(join(cwd, 'data/X.npy')).equals(x)).toBe(true);
    expect(readdirSync(join(cwd, 'data')).sort()).toEqual(['X.npy', 'y.npy']);
  });

  it('names the row with an infinity in a .npz, whose rows before and behind it are sound', () => {
    const entries = {
      x_train: samples(),
      y_train: bytes(0, 1, 0, 1, 0, 1),
      x_test: samples({ row: 5, value: Number.NEGATIVE_INFINITY }),
      y_test: bytes(0, 1, 0, 1, 0, 1),
    };
    const archive = zipOf(Object.entries(entries).map(([name, content]) => ({ name: `${name}.npy`, bytes: content })));
    const cwd = planted({ 'mnist.npz': archive });
    expect(scan(cwd).status).toBe(1);
    expect(rejectedIn(cwd)).toEqual(['mnist.npz#x_test.npy#5,bad,array/inf']);
    expect(readIn(cwd)('clean/mnist.npz-x_test.rows.csv')).toBe('row,y\n0,0\n1,1\n2,0\n3,1\n4,0\n');
  });

  it('examines the rows that are there of an array that is cut', () => {
    const cwd = planted({ 'X.npy': samples().subarray(0, -12), 'y.npy': bytes(0, 1, 0, 1, 0, 1) });
    expect(scan(cwd).status).toBe(1);
    expect(rejectedIn(cwd)).toEqual(['X.npy#4,bad,array/malformed', 'X.npy#5,bad,array/malformed']);
  });

  it('sees copies in long rows, and none in short ones, which recur by chance', () => {
    const alike = (columns: number) => floats(new Array(ROWS * columns).fill(1), `(${ROWS}, ${columns})`);
    const conflicts = [2, 200].map((columns) => {
      const cwd = planted({ 'X.npy': alike(columns), 'y.npy': bytes(0, 1, 0, 1, 0, 1) });
      return scan(cwd).stdout.includes('dataset/label-conflict');
    });
    expect(conflicts).toEqual([false, true]);
  });

  it('normalizes the target of a row', () => {
    const cwd = planted({ 'X.npy': samples(), 'y.npy': floats([0.5, 1, 1.5, 2, 2.5, 3]) });
    expect(scan(cwd, '--layout', 'pair', '--target', 'y:minmax').status).toBe(0);
    expect(readIn(cwd)('clean/X.rows.csv').split('\n').slice(0, 2)).toEqual(['row,y,y_normalized', '0,0.5,0']);
  });

  it('says both lengths where they differ, before anything is examined', () => {
    const { status, stderr } = scan(planted({ 'X.npy': samples(), 'y.npy': bytes(0, 1) }));
    expect(status).toBe(2);
    expect(stderr).toContain('X.npy has 6 rows, but y.npy has 2 labels');
  });

  it('takes over what did not change: all, what the rows hold when labels changed, nothing of other samples', () => {
    const cwd = planted({ 'X.npy': samples(), 'y.npy': bytes(0, 1, 0, 1, 0, 1) });
    // A change right after the first look might leave the same time.
    const settle = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
    settle();
    const since = (out: string, base: string) =>
      prepass(['data', '--out', out, '--since', base, '--classes', '2'], { cwd });
    expect(prepass(['data', '--out', 'one', '--classes', '2'], { cwd }).status).toBe(0);
    const reused = (out: string) =>
      (JSON.parse(readFileSync(join(cwd, out, 'run.json'), 'utf8')) as { reusedFrom?: { samples: number } }).reusedFrom
        ?.samples;
    expect([since('two', 'one').status, reused('two')]).toEqual([0, ROWS]);
    writeFileSync(join(cwd, 'data/y.npy'), bytes(0, 1, 0, 1, 0, 7));
    const relabeled = since('three', 'two');
    expect(relabeled.stdout).toContain('label/out-of-range');
    expect([relabeled.status, reused('three')]).toEqual([1, ROWS]);
    writeFileSync(join(cwd, 'data/X.npy'), samples({ row: 0, value: Number.NaN }));
    const rewritten = since('four', 'three');
    expect(rewritten.stdout).toContain('array/nan');
    expect(reused('four') ?? 0).toBe(0);
  });
});
