import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { float32Bytes, npyFile } from '../../scripts/make/npy.ts';
import { placesOfStates, readState } from '../../src/catalog/feature-states.ts';
import { runFolder } from '../../src/catalog/run-folder.ts';
import type { Facets, Fault } from '../../src/model/facets.ts';
import type { FeaturePartFacts } from '../../src/model/feature-part.ts';
import type { Slice } from '../../src/model/plan.ts';
import type { Sample } from '../../src/model/sample.ts';
import { openSliceSums } from '../../src/pipeline/processes/slice-sums.ts';

const folder = runFolder(mkdtempSync(join(tmpdir(), 'prepass-slice-sums-')));
afterAll(() => rmSync(folder.root, { recursive: true }));

const PART: FeaturePartFacts = {
  part: 'data.npz#X',
  kind: 'feature',
  shape: [2],
  identity: { dev: '1', ino: '1', size: 1, mtimeNs: '1', ctimeNs: '1', mode: 0 },
  key: '',
  summed: 'with-rows',
};
const SLICE: Slice = { slice: 0, first: 0, count: 1, offset: 0, bytes: 0 };

const open = (features: readonly FeaturePartFacts[]) => openSliceSums({ features }, folder);

const row = (at: number): Sample => ({
  id: '',
  key: `data.npz#X#${at}`,
  ordinal: at,
  parts: [{ name: 'array', role: 'array', resource: 'data.npz', member: 'X', row: at, ownership: 'shared' }],
  annotations: {},
});
const npyOf = (at: number): Uint8Array => npyFile('<f4', '(2,)', float32Bytes([at, -at]));
const array = { dtype: 'f4', byteOrder: 'little', shape: [2], fortran: false };
const scanned = { facets: { array, scan: {} } as unknown as Partial<Facets>, faults: [] };
const failed = (kind: Fault['kind']) => ({ facets: {}, faults: [{ facet: 'scan', kind, detail: '' }] as const });

const sealed = async (sums: ReturnType<typeof open>, samples: readonly Sample[], examine = async (_: Sample) => {}) => {
  await sums?.seal(SLICE, samples, examine);
  return placesOfStates(folder.featureSum(0)).map((place) => ({ ...place, ...readState(place) }));
};

describe('the sums of a slice', () => {
  const samples = [0, 1, 2].map(row);

  it('are of the rows in order, and lack those that another try may bring', async () => {
    const sums = open([PART]);
    sums?.begin();
    sums?.add(samples[0]!, scanned, npyOf(0));
    sums?.add(samples[1]!, failed('truncated'), npyOf(1).subarray(0, -1));
    sums?.add(samples[2]!, scanned, npyOf(2));
    expect(await sealed(sums, samples)).toMatchObject([{ part: 'data.npz#X', lacks: false, rows: [0, 2] }]);
    sums?.begin();
    sums?.add(samples[0]!, failed('io'), undefined);
    expect(await sealed(sums, samples)).toMatchObject([{ lacks: true, rows: [] }]);
  });

  it('are read once more where a row was missed, and are the same', async () => {
    const sums = open([PART]);
    const add = (sample: Sample) => sums?.add(sample, scanned, npyOf(sample.ordinal));
    sums?.begin();
    for (const sample of samples) add(sample);
    const whole = await sealed(sums, samples);
    sums?.begin();
    add(samples[0]!);
    sums?.miss(samples[1]!);
    add(samples[2]!);
    add(samples[1]!);
    expect(await sealed(sums, samples, async (sample) => add(sample))).toEqual(whole);
  });

  it('are none without such rows, and where they are known', async () => {
    const sums = open([PART]);
    sums?.begin();
    expect(await sums?.seal(SLICE, [], async () => {})).toBeUndefined();
    expect(open([{ ...PART, summed: 'listed' }])).toBeUndefined();
  });
});
