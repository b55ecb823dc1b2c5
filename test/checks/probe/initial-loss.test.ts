import initialLoss from '../../../src/checks/probe/initial-loss.ts';
import type { ProbeFacts } from '../../../src/model/probe.ts';
import { testCheck } from '../check-tester.ts';
import { annotations, first, outcome, probed, samples } from './outcomes.ts';

const ID = 'probe/initial-loss';
const probe: ProbeFacts = { network: 'model', says: 'classes', classes: 10 };
const losses = (count: number, loss_name: string, loss: number) =>
  probed(count, Object.fromEntries(Array.from({ length: count }, (_, at) => [at, { loss_name, loss }])));
const classes = (loss: number, count = 30) => ({
  facts: { probe },
  samples: samples(count),
  measures: { 'probe/nonfinite': losses(count, 'softmax', loss) },
});
const values: ProbeFacts = { network: 'built-in', says: 'values' };
/** Targets of variance 1 around a center. */
const targets = (center: number, names: readonly string[] = ['age']) => ({
  facts: { probe: values, targets: names },
  samples: samples(30),
  measures: {
    'probe/nonfinite': losses(30, 'l2', center * center + 1),
    [ID]: Array.from({ length: 30 }, (_, ordinal) => ({
      ordinal,
      names: 1,
      v0: center + (ordinal % 2 === 0 ? 1 : -1),
    })),
  },
});
const age = { ...annotations, targets: { age: { kind: 'number', value: 31 } } } as const;

testCheck(initialLoss, {
  cases: [
    {
      name: 'leaves the targets that a squared error was made of',
      facets: { annotations: age, probe: outcome({ loss: 961, lossName: 'l2' }) },
      finds: [],
      leaves: { v0: 31, names: 1 },
    },
    {
      name: 'leaves what the loss met where the run normalizes targets',
      facets: { annotations: age, probe: outcome({ loss: 0.25, lossName: 'l2', normalized: [0.5] }) },
      finds: [],
      leaves: { v0: 0.5, names: 1 },
    },
    {
      name: 'leaves a label that is what is to be predicted',
      facets: {
        annotations: { ...annotations, label: { kind: 'number', value: 2.5 } },
        probe: outcome({ loss: 6.25, lossName: 'l2' }),
      },
      finds: [],
      leaves: { v0: 2.5, names: 1 },
    },
    {
      name: 'leaves no target whose loss is not finite',
      facets: { annotations: age, probe: outcome({ nonfinite: first({ stage: 'loss', name: 'l2' }), lossName: 'l2' }) },
      finds: [],
      leaves: null,
    },
    {
      name: 'leaves none where labels are classes',
      facets: { annotations, probe: outcome({ loss: 2, lossName: 'softmax' }) },
      finds: [],
      leaves: null,
    },
  ],
  dataset: [
    {
      name: 'flags a network of 1,000 outputs for 10 classes',
      ...classes(Math.log(1_000)),
      finds: [{ code: 'too-large', group: 'softmax', members: [], data: { baseline: Math.log(10), count: 30 } }],
    },
    { name: 'is silent on ln C', ...classes(Math.log(10)), finds: [] },
    {
      name: 'is silent where one sample alone costs too much',
      facts: { probe },
      samples: samples(30),
      measures: {
        'probe/nonfinite': losses(30, 'softmax', 2.3).map((row) => (row.ordinal === 4 ? { ...row, loss: 1e9 } : row)),
      },
      finds: [],
    },
    { name: 'is silent on a trained model', ...classes(0.1), finds: [] },
    {
      name: 'flags targets far from 0',
      ...targets(10),
      finds: [{ code: 'too-large', data: { loss: 'l2' } }],
    },
    { name: 'flags labels to be predicted that are far from 0', ...targets(10, []), finds: ['too-large'] },
    {
      name: 'is silent on normalized targets that cost no more than 1, however little they vary',
      facts: { probe: { ...values, targets: { normalized: ['age'], sha256: '' } }, targets: ['age'] },
      samples: samples(30),
      measures: {
        'probe/nonfinite': losses(30, 'l2', 0.9),
        [ID]: Array.from({ length: 30 }, (_, ordinal) => ({ ordinal, names: 1, v0: 0.9 + (ordinal % 2) / 10 })),
      },
      finds: [],
    },
    { name: 'is silent on targets of unit variance around 0', ...targets(0), finds: [] },
  ],
  thresholds: {
    maxFactor: { dataset: classes(3 * Math.log(10)), silent: 3.01, flagged: 2.99 },
    minSamples: { dataset: classes(Math.log(1_000)), silent: 31, flagged: 30 },
  },
});
