import { describe, expect, it } from 'vitest';
import { fixtures } from '../../../fixtures/make/barcodes.ts';
import type { Fixture } from '../../../fixtures/make/fixture.ts';
import barcode from '../../../src/checks/image/barcode.ts';
import blank from '../../../src/checks/image/blank.ts';
import { createCodeReader } from '../../../src/decode/barcode.ts';
import { createImageExaminer } from '../../../src/decode/image.ts';
import { createLumaReducer } from '../../../src/decode/preview.ts';
import { limitsSchema } from '../../../src/model/config.ts';
import { concludeOver } from '../dataset-harness.ts';

const examiner = createImageExaminer({
  limits: limitsSchema.parse({}),
  luma: createLumaReducer(),
  codes: await createCodeReader(),
});

/** The codes that a dataset of these files alone gives, each once. */
const told = async (check: typeof barcode | typeof blank, files: readonly Fixture[]): Promise<readonly string[]> => {
  const rows: ({ readonly ordinal: number } & Record<string, string | number>)[] = [];
  const options = check.options.parse({});
  for (const [ordinal, { bytes }] of files.entries()) {
    const { facets, faults } = await examiner.examine(bytes, { size: bytes.length, extension: 'png' });
    expect(faults).toEqual([]);
    const { preview, codes } = facets;
    const context = { role: 'image', faults } as const;
    const row =
      check.id === barcode.id
        ? barcode.measure?.({ codes: codes! }, options as never, context)
        : blank.measure?.({ preview: preview! }, options as never, context);
    if (row !== undefined) rows.push({ ordinal, ...(row as Record<string, string | number>) });
  }
  const drafts = await concludeOver(check, { samples: files.map(() => ({})), measures: { [check.id]: rows } });
  return [...new Set(drafts.map(({ code }) => code))];
};

/** Files of one small dataset belong together, a file outside of any folder is a dataset of its own. */
const datasets = (files: readonly Fixture[]): readonly (readonly Fixture[])[] => {
  const byFolder = new Map<string, Fixture[]>();
  for (const file of files) {
    const place = file.name.includes('/') ? file.name.slice(0, file.name.indexOf('/')) : file.name;
    byFolder.set(place, [...(byFolder.get(place) ?? []), file]);
  }
  return [...byFolder.values()];
};

describe.each([barcode, blank])('fixtures of $id under the real decoders', (check) => {
  it('give their codes, and nothing where they are clean', async () => {
    const { flagged, clean } = await fixtures[check.id]!();
    for (const files of datasets(flagged)) expect(await told(check, files), files[0]!.name).toEqual([files[0]!.code]);
    for (const files of datasets(clean)) expect(await told(check, files), files[0]!.name).toEqual([]);
  });
});
