import { describe, expect, it } from 'vitest';
import formatMismatch from '../../../src/checks/file/format-mismatch.ts';
import { type DatasetInput, testCheck } from '../check-tester.ts';

const annotations = { labelDomain: { ignored: [] }, targets: {}, problems: [] };
const code = { symbology: 'QRCode', payload: 'x', outline: [], share: 0.4 };
const given = (extension: string, format?: string) => ({
  file: { size: 100, extension },
  signature: format === undefined ? {} : { format },
  annotations,
});
const quiet = (extension: string, format: string | undefined) => ({
  name: `takes .${extension} for a name of ${format ?? 'unknown bytes'}`,
  facets: given(extension, format),
  finds: [],
  leaves: null,
});

const row = (ordinal: number, codes = 0, content = 'png', file: string | null = null, line: number | null = null) => ({
  ordinal,
  content,
  declared: 'jpeg',
  extension: 'jpg',
  file,
  line,
  codes,
});
const dataset = (rows: readonly ReturnType<typeof row>[], samples: number, twin = false): DatasetInput => ({
  samples: Array.from({ length: samples }, (_, at) => (twin && at < 2 ? { sha256: 'same' } : {})),
  measures: { 'file/format-mismatch': rows },
});
const rows = (count: number) => Array.from({ length: count }, (_, at) => row(at));

testCheck(formatMismatch, {
  cases: [
    {
      name: 'measures what disagrees, with the codes in the picture and the line of the manifest',
      facets: {
        ...given('jpg', 'png'),
        codes: [code],
        annotations: { ...annotations, origin: { file: 'a.csv', line: 4, record: 3 } },
      },
      finds: [],
      leaves: { content: 'png', declared: 'jpeg', extension: 'jpg', codes: 1, file: 'a.csv', line: 4 },
    },
    {
      name: 'measures a picture in which no codes were looked for',
      facets: given('gif', 'webp'),
      finds: [],
      leaves: { content: 'webp', declared: 'gif', codes: 0 },
    },
    {
      name: 'measures an SVG under the name of a JPEG',
      facets: given('jpg', 'svg'),
      finds: [],
      leaves: { content: 'svg' },
    },
    quiet('jpg', 'jpeg'),
    quiet('jfif', 'jpeg'),
    quiet('jpe', 'jpeg'),
    quiet('jpg', 'mpo'),
    quiet('tif', 'tiff'),
    quiet('apng', 'png'),
    quiet('nef', 'tiff'),
    quiet('', 'png'),
    quiet('jpg', 'html'),
    quiet('jpg', undefined),
  ],
  dataset: [
    { name: 'is silent when names and contents agree', ...dataset([], 3), finds: [] },
    {
      name: 'suspects a single mismatch and names all three sides, at its line',
      ...dataset([row(1, 0, 'png', 'a.csv', 2)], 3),
      finds: [
        {
          code: 'mismatch',
          ordinal: 1,
          at: { file: 'a.csv', line: 2 },
          data: { content: 'png', extension: 'jpg', declared: 'jpeg', manifest: 'a.csv:2' },
        },
      ],
    },
    {
      name: 'calls one of a few bad when it carries a code, and only that one',
      ...dataset([row(0), row(2, 1)], 10),
      finds: [
        { code: 'mismatch', ordinal: 0 },
        { code: 'with-code', ordinal: 2, data: { count: 2 } },
      ],
    },
    {
      name: 'takes few in a part for no evidence: they may be many in all',
      part: { examined: 10, of: 1_000 },
      ...dataset([row(0), row(2, 1)], 10),
      finds: ['mismatch', 'mismatch'],
    },
    {
      name: 'calls one of a few bad when the same bytes occur under another name',
      ...dataset([row(0), row(5)], 10, true),
      finds: [
        { code: 'with-copies', ordinal: 0 },
        { code: 'mismatch', ordinal: 5 },
      ],
    },
    {
      name: 'does not take files without a known hash for copies of each other',
      samples: [{ sha256: null }, { sha256: null }],
      measures: { 'file/format-mismatch': [row(0)] },
      finds: ['mismatch'],
    },
    {
      name: 'gives one line for many of a kind, whatever they carry, and tells the rest one by one',
      ...dataset([...rows(4), row(6, 3), row(7, 0, 'gif')], 10, true),
      finds: [
        { code: 'mismatch', ordinal: 7 },
        { code: 'many', group: 'png.jpg', members: [0, 1, 2, 3, 6], data: { count: 5, content: 'png' } },
      ],
    },
    {
      name: 'calls bad what no decoder reads under any name',
      ...dataset([row(0, 0, 'svg')], 10),
      finds: [{ code: 'undecodable', data: { decoder: 'pillow', content: 'svg' } }],
    },
    {
      name: 'calls a TIFF bad for TensorFlow',
      ...dataset([row(0, 0, 'tiff')], 10),
      options: { decoder: 'tensorflow' },
      finds: [{ code: 'undecodable', data: { decoder: 'tensorflow' } }],
    },
    {
      name: 'leaves a HEIC to Pillow, which may have its plug-in',
      ...dataset([row(0, 0, 'heif')], 10),
      finds: ['mismatch'],
    },
  ],
  thresholds: {
    fewSamples: { dataset: dataset(rows(2), 10), options: { fewShare: 0 }, silent: 1, flagged: 2 },
    fewShare: { dataset: dataset(rows(2), 10), options: { fewSamples: 0 }, silent: 0.19, flagged: 0.2 },
  },
});

describe('file/format-mismatch', () => {
  it('knows the same decoders as the configuration', async () => {
    const { configSchema } = await import('../../../src/model/config.ts');
    const { decoder } = formatMismatch.options.shape;
    expect(decoder.unwrap().options).toEqual(configSchema.shape.decoder.unwrap().options);
  });
});
