import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '../../make/random.ts';
import { type Amount, type Kind, type Owed, type PoisonMaker, placed, poisonsOf, seeded } from './poison.ts';

const COLUMNS = ['height', 'width', 'depth', 'mass', 'charge', 'spin'];
const CLASSES = 5;

/** A row of a table: cells as text. */
interface Cells {
  readonly features: string[];
  said: string;
}

const lossSays = (cause: string): Owed => ({ check: 'probe/nonfinite', code: 'label', says: { cause } });

const saying =
  (said: string): Kind<Cells>['spoil'] =>
  (cells) => {
    cells.said = said;
  };

const LABEL_KINDS: readonly Kind<Cells>[] = [
  {
    kind: '1e39 in a CSV read to float32',
    owed: [
      { check: 'array/overflow-float32' },
      {
        check: 'probe/preprocess-nonfinite',
        code: 'step',
        says: { step: 'float32', cause: 'value 1e+39 beyond float32' },
      },
    ],
    spoil: ({ features }, random) => {
      features[random.below(COLUMNS.length)] = '1e39';
    },
  },
  {
    kind: 'label = C',
    owed: [{ check: 'label/out-of-range' }, lossSays(`label ${CLASSES} of ${CLASSES} outputs`)],
    spoil: saying(String(CLASSES)),
  },
  {
    kind: 'label -1, not ignored',
    owed: [{ check: 'label/negative' }, lossSays(`label -1 of ${CLASSES} outputs`)],
    spoil: saying('-1'),
  },
  {
    kind: 'label 2^31',
    owed: [{ check: 'label/out-of-range' }, lossSays(`label 2147483648 of ${CLASSES} outputs`)],
    spoil: saying('2147483648'),
  },
  {
    kind: 'label 3.5',
    owed: [{ check: 'label/not-an-integer' }, lossSays('label 3.5 is no whole number')],
    spoil: saying('3.5'),
  },
  {
    kind: 'label NaN',
    owed: [{ check: 'label/nonfinite' }, lossSays(`label NaN of ${CLASSES} outputs`)],
    spoil: saying('NaN'),
  },
];

const TARGET_KINDS: readonly Kind<Cells>[] = [
  { kind: 'target 1e30', owed: [lossSays('target 1e+30 (normalized ')], spoil: saying('1e30') },
  {
    kind: 'target NaN',
    owed: [{ check: 'target/not-finite', code: 'nonfinite' }, lossSays('target NaN')],
    spoil: saying('nan'),
  },
  {
    kind: 'target Inf',
    owed: [{ check: 'target/not-finite', code: 'nonfinite' }, lossSays('target Infinity')],
    spoil: saying('inf'),
  },
];

const writeTable = (
  folder: string,
  said: { readonly column: string; readonly of: (at: number, random: Random) => string },
  kinds: readonly Kind<Cells>[],
  { amount, random }: { readonly amount: Amount; readonly random: Random },
) => {
  const places = placed(kinds, amount, random);
  const lines = places.map((kind, at) => {
    const cells: Cells = { features: COLUMNS.map(() => random.normal().toFixed(6)), said: said.of(at, random) };
    kind?.spoil(cells, random);
    return [...cells.features, cells.said].join(',');
  });
  writeFileSync(join(folder, 'train.csv'), `${[[...COLUMNS, said.column].join(','), ...lines].join('\n')}\n`);
  return poisonsOf(kinds, places, (place) => `train.csv#${place}`);
};

export const makeLabels: PoisonMaker = async (folder, amount) => {
  const said = { column: 'kind', of: (at: number) => String(at % CLASSES) };
  const poisons = writeTable(folder, said, LABEL_KINDS, { amount, random: seeded(4) });
  const settings = { layout: 'table', labelColumn: 'kind', classes: CLASSES };
  // A column that holds 1e39 is wider than the other.
  return { dataset: join(folder, 'train.csv'), settings, poisons, consequences: ['array/feature-scale scale'] };
};

export const makeTargets: PoisonMaker = async (folder, amount) => {
  const said = { column: 'price', of: (_: number, random: Random) => random.normal().toFixed(6) };
  const poisons = writeTable(folder, said, TARGET_KINDS, { amount, random: seeded(5) });
  const settings = { layout: 'table', targets: [{ name: 'price', method: 'standard' }] };
  // 1e30 is told of the whole target too, as it bends what all are normalized with.
  const consequences = [
    'target/outlier outlier',
    'target/unnormalized overflows-float16',
    'target/unnormalized overflows-float32',
  ];
  return { dataset: join(folder, 'train.csv'), settings, poisons, consequences };
};
