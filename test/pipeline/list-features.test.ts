import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { float32Bytes, npyFile } from '../../scripts/make/npy.ts';
import { runFolder } from '../../src/catalog/run-folder.ts';
import { configSchema } from '../../src/model/config.ts';
import type { FeatureLine } from '../../src/model/feature-line.ts';
import type { ListingFacts, ManifestFacts } from '../../src/model/listing.ts';
import { keyFromBytes } from '../../src/model/path-key.ts';
import type { Preprocess } from '../../src/model/probe.ts';
import { concludeFeatures } from '../../src/pipeline/processes/conclude-features.ts';
import { featureMoments } from '../../src/pipeline/processes/feature-moments.ts';
import { type FeatureListing, listFeatures } from '../../src/pipeline/processes/list-features.ts';

const folder = mkdtempSync(join(tmpdir(), 'prepass-features-'));
afterAll(() => rmSync(folder, { recursive: true }));

const files = runFolder(join(folder, 'run'));
const path = files.features;
const roots = { root: keyFromBytes(Buffer.from(folder)), follow: [] };
const FORM = { encoding: 'utf-8', delimiter: '', newline: '\n' } as const;

const arrayFacts = (rowsOf: string): ManifestFacts => ({
  ref: 'y.npy',
  form: 'array',
  ...FORM,
  header: ['X.npy', 'y'],
  columns: { path: 'X.npy', targets: [] },
  rowsOf,
});

const tableFacts = (ref: string, form: 'delimited' | 'json-lines', header: readonly string[]): ManifestFacts => ({
  ref,
  form,
  ...FORM,
  delimiter: form === 'delimited' ? ',' : '',
  header,
  columns: { targets: [], features: header.slice(0, -1) },
});

interface Asked extends Partial<Pick<FeatureListing, 'which' | 'earlier'>> {
  readonly ignore?: string[];
  readonly preprocess?: Preprocess;
}

/** Where features are standardized, all is summed while the dataset is listed. */
const list = async (facts: Pick<ListingFacts, 'layout' | 'manifest' | 'furtherManifests'>, asked: Asked = {}) => {
  const { ignore = [], preprocess = { standardize: 'features' }, which = 'features', earlier } = asked;
  let blocks = 0;
  const config = configSchema.parse({ dataset: folder, ignore, preprocess });
  const onBlock = () => {
    blocks += 1;
  };
  const told = await listFeatures(files.listedFeatures, { config, facts, roots, which, earlier, onBlock });
  concludeFeatures(files, { features: told.parts, config });
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as FeatureLine);
  return { ...told, lines, blocks };
};

const listed = async (rowsOf: string, bytes?: Uint8Array, asked: Asked = {}): Promise<readonly FeatureLine[]> => {
  if (bytes !== undefined) writeFileSync(join(folder, rowsOf), bytes);
  return (await list({ layout: 'pair', manifest: arrayFacts(rowsOf) }, asked)).lines;
};

const tabled = (
  ref: string,
  form: 'delimited' | 'json-lines',
  header: readonly string[],
  text: string,
  asked?: Asked,
) => {
  writeFileSync(join(folder, ref), text);
  return list({ layout: 'table', manifest: tableFacts(ref, form, header) }, asked);
};

describe('the features of arrays', () => {
  it('are written down one a line', async () => {
    const data = float32Bytes([1, 5, 2, 5, 3, Number.NaN]);
    expect(await listed('X.npy', npyFile('<f4', '(3, 2)', data))).toEqual([
      expect.objectContaining({
        part: 'X.npy',
        kind: 'feature',
        feature: 0,
        name: null,
        n: 3,
        min: 1,
        max: 3,
        mean: 2,
      }),
      expect.objectContaining({ part: 'X.npy', feature: 1, n: 2, nonfinite: 1, min: 5, max: 5, variance: 0 }),
    ]);
  });

  it('say null for what JSON has no number for', async () => {
    const data = new Uint8Array(Float64Array.of(1.7e308, -1.7e308).buffer);
    expect(await listed('X.npy', npyFile('<f8', '(2,)', data))).toMatchObject([
      { n: 2, min: -1.7e308, variance: null },
    ]);
    const none = await listed('X.npy', npyFile('<f4', '(1, 1)', float32Bytes([Number.NaN])));
    expect(none).toMatchObject([{ n: 0, min: null, max: null, mean: null, variance: null }]);
  });

  it('are of the whole rows where an array is cut', async () => {
    const whole = npyFile('<f4', '(3, 2)', float32Bytes([1, 2, 3, 4, 5, 6]));
    expect(await listed('X.npy', whole.subarray(0, -3))).toMatchObject([{ n: 2 }, { n: 2 }]);
  });

  it('are of the rows that are not ignored', async () => {
    const whole = npyFile('<f4', '(3, 2)', float32Bytes([1, 2, 3, 4, 5, 6]));
    expect(await listed('X.npy', whole, { ignore: ['X.npy#1'] })).toMatchObject([
      { n: 2, min: 1, max: 5 },
      { n: 2, min: 2, max: 6 },
    ]);
  });

  it.each([
    ['integers, as pictures have them', npyFile('|u1', '(2, 2)', Buffer.alloc(4))],
    ['more than two axes', npyFile('<f4', '(1, 2, 2)', float32Bytes([1, 2, 3, 4]))],
    ['no rows', npyFile('<f4', '(0, 2)', Buffer.alloc(0))],
    ['text', npyFile('<U1', '(2,)', Buffer.alloc(8))],
    ['no array', Buffer.from('hello')],
  ])('are none of %s', async (_, bytes) => {
    expect(await listed('X.npy', bytes)).toEqual([]);
  });

  it('are told of where there are too many to keep', async () => {
    writeFileSync(join(folder, 'X.npy'), npyFile('<f4', '(1, 65537)', Buffer.alloc(65_537 * 4)));
    const { lines, notes } = await list({ layout: 'rows', manifest: arrayFacts('X.npy') });
    expect(lines).toEqual([]);
    expect(notes).toEqual([{ kind: 'many-features', ref: 'X.npy', detail: '65537' }]);
  });

  it('are none where the array is gone', async () => {
    expect(await listed('gone.npy')).toEqual([]);
    expect(await listed('gone.npz#X.npy')).toEqual([]);
  });

  it('are elements of pictures and of integers where all are asked for', async () => {
    const bytes = npyFile('|u1', '(2, 1, 2)', Buffer.from([1, 2, 3, 4]));
    expect(
      await listed('X.npy', bytes, { which: 'all', preprocess: { standardize: 'features', scale: 3 } }),
    ).toMatchObject([
      { kind: 'element', feature: 0, min: 1, max: 3, prepared: 1 },
      { kind: 'element', feature: 1, min: 2, max: 4, prepared: 1 },
    ]);
  });
});

describe('the features of tables', () => {
  const ROWS = 'a,b,label\n1,7,x\n2,,y\nragged\n3,7,x\n';

  it('have the names of their columns, and count whole rows alone', async () => {
    const { lines, parts } = await tabled('t.csv', 'delimited', ['a', 'b', 'label'], ROWS);
    expect(lines).toMatchObject([
      { part: 't.csv', kind: 'feature', feature: 0, name: 'a', n: 3, nonfinite: 0, min: 1, max: 3, mean: 2 },
      { part: 't.csv', kind: 'feature', feature: 1, name: 'b', n: 2, nonfinite: 1, min: 7, max: 7, variance: 0 },
    ]);
    expect(parts).toMatchObject([{ part: 't.csv', shape: [2], names: ['a', 'b'], summed: 'listed' }]);
  });

  it('leave ignored rows out', async () => {
    const { lines } = await tabled('t.csv', 'delimited', ['a', 'b', 'label'], ROWS, { ignore: ['t.csv#0'] });
    expect(lines).toMatchObject([{ n: 2, min: 2 }, { n: 1 }]);
  });

  it('are read from JSON Lines as well', async () => {
    const text = '{"a": 1, "b": 2.5, "label": "x"}\n{"a": 3, "b": null, "label": "y"}\n';
    const { lines, blocks } = await tabled('t.jsonl', 'json-lines', ['a', 'b', 'label'], text);
    expect(lines).toMatchObject([
      { name: 'a', n: 2, max: 3 },
      { name: 'b', n: 1, nonfinite: 1 },
    ]);
    expect(blocks).toBe(2);
  });
});

describe('features as the stated preprocessing leaves them', () => {
  const one = npyFile('<f4', '(2, 2)', float32Bytes([1, 10, 3, 10]));
  const two = npyFile('<f4', '(2, 2)', float32Bytes([5, 10, 7, 10]));
  const both = async (preprocess: Preprocess) => {
    writeFileSync(join(folder, 'X1.npy'), one);
    writeFileSync(join(folder, 'X2.npy'), two);
    const facts = { manifest: arrayFacts('X1.npy'), furtherManifests: [arrayFacts('X2.npy')] };
    return list({ layout: 'pair', ...facts }, { which: 'all', preprocess });
  };
  const momentsAt = (preprocess: Preprocess) => {
    const { mean, variance } = featureMoments(path, preprocess).get(2) ?? { mean: [], variance: [] };
    return { mean: [...mean], variance: [...variance] };
  };

  it('are summed over all parts together', async () => {
    await both({ standardize: 'features' });
    expect(momentsAt({ standardize: 'features' })).toEqual({ mean: [4, 10], variance: [5, 0] });
  });

  it('are those after the steps before', async () => {
    const scaled: Preprocess = { standardize: 'features', scale: 10 };
    await both(scaled);
    expect(momentsAt(scaled)).toEqual({ mean: [40, 100], variance: [500, 0] });
    const logged: Preprocess = { standardize: 'features', function: 'log' };
    await both(logged);
    const logs = [1, 3, 5, 7].map(Math.log);
    const mean = logs.reduce((sum, log) => sum + log, 0) / 4;
    const found = momentsAt(logged);
    expect(found.mean[0]).toBeCloseTo(mean, 12);
    expect(found.variance[0]).toBeCloseTo(logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / 4, 12);
    expect(found.variance[1]).toBe(0);
  });

  it('are as large as their larger end then; nothing is said of one that cannot be standardized', async () => {
    const { lines } = await both({ standardize: 'features' });
    expect(lines.map(({ prepared }) => prepared)).toEqual([
      Math.fround(Math.fround(3) / Math.fround(Math.sqrt(5))),
      null,
      Math.fround(Math.fround(3) / Math.fround(Math.sqrt(5))),
      null,
    ]);
  });
});
