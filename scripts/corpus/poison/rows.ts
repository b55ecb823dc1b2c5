import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createBuiltIn } from '../../../src/probe/built-in.ts';
import { npyFile } from '../../make/npy.ts';
import type { Random } from '../../make/random.ts';
import { type Amount, type Kind, type PoisonMaker, placed, poisonsOf, seeded } from './poison.ts';

export const FEATURES = 16;
export const CLASSES = 5;
export type Row = Float32Array;

/** Features of mean 0 and deviation 1, none of them far out. */
export const freshRow = (random: Random): Row =>
  Float32Array.from({ length: FEATURES }, () => Math.max(-4, Math.min(4, random.normal())));

const setTo =
  (value: number): Kind<Row>['spoil'] =>
  (row, random) => {
    row[random.below(FEATURES)] = value;
  };

const magnitude = (values: Float32Array): number => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

/** Of all of which the two layers before 65,520 is the largest that float16 does not take for infinite. */
const HALF_LIMIT = 65_520;
/** By so much the second layer's largest must exceed all before it: rounding to float16 moves them by far less. */
const LEAST_LEAD = 1.2;

/** Rows are drawn until the second layer leads, and scaled so that it alone passes the limit. */
const overflowSecondLayer: Kind<Row>['spoil'] = (row, random) => {
  const [first, rectified, second] = createBuiltIn({ input: [FEATURES], outputs: CLASSES }).layers;
  for (;;) {
    row.set(freshRow(random));
    const hidden = first!.of(row);
    const before = Math.max(magnitude(row), magnitude(hidden));
    const after = magnitude(second!.of(rectified!.of(hidden)));
    if (after < LEAST_LEAD * before) continue;
    const factor = HALF_LIMIT / Math.sqrt(before * after);
    for (let at = 0; at < FEATURES; at += 1) row[at] = row[at]! * factor;
    return;
  }
};

const input = (value: string) => ({ check: 'probe/nonfinite', code: 'input', says: { value } });

export const nanFeature: Kind<Row> = {
  kind: 'NaN feature',
  owed: [{ check: 'array/nan' }, input('nan')],
  spoil: setTo(Number.NaN),
};

const FEATURE_KINDS: readonly Kind<Row>[] = [
  nanFeature,
  {
    kind: '+Inf feature',
    owed: [{ check: 'array/inf' }, input('+inf')],
    spoil: setTo(Number.POSITIVE_INFINITY),
  },
  {
    kind: '-Inf feature',
    owed: [{ check: 'array/inf' }, input('-inf')],
    spoil: setTo(Number.NEGATIVE_INFINITY),
  },
  {
    kind: '70,000 (float16 overflows)',
    owed: [{ check: 'probe/overflow-fp16', code: 'input', says: { layer: 'input' } }],
    spoil: setTo(70_000),
  },
  {
    kind: 'second layer overflows float16',
    owed: [{ check: 'probe/overflow-fp16', code: 'layer', says: { layer: 'dense2' } }],
    spoil: overflowSecondLayer,
  },
  {
    kind: '3.4e38 (bfloat16 overflows)',
    owed: [{ check: 'probe/overflow-bf16', code: 'input', says: { layer: 'input' } }],
    spoil: setTo(3.4e38),
  },
];

const NEGATIVE_ROOT: Kind<Row> = {
  kind: 'negative under sqrt',
  owed: [
    {
      check: 'probe/preprocess-nonfinite',
      code: 'step',
      says: { step: 'function', cause: 'sqrt of a negative number' },
    },
  ],
  spoil: setTo(-0.25),
};

export const writeRows = (folder: string, rows: readonly Row[], labels: readonly number[]): void => {
  const values = Buffer.concat(rows.map((row) => Buffer.from(row.buffer)));
  writeFileSync(join(folder, 'X.npy'), npyFile('<f4', `(${rows.length}, ${FEATURES})`, values));
  const classes = Buffer.from(Int32Array.from(labels).buffer);
  writeFileSync(join(folder, 'y.npy'), npyFile('<i4', `(${labels.length},)`, classes));
};

export const rowKey = (place: number): string => `X.npy#${place}`;

/** Rows of features with poison among them, and a class for each. */
export const poisonedRows = (
  kinds: readonly Kind<Row>[],
  { amount, random, fresh = freshRow }: { amount: Amount; random: Random; fresh?: (random: Random) => Row },
) => {
  const places = placed(kinds, amount, random);
  const rows = places.map((kind) => {
    const row = fresh(random);
    kind?.spoil(row, random);
    return row;
  });
  const labels = rows.map((_, at) => at % CLASSES);
  return { rows, labels, poisons: poisonsOf(kinds, places, rowKey) };
};

export const makeFeatures: PoisonMaker = async (folder, amount) => {
  const { rows, labels, poisons } = poisonedRows(FEATURE_KINDS, { amount, random: seeded(1) });
  writeRows(folder, rows, labels);
  // A feature that holds 3.4e38 is wider than the others, and than half precision.
  const consequences = ['array/feature-scale scale', 'array/overflow-feature overflow'];
  return { dataset: folder, settings: { classes: CLASSES }, poisons, consequences };
};

export const makeRoots: PoisonMaker = async (folder, amount) => {
  const fresh = (random: Random): Row => freshRow(random).map((value) => 0.1 + Math.abs(value));
  const { rows, labels, poisons } = poisonedRows([NEGATIVE_ROOT], { amount, random: seeded(2), fresh });
  writeRows(folder, rows, labels);
  return { dataset: folder, settings: { classes: CLASSES, preprocess: { function: 'sqrt' } }, poisons };
};

const CONSTANT_AT = 3;

export const makeConstantColumn: PoisonMaker = async (folder, amount) => {
  const { rows, labels } = poisonedRows([], { amount, random: seeded(3) });
  for (const row of rows) row[CONSTANT_AT] = 0.25;
  writeRows(folder, rows, labels);
  const says = { step: 'standardize', causes: `std 0: ${CONSTANT_AT}` };
  return {
    dataset: folder,
    settings: { classes: CLASSES, preprocess: { standardize: 'features' } },
    poisons: [
      {
        kind: 'constant column under standardization',
        keys: [],
        owed: [{ check: 'probe/preprocess-nonfinite', code: 'degenerate', says }],
      },
    ],
    consequences: ['array/constant-feature constant'],
  };
};
