import { z } from 'zod';
import { type DatasetView, defineCheck } from '../../model/check.ts';
import { usedNames } from './class-names.ts';
import { inferRange } from './inferred-range.ts';
import { declaredCount, integerLabels, LISTED } from './integer-labels.ts';

interface Range {
  /** Indices of the classes that occur, ascending. */
  readonly used: readonly number[];
  /** Number of classes. */
  readonly size: number;
}

const integerRange = async (data: DatasetView): Promise<Range> => {
  const labels = await integerLabels(data);
  const declared = declaredCount(data);
  const natural = labels.filter(({ value }) => value >= 0);
  const top = inferRange(labels)?.top ?? natural.at(-1)?.value ?? -1;
  const size = declared ?? top + 1;
  const used = natural.map(({ value }) => value).filter((value) => value < size);
  // A smallest label of 1, or the set {-1, 1}, is reported as what it is, not as an unused class 0.
  return { used: used[0] === 1 ? [0, ...used] : used, size };
};

const nameRange = async (data: DatasetView): Promise<Range> => {
  const names = await usedNames(data);
  const { declaredNames } = data.facts.labels;
  if (declaredNames === undefined) return { used: names.map((_, at) => at), size: declaredCount(data) ?? names.length };
  const places = new Map(declaredNames.map((name, at) => [name, at]));
  const used = names.flatMap(({ name }) => places.get(name) ?? []).sort((a, b) => a - b);
  return { used, size: declaredNames.length };
};

/** The first of the unused indices in from..to−1, at most `LISTED` with those in `into`. */
const list = (into: number[], from: number, to: number): void => {
  for (let index = from; index < to && into.length < LISTED; index += 1) into.push(index);
};

/**
 * Classes that were declared, or lie below the largest label, and have no sample. Never enumerates a range: one stray label of 10^15
 * makes just as long a list as a small one. When no class at all is used, the labels are something else: silence here.
 */
export default defineCheck({
  id: 'label/unused-class',
  version: 1,
  stage: 'stable',
  scope: 'annotation',
  title: { en: 'Class without samples', zh: '类别无样本' },
  why: {
    en: 'An output that no sample trains. A loss or metric that divides by the samples of each class turns NaN at a class with none, and a hole in the middle often means that the numbering slipped.',
    zh: '没有样本训练该输出。按类别样本数归一化的损失或指标在空类别处会变成 NaN；中间的空缺往往意味着编号错位。',
  },
  remedy: {
    en: 'Add samples, renumber the classes without the hole, or declare fewer classes.',
    zh: '补充样本；或重新编号以消除空缺；或减少声明的类别数。',
  },
  needs: [],
  codes: {
    hole: {
      severity: 'warning',
      verdict: 'ok',
      en: 'classes without a sample, although later ones have some: {count} of {size} ({classes})',
      zh: '{size} 个类别中有 {count} 个没有样本，而其后的类别有样本（{classes}）',
    },
    last: {
      severity: 'note',
      verdict: 'ok',
      en: 'last declared classes without a sample: {count} of {size} ({classes})',
      zh: '声明的 {size} 个类别中最后 {count} 个没有样本（{classes}）',
    },
  },
  options: z.object({}),
  holdsFor: 'listing',
  async *conclude(data) {
    const { used, size } = data.facts.labels.kind === 'names' ? await nameRange(data) : await integerRange(data);
    if (used.length === 0) return;
    const holes: number[] = [];
    let next = 0;
    for (const index of used) {
      list(holes, next, index);
      next = index + 1;
    }
    const last: number[] = [];
    list(last, next, size);
    const show = (index: number): string => data.facts.labels.declaredNames?.[index] ?? String(index);
    const group = { group: 'all', members: [] } as const;
    const holeCount = next - used.length;
    if (holeCount > 0) {
      yield { code: 'hole', ...group, data: { count: holeCount, size, classes: holes.map(show) } };
    }
    if (size > next) yield { code: 'last', ...group, data: { count: size - next, size, classes: last.map(show) } };
  },
});
