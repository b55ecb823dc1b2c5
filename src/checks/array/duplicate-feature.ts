import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';
import type { FeatureLine } from '../../model/feature-line.ts';
import { oneLine } from '../defang.ts';
import { called, featuresByPart } from './features.ts';

/** Pairs that a finding names. */
const NAMED = 20;

const isConstant = ({ min, max }: FeatureLine): boolean => min === null || min === max;

export default defineCheck({
  id: 'array/duplicate-feature',
  version: 1,
  stage: 'stable',
  scope: 'content',
  title: { en: 'Features equal in every row', zh: '每行都相同的特征' },
  why: {
    en: 'A feature that is there twice counts twice: its weights share one gradient, regularization and importance are split between them, and linear solvers meet a singular matrix. Often a join or a slice took one column in place of another.',
    zh: '重复的特征会被计算两次：其权重共用同一梯度，正则化与重要性被两者分摊，线性求解会遇到奇异矩阵。往往是连接或切片时错取了另一列。',
  },
  remedy: {
    en: 'Look whether one of them was meant to be another column; else keep one.',
    zh: '检查其中之一是否本应为另一列；否则只保留一个。',
  },
  needs: [],
  codes: {
    duplicate: {
      severity: 'note',
      verdict: 'ok',
      en: 'in {part} {count} features equal another in all {rows} rows: {pairs}{more}',
      zh: '{part} 中有 {count} 个特征在全部 {rows} 行中与另一特征相同：{pairs}{more}',
    },
  },
  options: z.object({}),
  async *conclude(view) {
    for await (const [part, all] of featuresByPart(view)) {
      const byHash = new Map<string, FeatureLine>();
      const pairs: string[] = [];
      let count = 0;
      for (const feature of all.filter((each) => !isConstant(each))) {
        const equal = byHash.get(feature.hash);
        if (equal === undefined) {
          byHash.set(feature.hash, feature);
          continue;
        }
        count += 1;
        if (pairs.length < NAMED) pairs.push(`${called(feature)} = ${called(equal)}`);
      }
      const [first] = all;
      if (count === 0 || first === undefined) continue;
      const more = count > pairs.length ? ', …' : '';
      const data = { part: oneLine(part), count, rows: first.n + first.nonfinite, pairs: pairs.join(', '), more };
      yield { code: 'duplicate', group: part, members: [], data };
    }
  },
});
