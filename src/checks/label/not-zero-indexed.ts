import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';
import { declaredCount, integerLabels, isSignedBinary } from './integer-labels.ts';

/** Negative labels are another check's; of the others the smallest counts. `subtract` is the remap proposed: label − subtract. */
export default defineCheck({
  id: 'label/not-zero-indexed',
  version: 1,
  stage: 'stable',
  scope: 'annotation',
  title: { en: 'Labels do not start at 0', zh: '标签不从 0 开始' },
  why: {
    en: 'Frameworks count classes from 0. Labels 1..N with N outputs index past the end: an assertion on the GPU, and in Caffe, without a check, a read from foreign memory. With N + 1 outputs class 0 is never learned.',
    zh: '各框架从 0 开始给类别编号。标签为 1..N 而输出只有 N 个时会越界：GPU 上触发断言，Caffe 不作检查，直接读取无关内存。若输出为 N + 1 个，则类别 0 永远学不到。',
  },
  remedy: {
    en: 'Subtract 1 from every label in the manifest, or in the data loader, for all splits alike.',
    zh: '把清单中（或数据加载器里）所有划分的标签统一减 1。',
  },
  needs: [],
  codes: {
    'past-the-end': {
      severity: 'error',
      verdict: 'ok',
      en: 'labels run from {smallest:raw} to {largest:raw}, the declared number of classes is {declared:raw}: label {largest:raw} indexes past the end; subtract {subtract} from every label',
      zh: '标签范围为 {smallest:raw} 至 {largest:raw}，但声明的类别数为 {declared:raw}：标签 {largest:raw} 越界；请把每个标签减 {subtract}',
    },
    'starts-at-one': {
      severity: 'warning',
      verdict: 'ok',
      en: 'labels run from {smallest:raw} to {largest:raw}, none is 0; if class 0 is not meant to be empty, subtract {subtract} from every label',
      zh: '标签范围为 {smallest:raw} 至 {largest:raw}，没有 0；若类别 0 并非有意留空，请把每个标签减 {subtract}',
    },
  },
  options: z.object({}),
  holdsFor: 'listing',
  async *conclude(data) {
    const labels = await integerLabels(data);
    const natural = labels.filter(({ value }) => value >= 0);
    if (natural[0]?.value !== 1 || isSignedBinary(labels)) return;
    const declared = declaredCount(data);
    const subject = { group: 'all', members: [] } as const;
    if (declared !== undefined && natural.some(({ value }) => value === declared)) {
      const remap = { smallest: 1, largest: declared, declared, subtract: 1 };
      yield { code: 'past-the-end', ...subject, data: remap };
      return;
    }
    const remap = { smallest: 1, largest: natural.at(-1)!.value, subtract: 1 };
    yield { code: 'starts-at-one', ...subject, data: remap };
  },
});
