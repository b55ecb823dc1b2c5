import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeModel, type OnnxNode, type OnnxTensor } from '../../../src/probe/onnx/encode.ts';
import { createRandom } from '../../make/random.ts';
import type { Owed, PoisonMaker } from './poison.ts';
import { seeded } from './poison.ts';
import { CLASSES, FEATURES, nanFeature, poisonedRows, writeRows } from './rows.ts';

const HIDDEN = 8;

const weights = (name: string, from: number, to: number): OnnxTensor => {
  const random = createRandom(from, to);
  return { name, shape: [from, to], values: Float32Array.from({ length: from * to }, () => random.between(-0.5, 0.5)) };
};

/** Two products with `between` in the middle, which makes 'changed' of 'hidden'. */
const network = (between: OnnxNode, first: OnnxTensor): Uint8Array =>
  encodeModel({
    name: 'dense',
    opset: 17,
    inputs: [{ name: 'features', shape: ['batch', FEATURES] }],
    outputs: [{ name: 'scores', shape: ['batch', CLASSES] }],
    nodes: [
      { op: 'MatMul', name: 'first', inputs: ['features', 'w1'], outputs: ['hidden'] },
      between,
      { op: 'MatMul', name: 'second', inputs: ['changed', 'w2'], outputs: ['scores'] },
    ],
    initializers: [first, weights('w2', HIDDEN, CLASSES)],
  });

const RELU: OnnxNode = { op: 'Relu', name: 'middle', inputs: ['hidden'], outputs: ['changed'] };
const EXP: OnnxNode = { op: 'Exp', name: 'middle', inputs: ['hidden'], outputs: ['changed'] };

interface Faulty {
  readonly kind: string;
  readonly model: Uint8Array;
  readonly owed: readonly Owed[];
  readonly consequences: readonly string[];
  readonly set: number;
}

/** Rows of which some hold NaN, through a model that is itself at fault: one finding for the layer, one for each of these rows. */
const throughFaulty =
  (faulty: () => Faulty): PoisonMaker =>
  async (folder, amount) => {
    const { kind, model, owed, consequences, set } = faulty();
    const { rows, labels, poisons } = poisonedRows([nanFeature], { amount, random: seeded(set) });
    const data = join(folder, 'data');
    mkdirSync(data);
    writeRows(data, rows, labels);
    const probeModel = join(folder, 'model.onnx');
    writeFileSync(probeModel, model);
    return {
      dataset: data,
      settings: { classes: CLASSES, probeModel, probeRuntime: 'web' },
      poisons: [
        { kind, keys: [], owed },
        ...poisons.map((poison) => ({ ...poison, kind: `${poison.kind} beside: ${kind}` })),
      ],
      consequences,
    };
  };

export const makeNanWeights = throughFaulty((): Faulty => {
  const first = weights('w1', FEATURES, HIDDEN);
  (first.values as Float32Array)[3] = Number.NaN;
  return {
    kind: 'model with NaN weights',
    model: network(RELU, first),
    owed: [
      { check: 'probe/model-graph', code: 'nonfinite-weights', says: { tensor: 'w1' } },
      { check: 'probe/nonfinite', code: 'faulty-layer', says: { layer: 'hidden' } },
    ],
    consequences: [],
    set: 12,
  };
});

/** e to the power of a hundred times too much: infinite for most rows, and for some just not. */
export const makeInfLayer = throughFaulty((): Faulty => {
  const first = weights('w1', FEATURES, HIDDEN);
  const values = first.values as Float32Array;
  for (let at = 0; at < values.length; at += 1) values[at] = values[at]! * 60;
  return {
    kind: 'layer that makes Inf of most samples',
    model: network(EXP, first),
    owed: [{ check: 'probe/nonfinite', code: 'faulty-layer', says: { layer: 'changed' } }],
    // Rows that just pass it have scores of any size.
    consequences: ['probe/initial-loss too-large'],
    set: 13,
  };
});
