import lossOutlier from '../../../src/checks/probe/loss-outlier.ts';
import { testCheck } from '../check-tester.ts';
import { probed, samples } from './outcomes.ts';

/** Losses around 1, and one of its own at ordinal 7. */
const losses = (count: number, own: number) =>
  probed(
    count,
    Object.fromEntries(
      Array.from({ length: count }, (_, at) => [at, { loss_name: 'l2', loss: at === 7 ? own : 0.9 + (at % 5) / 20 }]),
    ),
  );
const dataset = (count: number, own: number) => ({
  samples: samples(count),
  measures: { 'probe/nonfinite': losses(count, own) },
});

testCheck(lossOutlier, {
  dataset: [
    {
      name: 'flags a loss a hundred times that of the others',
      ...dataset(40, 100),
      finds: [{ code: 'outlier', ordinal: 7, data: { loss: 'l2', value: 100, median: 1 } }],
    },
    { name: 'is silent on a loss far below', ...dataset(40, 0.0001), finds: [] },
    { name: 'is silent on losses that are alike', ...dataset(40, 1.05), finds: [] },
  ],
  thresholds: {
    maxZ: { dataset: dataset(40, 3), silent: 20, flagged: 15 },
    leastRatio: { dataset: dataset(40, 3), silent: 3.01, flagged: 2.99 },
    minSamples: { dataset: dataset(40, 100), silent: 41, flagged: 40 },
  },
});
