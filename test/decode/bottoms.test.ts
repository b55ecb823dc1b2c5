import { describe, expect, it } from 'vitest';
import { fixtures } from '../../fixtures/make/images.ts';
import grayFill from '../../src/checks/image/gray-fill.ts';
import { createImageExaminer } from '../../src/decode/image.ts';
import { createLumaReducer } from '../../src/decode/preview.ts';
import { limitsSchema } from '../../src/model/config.ts';

const examiner = createImageExaminer({ limits: limitsSchema.parse({}), luma: createLumaReducer() });

const said = async (bytes: Uint8Array): Promise<readonly string[]> => {
  const { facets, faults } = await examiner.examine(bytes, { size: bytes.length, extension: 'jpg' });
  const { bottom, decoding } = facets;
  const drafts = grayFill.inspect?.({ bottom: bottom!, decoding: decoding! }, grayFill.options.parse({}), {
    faults,
    role: 'image',
  });
  return [...(drafts ?? [])].map(({ code }) => code);
};

describe('the bottom edge of what the real decoders read', () => {
  it('gives the codes of the fixtures, and nothing where they are clean', async () => {
    const { flagged, clean } = await fixtures['image/gray-fill']!();
    for (const { name, bytes, code } of flagged) expect(await said(bytes), name).toEqual([code]);
    for (const { name, bytes } of clean) expect(await said(bytes), name).toEqual([]);
  });

  it('belongs to its own picture when several are examined at a time', async () => {
    const { flagged, clean } = await fixtures['image/gray-fill']!();
    const files = [...flagged, ...clean];
    const alone = [];
    for (const { bytes } of files) alone.push(await said(bytes));
    expect(await Promise.all(files.map(({ bytes }) => said(bytes)))).toEqual(alone);
  });
});
