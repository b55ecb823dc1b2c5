import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';
import type { Fault } from '../../model/facets.ts';
import { oneLine } from '../defang.ts';
import { rowOf } from './cell-place.ts';

const CODES = {
  missing: 'missing',
  truncated: 'truncated',
  malformed: 'malformed',
  unsupported: 'unsupported',
  limit: 'over-limit',
  io: 'io',
  crash: 'io',
  timeout: 'io',
} as const satisfies Record<Fault['kind'], string>;

const bad = { severity: 'error', verdict: 'bad', proven: true } as const;
const unexamined = { severity: 'error', verdict: 'unexamined' } as const;

/** Of labels that are arrays or pictures. Only the row leaves: what is wrong lies in what is said of the sample. */
export default defineCheck({
  id: 'label/unreadable',
  version: 1,
  stage: 'stable',
  scope: 'annotation',
  title: { en: 'Mask or label array that cannot be read', zh: '掩码或标签数组无法读取' },
  why: {
    en: 'The sample is sound, but the array or picture that says what it is cannot be read: the data loader stops at it, or trains on what a lenient reader makes of it.',
    zh: '样本本身没有问题，但作为标签的数组或图像无法读取：数据加载器会在此中止，或以宽松读取所得的内容训练。',
  },
  remedy: {
    en: 'Write the mask or the label array again from its source, or leave the row out. Masks are read from PNG and .npy.',
    zh: '从来源重新写出该掩码或标签数组，或去掉该行。掩码支持 PNG 与 .npy。',
  },
  needs: [{ role: 'any', facet: 'annotations' }],
  attempts: [{ role: 'any', facet: 'labelArray' }],
  annotationsFor: 'place',
  codes: {
    missing: { ...bad, en: 'the mask is not there ({cause})', zh: '掩码文件不存在（{cause}）' },
    truncated: { ...bad, en: 'the label ends before it is whole: {detail}', zh: '标签数据不完整：{detail}' },
    malformed: { ...bad, en: 'the label cannot be decoded: {detail}', zh: '标签无法解码：{detail}' },
    unsupported: {
      ...unexamined,
      en: 'nothing here reads the label, so it was not examined: {detail}',
      zh: '本工具无法读取该标签，因此未检查：{detail}',
    },
    'over-limit': {
      severity: 'error',
      verdict: 'over-limit',
      en: 'the values of the label were not looked at, above a limit: {detail}',
      zh: '标签超出限制，其数值未检查：{detail}',
    },
    io: {
      ...unexamined,
      en: 'the label could not be read: {cause} ({detail})',
      zh: '标签读取失败：{cause}（{detail}）',
    },
  },
  options: z.object({}),
  *inspect({ annotations }, _, { faults }) {
    const [fault] = faults;
    if (fault === undefined) return;
    const { kind, cause = kind } = fault;
    yield { code: CODES[kind], at: rowOf(annotations), data: { cause, detail: oneLine(fault.detail) } };
  },
});
