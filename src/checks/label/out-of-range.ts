import { z } from 'zod';
import { type DatasetView, defineCheck } from '../../model/check.ts';
import { rowOf } from './cell-place.ts';
import { samplesNamed, usedNames } from './class-names.ts';
import { inferRange } from './inferred-range.ts';
import { declaredCount, integerLabels, LISTED, samplesLabeled } from './integer-labels.ts';

const samplesAmong = async (data: DatasetView, values: readonly number[]): Promise<readonly number[]> => {
  const ordinals: number[] = [];
  for await (const { ordinal } of samplesLabeled(data, `value IN (${values.join(', ')})`)) ordinals.push(ordinal);
  return ordinals;
};

/**
 * Against a declared number of classes a label at or above it is bad, sample by sample. Undeclared, `inferRange` says what hardly
 * leaves a doubt, and that is suspect. Names of a classes file are a range too: a name that is not in it is bad, unless most are not,
 * which says that the file belongs to another dataset.
 */
export default defineCheck({
  id: 'label/out-of-range',
  version: 1,
  stage: 'stable',
  scope: 'annotation',
  title: { en: 'Label out of range', zh: '标签越界' },
  why: {
    en: 'A label at or above the number of classes indexes past the scores: an assertion on the GPU hours into training, in Caffe a read from foreign memory and a loss of NaN.',
    zh: '标签大于或等于类别数时，会越过得分数组的末尾：训练数小时后 GPU 断言失败；Caffe 则读取无关内存，损失变为 NaN。',
  },
  remedy: {
    en: 'Correct the labels, state the labels that training ignores (--ignore-label 255), or declare the right number of classes (--classes N).',
    zh: '改正标签；或声明训练时忽略的标签（--ignore-label 255）；或声明正确的类别数（--classes N）。',
  },
  needs: [{ role: 'any', facet: 'annotations' }],
  codes: {
    'out-of-range': {
      severity: 'error',
      verdict: 'bad',
      en: 'the label is {value:raw}, outside {expected}',
      zh: '标签为 {value:raw}，超出 {expected}',
    },
    'undeclared-name': {
      severity: 'error',
      verdict: 'bad',
      en: '“{value}” is none of the declared classes ({declared}); samples: {count}',
      zh: '“{value}”不在声明的 {declared} 个类别之中；样本 {count} 个',
    },
    'names-disagree': {
      severity: 'error',
      verdict: 'ok',
      en: '{count} of {labeled} labels are not among the {declared} declared classes, “{value}” for one: is it the right classes file?',
      zh: '{labeled} 个标签中有 {count} 个不在声明的 {declared} 个类别之中，例如“{value}”：类别文件是否正确？',
    },
    'too-many-names': {
      severity: 'error',
      verdict: 'ok',
      en: 'class names: {found}, declared classes: {declared}; the last {extra} index past the end',
      zh: '共有 {found} 个类别名，但声明的类别数为 {declared}：最后 {extra} 个越界',
    },
    'far-outlier': {
      severity: 'warning',
      verdict: 'suspect',
      en: 'labels far above all others (at most {top:raw}): {count} ({values:raw}); state the number of classes with --classes to be sure',
      zh: '远大于其余标签（最大 {top:raw}）的标签 {count} 个（{values:raw}）；请用 --classes 声明类别数以便确认',
    },
    'usual-ignore-value': {
      severity: 'warning',
      verdict: 'suspect',
      en: 'labels equal to {option:raw}: {count}, all others are at most {top:raw}; if training ignores them, say so: --ignore-label {option:raw}',
      zh: '等于 {option:raw} 的标签 {count} 个，其余均不超过 {top:raw}；若训练时忽略它们，请声明：--ignore-label {option:raw}',
    },
  },
  options: z.object({}),
  *inspect({ annotations }) {
    const { label, labelDomain } = annotations;
    const { declaredClasses, ignored } = labelDomain;
    if (declaredClasses === undefined || label?.kind !== 'number') return;
    const { value } = label;
    if (!Number.isInteger(value) || value < declaredClasses || ignored.includes(value)) return;
    yield {
      code: 'out-of-range',
      at: rowOf(annotations),
      data: { value, expected: `0..${declaredClasses - 1}` },
    };
  },
  holdsFor: 'listing',
  async *conclude(data) {
    const { declaredNames } = data.facts.labels;
    const declared = declaredCount(data);
    const names = await usedNames(data);
    if (declaredNames !== undefined && names.length > 0) {
      const known = new Set(declaredNames);
      const unknown = names.filter(({ name }) => !known.has(name));
      const labeled = names.reduce((sum, { count }) => sum + count, 0);
      const count = unknown.reduce((sum, name) => sum + name.count, 0);
      if (count * 2 > labeled) {
        const found = { count, labeled, declared: declaredNames.length, value: unknown[0]!.name };
        yield { code: 'names-disagree', group: 'all', members: [], data: found };
        return;
      }
      for (const { name, count } of unknown) {
        const found = { value: name, count, declared: declaredNames.length };
        yield { code: 'undeclared-name', group: name, members: await samplesNamed(data, name), data: found };
      }
      return;
    }
    if (declared !== undefined && names.length > declared) {
      const found = { found: names.length, declared, extra: names.length - declared };
      yield { code: 'too-many-names', group: 'all', members: [], data: found };
    }
    if (declared !== undefined) return;

    const range = inferRange(await integerLabels(data));
    if (range === undefined) return;
    const { top, far, ignore } = range;
    if (far.length > 0) {
      const values = far.map(({ value }) => value);
      const members = await samplesAmong(data, values);
      const found = { count: members.length, top, values: values.slice(0, LISTED) };
      yield { code: 'far-outlier', group: 'all', members, data: found };
    }
    for (const { value, count } of ignore) {
      const members = await samplesAmong(data, [value]);
      yield { code: 'usual-ignore-value', group: String(value), members, data: { count, top, option: value } };
    }
  },
});
