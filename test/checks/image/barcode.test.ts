import barcode from '../../../src/checks/image/barcode.ts';
import type { Code } from '../../../src/model/facets.ts';
import { testCheck } from '../check-tester.ts';
import type { MeasuredRow } from '../dataset-harness.ts';

const outline = [
  [10, 10],
  [90, 10],
  [90, 90],
  [10, 90],
] as const;
const code = (payload: string, share: number, symbology = 'QRCode'): Code => ({ symbology, payload, outline, share });

/** A measured code; equal payloads have equal hashes. */
const row = (ordinal: number, payload: string, share = 0.5, symbology = 'QRCode'): MeasuredRow => ({
  ordinal,
  payload_hash: `hash of ${payload}`,
  payload,
  symbology,
  outline: '[[10,10],[90,10],[90,90],[10,90]]',
  share,
  codes: 1,
});

const photos = (count: number) => Array.from({ length: count }, () => ({}));
const rows = (measured: readonly MeasuredRow[]) => ({ measures: { 'image/barcode': measured } });
const different = (count: number) => Array.from({ length: count }, (_, at) => row(at, `https://a.example/${at}`));
/** 200 samples, of which the first 20 are of one class. */
const ofClass = Array.from({ length: 200 }, (_, at) => ({ label: at < 20 ? 'tickets' : 'trees' }));
const times = (count: number, expected: string): string[] => new Array<string>(count).fill(expected);

testCheck(barcode, {
  cases: [
    { name: 'leaves nothing of a picture without a code', facets: { codes: [] }, finds: [], leaves: null },
    {
      name: 'measures the code, its payload harmless and its hash of the payload as it was',
      facets: { codes: [code('https://evil.example/x', 0.3)] },
      finds: [],
      leaves: {
        payload: 'https[:]//evil[.]example/x',
        payload_hash: 'e9b74d072f4d1212ed85b31167804e1bd29e82cfef812fb148a814fef6ec72ae',
        symbology: 'QRCode',
        outline: '[[10,10],[90,10],[90,90],[10,90]]',
        share: 0.3,
        codes: 1,
      },
    },
    {
      name: 'measures the largest of several, a certain one first',
      facets: { codes: [code('4006381333931', 0.6, 'EAN13'), code('small', 0.1), code('large', 0.2)] },
      finds: [],
      leaves: { payload: 'large', codes: 3 },
    },
  ],
  dataset: [
    { name: 'is silent without codes', samples: photos(10), finds: [] },
    {
      name: 'accuses no code of a part that might be of a dataset about codes',
      part: { examined: 10, of: 1_000 },
      samples: photos(10),
      ...rows([row(7, 'https[:]//evil', 0.3)]),
      finds: ['large-uncertain'],
    },
    {
      name: 'calls a rare code in a part bad all the same, and a copied one',
      part: { examined: 100, of: 1_000 },
      samples: photos(100),
      ...rows([row(7, 'https[:]//evil', 0.3)]),
      finds: ['large'],
    },
    {
      name: 'calls a photograph bad in whose place a code is',
      samples: photos(100),
      ...rows([row(7, 'https[:]//evil', 0.3)]),
      finds: [
        {
          code: 'large',
          ordinal: 7,
          data: {
            symbology: 'QRCode',
            share: 0.3,
            payload: 'https[:]//evil',
            names: 1,
            outline: outline.map((p) => [...p]),
          },
        },
      ],
    },
    { name: 'notes a code in a corner', samples: photos(100), ...rows([row(7, 'x', 0.19)]), finds: ['small'] },
    {
      name: 'only suspects a linear code: stripes can look like one',
      samples: photos(100),
      ...rows([row(7, '4006381333931', 0.5, 'EAN13')]),
      finds: ['large-uncertain'],
    },
    {
      name: 'takes five different payloads in more than a twentieth of the samples for the subject',
      samples: photos(99),
      ...rows(different(5)),
      finds: times(5, 'expected'),
    },
    {
      name: 'does not at exactly a twentieth',
      samples: photos(100),
      ...rows(different(5)),
      finds: times(5, 'large'),
    },
    { name: 'does not with four payloads', samples: photos(20), ...rows(different(4)), finds: times(4, 'large') },
    {
      name: 'takes codes for the subject of one class, and of no other',
      samples: ofClass,
      ...rows([...different(5), row(50, 'https://a.example/trees')]),
      finds: [...times(5, 'expected'), { code: 'large', ordinal: 50 }],
    },
    {
      name: 'never exempts one payload under three names, nor lets it earn the exemption for others',
      samples: photos(40),
      ...rows([row(30, 'copy'), row(31, 'copy'), row(32, 'copy'), ...different(4)]),
      finds: times(7, 'large'),
    },
    {
      name: 'does not exempt the copy where codes are the subject',
      samples: photos(40),
      ...rows([...different(5), row(30, 'copy'), row(31, 'copy'), row(32, 'copy')]),
      finds: [...times(5, 'expected'), ...times(3, 'large')],
    },
    {
      name: 'lets a payload under two names be part of the subject',
      samples: photos(40),
      ...rows([...different(4), row(30, 'twice'), row(31, 'twice')]),
      finds: times(6, 'expected'),
    },
    {
      name: 'calls seven payloads, each under three or more names, no subject at all',
      samples: photos(28),
      ...rows(Array.from({ length: 28 }, (_, at) => row(at, `payload ${at % 7}`))),
      finds: times(28, 'large'),
    },
  ],
  thresholds: {
    // One more code: at 0.2 it is a note, above it the picture.
    maxShare: { dataset: { samples: photos(100), ...rows([row(7, 'x', 0.2)]) }, silent: 0.2, flagged: 0.199 },
    minPayloads: { dataset: { samples: photos(20), ...rows(different(5)) }, silent: 5, flagged: 6 },
    minCodedShare: { dataset: { samples: photos(100), ...rows(different(5)) }, silent: 0.049, flagged: 0.05 },
  },
});
