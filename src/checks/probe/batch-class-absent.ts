import { z } from 'zod';
import { type DatasetView, defineCheck } from '../../model/check.ts';
import { integerLabels, LABELED_SQL } from '../label/integer-labels.ts';

interface ClassCount {
  readonly name: string;
  readonly count: number;
}

/** Classes spelled out. */
const LISTED = 20;

/** Of the training split, where there is one of that name. */
const classCounts = async (data: DatasetView): Promise<readonly ClassCount[]> => {
  const { labels, splits } = data.facts;
  const isSplit = Object.hasOwn(splits, 'train');
  if (labels.kind === 'none') return [];
  if (labels.kind === 'integers') {
    const counts = await integerLabels(data, isSplit ? 'train' : undefined);
    return counts.filter(({ value }) => value >= 0).map(({ value, count }) => ({ name: String(value), count }));
  }
  const counts: ClassCount[] = [];
  const query = `SELECT label AS name, count(*) AS count FROM samples
    WHERE ${LABELED_SQL} ${isSplit ? "AND split = 'train'" : ''} GROUP BY label ORDER BY label`;
  for await (const { name, count } of data.rows<{ name: string; count: number | bigint }>(query)) {
    counts.push({ name, count: Number(count) });
  }
  return counts;
};

/** Asks for nothing but the labels and the size of a batch, which only the user knows. */
export default defineCheck({
  id: 'probe/batch-class-absent',
  version: 1,
  stage: 'stable',
  scope: 'annotation',
  title: { en: 'Classes missing from batches', zh: '批次中缺失类别' },
  why: {
    en: 'A loss or metric that is averaged over the samples of each class divides by zero where a batch holds none of one: NaN. With few samples of a class and a small batch this happens every few steps.',
    zh: '按类别样本数取平均的损失或指标，在批次不含某个类别时会除以零：得到 NaN。类别样本少而批次小时，每隔几步就会发生。',
  },
  remedy: {
    en: 'Train with batches of at least the size named, draw batches by class, leave the rare class out, or have the loss skip classes that are not there. A loss that is averaged over all samples of the batch is not concerned.',
    zh: '使用不小于所示大小的批次，按类别抽样组成批次，去除稀有类别，或让损失跳过不存在的类别。对整个批次取平均的损失不受影响。',
  },
  needs: [],
  codes: {
    absent: {
      severity: 'warning',
      verdict: 'ok',
      en: 'the class {class} ({count} of {of} samples) is missing from {chance:%} of batches of {batch}, and {classes} of {size} classes from at least {limit:%}; from {least} samples in a batch on all are there in more than {sure:%}',
      zh: '类别 {class}（{of} 个样本中有 {count} 个）在大小为 {batch} 的批次中有 {chance:%} 不出现，{size} 个类别中有 {classes} 个的缺失率不低于 {limit:%}；批次达到 {least} 个样本时，各类别的出现率均高于 {sure:%}',
    },
  },
  options: z.object({
    batchSize: z.number().int().min(0).max(1_000_000).default(0).meta({
      description: 'samples in a batch of the training; 0: not stated, nothing is said',
      zh: '训练时每批的样本数；0：未指定，不作判断',
    }),
    maxAbsence: z.number().min(0.0001).max(1).default(0.01).meta({
      description: 'share of batches that may lack a class (0 to 1)',
      zh: '允许缺失某类别的批次占比（0 到 1）',
    }),
  }),
  holdsFor: 'listing',
  async *conclude(data, { batchSize, maxAbsence }) {
    if (batchSize === 0) return;
    const counts = await classCounts(data);
    const of = counts.reduce((sum, { count }) => sum + count, 0);
    if (counts.length < 2 || batchSize >= of) return;
    const chanceOf = (count: number): number => (1 - count / of) ** batchSize;
    const absent = counts.filter(({ count }) => chanceOf(count) >= maxAbsence).sort((a, b) => a.count - b.count);
    const [rarest] = absent;
    if (rarest === undefined) return;
    const least = Math.min(of, Math.ceil(Math.log(maxAbsence) / Math.log(1 - rarest.count / of)));
    const said = {
      class: rarest.name,
      count: rarest.count,
      of,
      batch: batchSize,
      chance: chanceOf(rarest.count),
      classes: absent.length,
      size: counts.length,
      limit: maxAbsence,
      least,
      sure: 1 - maxAbsence,
      names: absent.slice(0, LISTED).map(({ name }) => name),
    };
    yield { code: 'absent', group: 'all', members: [], data: said };
  },
});
