import { z } from 'zod';
import { outliersOf } from '../../measures/outliers.ts';
import { createValueList } from '../../measures/quantiles.ts';
import { type DatasetView, defineCheck } from '../../model/check.ts';
import { jsonNumber } from '../../model/json.ts';
import { PROBED_TABLE } from './outcomes.ts';

interface Losses {
  readonly name: string;
  readonly values: Float64Array;
  readonly ordinals: Float64Array;
}

/** Finite losses by the loss that was met, in the order of samples. */
const lossesOf = async ({ rows }: DatasetView): Promise<readonly Losses[]> => {
  const lists = new Map<
    string,
    { values: ReturnType<typeof createValueList>; ordinals: ReturnType<typeof createValueList> }
  >();
  const query = `SELECT ordinal, loss_name AS name, loss FROM ${PROBED_TABLE} WHERE loss IS NOT NULL ORDER BY ordinal`;
  for await (const { ordinal, name, loss } of rows<{ ordinal: number; name: string; loss: number }>(query)) {
    const list = lists.get(name) ?? { values: createValueList(), ordinals: createValueList() };
    lists.set(name, list);
    list.values.push(loss);
    list.ordinals.push(ordinal);
  }
  return [...lists]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { values, ordinals }]) => ({
      name,
      values: values.view(),
      ordinals: ordinals.view(),
    }));
};

/** How many are named by their own finding. */
const MOST_NAMED = 1_000;

/** A fresh network costs all samples about the same: one that costs far more is unlike the others, or labeled unlike them. */
export default defineCheck({
  id: 'probe/loss-outlier',
  version: 1,
  stage: 'trial',
  scope: 'content',
  title: { en: 'Loss far above that of the others', zh: '损失远高于其他样本' },
  why: {
    en: 'A sample whose loss is many times that of the others steers the first steps of training by itself: its values or its target lie on another scale.',
    zh: '损失为其他样本许多倍的样本会独自左右训练最初的几步：其数值或回归目标处于另一量级。',
  },
  remedy: {
    en: 'Look at the sample and at what is said of it; mend it, leave it out, or normalize inputs and targets.',
    zh: '查看该样本及其标注；修正、剔除，或归一化输入与回归目标。',
  },
  needs: [],
  codes: {
    outlier: {
      severity: 'warning',
      verdict: 'suspect',
      en: 'its loss ({loss}) is {value}, the median of all is {median} (robust z {z})',
      zh: '其损失（{loss}）为 {value}，全体的中位数为 {median}（稳健 z 值 {z}）',
    },
  },
  options: z.object({
    maxZ: z.number().min(3).max(1e6).default(10).meta({
      description: 'largest robust z, in deviations of normal values, that is no outlier',
      zh: '不视为离群值的最大稳健 z 值（以正态分布的标准差为单位）',
    }),
    leastRatio: z.number().min(1).max(1e6).default(2).meta({
      description: 'a loss below so many times the median is no outlier, however alike the others are',
      zh: '损失低于中位数的该倍数时不视为离群值',
    }),
    minSamples: z.number().int().min(5).max(1e6).default(20).meta({
      description: 'with fewer losses none is judged (samples)',
      zh: '损失个数少于该值时不判断（样本数）',
    }),
  }),
  async *conclude(data, { maxZ, leastRatio, minSamples }) {
    for (const { name, values, ordinals } of await lossesOf(data)) {
      if (values.length < minSamples) continue;
      const { scale, found } = outliersOf(values, maxZ);
      const high = found.filter(({ at }) => values[at]! > leastRatio * scale.center);
      for (const { at, z: far } of high.slice(0, MOST_NAMED).sort((a, b) => a.at - b.at)) {
        const said = { loss: name, value: values[at]!, median: scale.center, z: jsonNumber(far) };
        yield { code: 'outlier', ordinal: ordinals[at]!, data: said };
      }
    }
  },
});
