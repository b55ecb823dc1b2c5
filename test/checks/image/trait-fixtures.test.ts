import { extname } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Fixture } from '../../../fixtures/make/fixture.ts';
import { fixtures } from '../../../fixtures/make/traits.ts';
import alpha from '../../../src/checks/image/alpha.ts';
import animated from '../../../src/checks/image/animated.ts';
import bitDepth from '../../../src/checks/image/bit-depth.ts';
import colorMode from '../../../src/checks/image/color-mode.ts';
import colorProfile from '../../../src/checks/image/color-profile.ts';
import exifRotated from '../../../src/checks/image/exif-rotated.ts';
import type { AnyCheck } from '../../../src/model/check.ts';
import { examineWith } from '../../decode/pictures.ts';
import { concludeOver, type MeasuredRow } from '../dataset-harness.ts';

const FEW = { leastSamples: 3, majorityShare: 0.6 };
const examine = examineWith();

/** The codes that a dataset of these files gives. */
const told = async (check: AnyCheck, files: readonly Fixture[]): Promise<readonly string[]> => {
  const rows: MeasuredRow[] = [];
  const samples = [];
  for (const [ordinal, { name, bytes }] of files.entries()) {
    const { facets, faults } = await examine(bytes as Buffer, extname(name).slice(1));
    expect(faults).toEqual([]);
    expect(facets.decoding?.warnings).toEqual([]);
    samples.push({ key: name, width: facets.header!.width, height: facets.header!.height });
    const row = check.measure?.(facets, check.options.parse({}), { role: 'image', faults });
    if (row !== undefined) rows.push({ ordinal, ...(row as Record<string, string | number>) });
  }
  const options = 'leastSamples' in check.options.shape ? FEW : {};
  const drafts = await concludeOver(check, { samples, measures: { [check.id]: rows } }, options);
  return drafts.map(({ code }) => code);
};

describe.each([exifRotated, animated, alpha, colorMode, bitDepth, colorProfile])('fixtures of $id', (check) => {
  it('give their code under the real decoders, and nothing where they are clean', async () => {
    const { flagged, clean } = await fixtures[check.id]!();
    expect(await told(check, flagged)).toEqual([flagged[0]!.code]);
    expect(await told(check, clean)).toEqual([]);
  });
});
