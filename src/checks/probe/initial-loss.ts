import { z } from 'zod';
import { createValueList, type ValueList } from '../../measures/quantiles.ts';
import { type DatasetView, defineCheck } from '../../model/check.ts';
import type { Facets } from '../../model/facets.ts';
import type { ProbeLoss } from '../../model/probe.ts';
import { targetValues, VALUE_COLUMNS, valueRow } from '../target/target-values.ts';
import { PROBED_TABLE } from './outcomes.ts';

const TABLE = 'measures_probe_initial_loss';

interface MeanLoss {
  readonly name: ProbeLoss;
  readonly mean: number;
  readonly count: number;
}

/** One sample that is far off says nothing of outputs and labels: the mean is that of the middle 90 %. */
const LEFT_OUT = 0.05;

const trimmedMean = (losses: Float64Array): number => {
  const sorted = losses.slice().sort();
  const cut = Math.floor(LEFT_OUT * sorted.length);
  const middle = sorted.subarray(cut, sorted.length - cut);
  return middle.reduce((sum, loss) => sum + loss, 0) / middle.length;
};

const meanLosses = async ({ rows }: DatasetView): Promise<readonly MeanLoss[]> => {
  const lists = new Map<ProbeLoss, ValueList>();
  const query = `SELECT loss_name AS name, loss FROM ${PROBED_TABLE} WHERE loss IS NOT NULL ORDER BY ordinal`;
  for await (const { name, loss } of rows<{ name: ProbeLoss; loss: number }>(query)) {
    const list = lists.get(name) ?? createValueList();
    lists.set(name, list);
    list.push(loss);
  }
  return [...lists].map(([name, list]) => ({ name, mean: trimmedMean(list.view()), count: list.view().length }));
};

/** Where labels are what is to be predicted, they stand for the one target. */
const LABEL = 'label';

/** What normalized targets may cost: methods that end at 0..1 or -1..1 have less variance than loss, and no large loss. */
const NORMALIZED_VARIANCE = 1;

/** Variance around each target's own mean, averaged over targets; undefined without any. */
const targetVariance = async (data: DatasetView): Promise<number | undefined> => {
  const { facts } = data;
  const targets = facts.targets.length > 0 ? facts.targets : [LABEL];
  const normalized = new Set(facts.probe?.targets?.normalized ?? []);
  let sum = 0;
  let names = 0;
  for await (const { name, values } of targetValues({ ...data, facts: { ...facts, targets } }, TABLE)) {
    if (values.length === 0) continue;
    let mean = 0;
    for (const value of values) mean += value / values.length;
    let variance = 0;
    for (const value of values) variance += (value - mean) ** 2 / values.length;
    sum += normalized.has(name) ? Math.max(variance, NORMALIZED_VARIANCE) : variance;
    names += 1;
  }
  return names === 0 ? undefined : sum / names;
};

/** The numbers that the loss met, as targets. */
const metTargets = (
  { targets, label }: Facets['annotations'],
  { normalized }: Facets['probe'],
): Facets['annotations']['targets'] => {
  const names = Object.keys(targets).sort();
  if (names.length === 0) return label === undefined || label.kind === 'name' ? {} : { [LABEL]: label };
  if (normalized === undefined) return targets;
  return Object.fromEntries(names.map((name, at) => [name, { kind: 'number', value: normalized[at]! }]));
};

/** What an answer costs that knows nothing but how many classes there are, or the mean of each target. */
const baselineOf = async (data: DatasetView, loss: ProbeLoss): Promise<number | undefined> => {
  const classes = data.facts.probe?.classes;
  if (loss === 'softmax' || loss === 'per-pixel') return classes === undefined ? undefined : Math.log(classes);
  if (loss === 'binary') return Math.log(2);
  return loss === 'l2' ? targetVariance(data) : undefined;
};

/** A fresh network answers with hardly anything: its loss says whether outputs and targets are of one kind. */
export default defineCheck({
  id: 'probe/initial-loss',
  version: 2,
  stage: 'stable',
  scope: 'annotation',
  title: { en: 'Initial loss is too large', zh: '初始损失过大' },
  why: {
    en: 'Before anything is learned the mean loss should be that of knowing nothing: ln C for C classes, the variance of the targets for a squared error. Far above it the labels, the number of outputs or the scale of the targets is wrong, and the first gradients are that much too large.',
    zh: '尚未学习时，平均损失应等于一无所知时的损失：C 个类别为 ln C，平方误差为回归目标的方差。远高于此说明标签、输出个数或目标的尺度有误，最初的梯度也会相应过大。',
  },
  remedy: {
    en: 'Normalize the targets (--target NAME:standard), check that the network has one output for each class and that its last layer starts small.',
    zh: '归一化回归目标（--target NAME:standard）；检查网络的输出个数是否等于类别数，以及最后一层的初始值是否足够小。',
  },
  gaps: {
    en: 'A loss far below is not reported: a trained model has one. Targets that the run normalizes (--target NAME:METHOD) are met normalized, and may cost 1 each, whatever their variance.',
    zh: '远低于此的损失不报告：训练过的模型即如此。由本次检查归一化的回归目标（--target NAME:METHOD）按归一化后的值计算损失，且无论方差多小，每个目标的损失可达 1。',
  },
  needs: [
    { role: 'any', facet: 'probe' },
    { role: 'any', facet: 'annotations' },
  ],
  codes: {
    'too-large': {
      severity: 'warning',
      verdict: 'ok',
      en: 'the mean loss ({loss}) of {count} samples is {mean} (of the middle 90 %), knowing nothing costs {baseline}: {times} times as much',
      zh: '{count} 个样本的平均损失（{loss}，取中间 90%）为 {mean}，而一无所知时为 {baseline}：高出 {times} 倍',
    },
  },
  options: z.object({
    maxFactor: z.number().min(1).max(1e6).default(2).meta({
      description: 'so many times the loss of knowing nothing is not far yet',
      zh: '平均损失不超过一无所知时损失的该倍数时不报告',
    }),
    minSamples: z.number().int().min(1).max(1e6).default(20).meta({
      description: 'with fewer losses there is no mean to speak of (samples)',
      zh: '损失个数少于该值时不判断（样本数）',
    }),
  }),
  columns: VALUE_COLUMNS,
  // Without a finite loss it is no part of the mean: neither is its target of the variance.
  measure: ({ probe, annotations }) =>
    probe.lossName === 'l2' && probe.loss !== undefined
      ? valueRow({ targets: metTargets(annotations, probe) })
      : undefined,
  async *conclude(data, { maxFactor, minSamples }) {
    for (const { name, mean, count } of await meanLosses(data)) {
      const baseline = await baselineOf(data, name);
      if (count < minSamples || baseline === undefined || baseline <= 0 || mean <= maxFactor * baseline) continue;
      const said = { loss: name, mean, count, baseline, times: mean / baseline };
      yield { code: 'too-large', group: name, members: [], data: said };
    }
  },
});
