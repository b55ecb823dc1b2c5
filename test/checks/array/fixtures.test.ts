import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { FixtureEntry } from '../../../scripts/generate/fixture-files.ts';
import inf from '../../../src/checks/array/inf.ts';
import malformed from '../../../src/checks/array/malformed.ts';
import nan from '../../../src/checks/array/nan.ts';
import overflowFloat32 from '../../../src/checks/array/overflow-float32.ts';
import pickledObject from '../../../src/checks/array/pickled-object.ts';
import empty from '../../../src/checks/file/empty.ts';
import errorPage from '../../../src/checks/file/error-page.ts';
import gitLfsPointer from '../../../src/checks/file/git-lfs-pointer.ts';
import { examineArray } from '../../../src/decode/npy.ts';
import type { AnyCheck } from '../../../src/model/check.ts';
import { limitsSchema } from '../../../src/model/config.ts';
import { createInspector } from '../../../src/pipeline/inspect-sample.ts';
import { verdictOf } from '../../../src/policy/verdict.ts';

const CHECKS: readonly AnyCheck[] = [
  nan,
  inf,
  overflowFloat32,
  malformed,
  pickledObject,
  empty,
  errorPage,
  gitLfsPointer,
];
const options = Object.fromEntries(CHECKS.map((check) => [check.id, check.options.parse({})]));
const inspector = createInspector(CHECKS, options);
const limits = limitsSchema.parse({});

/** Asked of samples with their labels, or of all samples: a file alone shows nothing of it. */
const OF_DATASETS = new Set([
  'array/constant-feature',
  'array/duplicate-feature',
  'array/feature-scale',
  'array/overflow-feature',
  'array/shape-minority',
  'array/shape-mismatch',
  'array/subnormal',
]);

/** What all checks that look at arrays say of a file that the real reader was given, and the verdict on it. */
const told = (bytes: Uint8Array) => {
  const source = {
    size: bytes.length,
    read: (offset: number, into: Uint8Array) => {
      const piece = bytes.subarray(offset, offset + into.length);
      into.set(piece);
      return piece.length;
    },
  };
  const { facets, faults } = examineArray(source, { limits, holdsSamples: true });
  const part = { name: 'array', role: 'array', resource: 'a.npy', ownership: 'exclusive', holdsSamples: true } as const;
  const sample = { id: '0'.repeat(32), key: 'a.npy', ordinal: 0, parts: [part], annotations: {} };
  const file = { size: bytes.length, extension: 'npy' };
  const { findings, crashed } = inspector.inspect(sample, { facets: { ...facets, file }, faults });
  expect(crashed).toEqual([]);
  const weighed = findings.map(({ check, code, verdict }) => {
    const own = CHECKS.find(({ id }) => id === check)!;
    return { verdict, scope: own.scope, proven: own.codes[code]!.proven };
  });
  return {
    findings: findings.map(({ check, code }) => `${check} ${code}`),
    verdict: verdictOf({ findings: weighed, faults, crashed }),
  };
};

const entries: readonly FixtureEntry[] = JSON.parse(readFileSync('fixtures/corrupt/manifest.json', 'utf8'));
const fixture = (file: string): Buffer => readFileSync(`fixtures/corrupt/${file}`);

describe('array fixtures under the real reader', () => {
  // Tables and pairs are whole datasets: the tests of all fixtures read them.
  const isFile = ({ check, file }: FixtureEntry): boolean =>
    check.startsWith('array/') && file.endsWith('.npy') && !OF_DATASETS.has(check);
  for (const { file, check, code } of entries.filter(isFile)) {
    it(`${code === null ? 'leaves' : `gives only ${check} ${code} for`} ${file}`, () => {
      const { findings, verdict } = told(fixture(file));
      expect(findings).toEqual(code === null ? [] : [`${check} ${code}`]);
      const expected = CHECKS.find(({ id }) => id === check)?.codes[code ?? '']?.verdict ?? 'ok';
      expect(verdict).toBe(expected);
    });
  }

  it('calls every beginning of an array bad, once', () => {
    const whole = fixture('array/malformed/clean-whole.npy');
    expect(told(whole)).toEqual({ findings: [], verdict: 'ok' });
    for (let length = 0; length < whole.length; length += 1) {
      const { findings, verdict } = told(whole.subarray(0, length));
      expect(findings, `${length} bytes`).toEqual([length === 0 ? 'file/empty empty' : 'array/malformed truncated']);
      expect(verdict, `${length} bytes`).toBe('bad');
    }
  });

  it('leaves pages and pointers under the name of an array to the checks of files', () => {
    expect(told(fixture('file/error-page/flagged-not-found.jpg')).findings).toEqual(['file/error-page page']);
    expect(told(fixture('file/git-lfs-pointer/flagged-pointer.jpg')).findings).toEqual([
      'file/git-lfs-pointer pointer',
    ]);
  });
});
