import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';
import type { FeatureLine } from '../../model/feature-line.ts';
import { oneLine } from '../defang.ts';
import { called, featuresByPart } from './features.ts';

/** Largest less smallest value; 0 where that is no number. */
const spanOf = ({ min, max }: FeatureLine): number => {
  const span = min === null || max === null ? 0 : max - min;
  return Number.isFinite(span) ? span : 0;
};

export default defineCheck({
  id: 'array/feature-scale',
  version: 1,
  stage: 'stable',
  scope: 'content',
  title: { en: 'Features of wildly different scales', zh: '特征量级悬殊' },
  why: {
    en: 'Gradients grow with the feature: beside one that is a million times wider the others do not train, and a rate that suits them makes the wide one explode. Trees alone do not mind.',
    zh: '梯度随特征量级增大：某一特征的范围大出百万倍时，其余特征几乎得不到训练；而适合它们的学习率会使该特征的梯度爆炸。仅树模型不受影响。',
  },
  remedy: {
    en: 'Standardize each feature by its mean and deviation over the training rows, or take the logarithm of the wide one.',
    zh: '用训练行的均值和标准差逐特征标准化，或对范围大的特征取对数。',
  },
  needs: [],
  codes: {
    scale: {
      severity: 'warning',
      verdict: 'ok',
      en: 'in {part} the feature {wide} spans {wideSpan}, {ratio} times as much as the feature {narrow}, which spans {narrowSpan}',
      zh: '{part} 的特征 {wide} 的取值范围为 {wideSpan}，是特征 {narrow}（{narrowSpan}）的 {ratio} 倍',
    },
  },
  options: z.object({
    leastRatio: z.number().min(1).default(1_000_000).meta({
      description: 'how many times as wide as the narrowest feature the widest is, from which on it is told of',
      zh: '最宽特征达到最窄特征的多少倍时才报告',
    }),
  }),
  async *conclude(data, { leastRatio }) {
    for await (const [part, all] of featuresByPart(data)) {
      const varying = all.filter((feature) => spanOf(feature) > 0);
      const [first] = varying;
      if (first === undefined) continue;
      let [wide, narrow] = [first, first];
      for (const feature of varying) {
        if (spanOf(feature) > spanOf(wide)) wide = feature;
        if (spanOf(feature) < spanOf(narrow)) narrow = feature;
      }
      const [wideSpan, narrowSpan] = [spanOf(wide), spanOf(narrow)];
      const ratio = wideSpan / narrowSpan;
      if (ratio < leastRatio) continue;
      const told = { wide: called(wide), narrow: called(narrow), wideSpan, narrowSpan };
      // No digits that a person would not read; of subnormal spans the ratio has no number.
      const rounded = Number.isFinite(ratio) ? Number(ratio.toPrecision(3)) : Number.MAX_VALUE;
      yield { code: 'scale', group: part, members: [], data: { part: oneLine(part), ...told, ratio: rounded } };
    }
  },
});
