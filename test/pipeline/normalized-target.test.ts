import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Config } from '../../src/model/config.ts';
import type { Header } from '../../src/model/facets.ts';
import type { ProbeTarget } from '../../src/model/probe.ts';
import type { Sample } from '../../src/model/sample.ts';
import { createTargetNormalizer } from '../../src/pipeline/processes/normalized-target.ts';
import { createFitter } from '../../src/targets/fit.ts';
import { createNormalizer, writeNormalizer } from '../../src/targets/normalizer.ts';
import { scratchFolders } from './scratch-folders.ts';

const folder = scratchFolders();

const SAMPLE: Sample = { id: 'a', key: 'a', ordinal: 0, parts: [], annotations: {} };
const targetOf = (...values: readonly number[]): ProbeTarget => ({ kind: 'values', values: Float64Array.from(values) });
const HEADER = { width: 200, height: 50 } as Header;

/** By columns of 0..100, named in another order than they are met. */
const normalizer = (columns: Parameters<typeof createFitter>[0]) => {
  const fitter = createFitter(columns);
  for (const { name } of columns) for (let value = 0; value <= 100; value += 1) fitter.add(name, value);
  const path = join(folder(), 'targets.json');
  writeFileSync(path, writeNormalizer(createNormalizer(fitter.targets('all'))));
  return createTargetNormalizer({} as Config, { targets: columns.map(({ name }) => name) } as never, path);
};

describe('a target as training meets it', () => {
  it('has each value normalized by its own column, and keeps what was given', () => {
    const normalize = normalizer([
      { name: 'b', method: 'minmax' },
      { name: 'a', method: 'none' },
    ]);
    expect(normalize(targetOf(30, 50), SAMPLE, undefined)).toEqual({
      kind: 'values',
      values: Float64Array.of(30, 0.5),
      given: Float64Array.of(30, 50),
    });
  });

  it('keeps NaN and infinities, of which quantiles would make an end', () => {
    const normalize = normalizer([{ name: 'a', method: 'quantile-uniform' }]);
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      expect(normalize(targetOf(value), SAMPLE, undefined)).toMatchObject({ values: Float64Array.of(value) });
    }
  });

  it("is divided by the picture's size, and is none where nobody knows that", () => {
    const normalize = normalizer([
      { name: 'x', method: 'by-width' },
      { name: 'y', method: 'by-height' },
    ]);
    expect(normalize(targetOf(100, 10), SAMPLE, HEADER)).toMatchObject({ values: Float64Array.of(0.5, 0.2) });
    expect(normalize(targetOf(100, 10), SAMPLE, undefined)).toBeUndefined();
  });

  it('leaves classes, masks and nothing as they are', () => {
    const normalize = normalizer([{ name: 'a', method: 'standard' }]);
    const label: ProbeTarget = { kind: 'class', label: 7 };
    expect(normalize(label, SAMPLE, undefined)).toBe(label);
    expect(normalize(undefined, SAMPLE, undefined)).toBeUndefined();
  });
});
