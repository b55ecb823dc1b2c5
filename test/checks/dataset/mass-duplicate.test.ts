import massDuplicate from '../../../src/checks/dataset/mass-duplicate.ts';
import type { Code, Luma } from '../../../src/model/facets.ts';
import { testCheck } from '../check-tester.ts';
import { files, pictureFacets, singles } from './copies.ts';

const luma = (level: (at: number) => number): Luma => ({
  width: 40,
  height: 30,
  data: Uint8Array.from({ length: 1200 }, (_, at) => level(at)),
});
const stripes = (height: number) => luma((at) => 100 + (at % 2) * height);
const code = (share: number): Code => ({ symbology: 'QRCode', payload: 'x', outline: [], share });
const page = Buffer.from('<!DOCTYPE html><html><head><title>404</title></head></html>');

const hijack = files('q cat/1', 'q cat/2', 'q dog/3', 'q emu/4', 'q cat/5', 'x cat/6', 'x cat/7');
const proof = (measures: { code_share: number } | { page: boolean } | { deviation: number }) => ({
  'dataset/mass-duplicate': [{ ordinal: 0, ...measures }],
});
const incident = (content: string) => [...'abcde'].map((name) => `${content} ${name}/${content}${name}`);

testCheck(massDuplicate, {
  cases: [
    {
      name: 'measures the largest code',
      facets: pictureFacets({ codes: [code(0.01), code(0.4)], preview: stripes(0) }),
      finds: [],
      leaves: { code_share: 0.4 },
    },
    { name: 'measures a page', facets: pictureFacets({ bytes: page }), finds: [], leaves: { page: true } },
    {
      name: 'measures how flat a picture is up to a deviation of 1.5',
      facets: pictureFacets({ codes: [], preview: stripes(3) }),
      finds: [],
      leaves: { deviation: 1.5 },
    },
    { name: 'leaves no row above it', facets: pictureFacets({ preview: stripes(4) }), finds: [], leaves: null },
    {
      name: 'leaves no row for a picture without any of these',
      facets: pictureFacets({ bytes: Uint8Array.of(0x89, 0x50), codes: [], preview: stripes(40) }),
      finds: [],
      leaves: null,
    },
    {
      name: 'leaves no row for an empty file',
      facets: pictureFacets({ file: { size: 0, extension: 'png' }, bytes: new Uint8Array(0) }),
      finds: [],
      leaves: null,
    },
  ],
  dataset: [
    {
      name: 'makes an incident card of one content under five names in two classes',
      ...hijack,
      finds: [
        {
          code: 'incident',
          group: 'q',
          members: [0, 1, 2, 3, 4],
          data: {
            names: 5,
            classes: 3,
            labels: ['cat', 'dog', 'emu'],
            keys: ['cat/1', 'cat/2', 'dog/3', 'emu/4', 'cat/5'],
          },
        },
      ],
    },
    {
      name: 'is proven by a code',
      ...hijack,
      measures: proof({ code_share: 0.3 }),
      finds: [{ code: 'incident-code', group: 'q' }],
    },
    {
      name: 'is proven by a page',
      ...hijack,
      measures: proof({ page: true }),
      finds: [{ code: 'incident-page', group: 'q' }],
    },
    { name: 'leaves flat pictures to image/blank', ...hijack, measures: proof({ deviation: 0.5 }), finds: [] },
    { name: 'is silent on four names', ...files('q cat/1', 'q cat/2', 'q dog/3', 'q dog/4'), finds: [] },
    { name: 'is silent within one class', ...files(...[...'abcdef'].map((name) => `q cat/${name}`)), finds: [] },
    {
      name: 'counts a file that five rows name once',
      ...files(...[...'12345'].map((row) => `q cat/a.png#row${row}`), 'q dog/b.png'),
      finds: [],
    },
    {
      name: 'is silent without labels',
      samples: hijack.samples!,
      finds: [],
    },
    {
      name: 'asks about multi-label by copies when fifty-one contents are like that',
      ...files(...Array.from({ length: 51 }, (_, at) => incident(`m${at + 10}`)).flat(), ...singles(10)),
      finds: [{ code: 'many-copies', group: 'all', data: { contents: 51, minNames: 5, share: 255 / 265 } }],
    },
    {
      name: 'makes a card of each of fifty',
      ...files(...Array.from({ length: 50 }, (_, at) => incident(`m${at + 10}`)).flat()),
      finds: Array.from({ length: 50 }, (_, at) => ({ code: 'incident', group: `m${at + 10}` })),
    },
    {
      name: 'keeps what is proven out of that',
      ...files(...incident('q'), ...Array.from({ length: 51 }, (_, at) => incident(`m${at + 10}`)).flat()),
      measures: proof({ code_share: 0.3 }),
      finds: ['incident-code', 'many-copies'],
    },
  ],
  thresholds: {
    minNames: { dataset: hijack, silent: 6, flagged: 5 },
    minCodeShare: { dataset: { ...hijack, measures: proof({ code_share: 0.3 }) }, silent: 0.3001, flagged: 0.3 },
    maxBlankDeviation: { dataset: { ...hijack, measures: proof({ deviation: 0.5 }) }, silent: 0.5, flagged: 0.499 },
    minClasses: { dataset: hijack, silent: 4, flagged: 3 },
  },
});
