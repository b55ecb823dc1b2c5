import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';
import { cellText, rowOf } from './cell-place.ts';

const expected = 'integer';

/** A column without any number is a list of class names: its labels arrive as names, and nothing here is wrong with them. */
export default defineCheck({
  id: 'label/not-an-integer',
  version: 1,
  stage: 'stable',
  scope: 'annotation',
  title: { en: 'Label is not an integer', zh: '标签不是整数' },
  why: {
    en: 'The other labels of this column are numbers of classes. A fraction is cut off without a word (2.7 becomes class 2), a text stops the reader or turns into NaN.',
    zh: '该列其他标签都是类别编号。小数会被悄悄截断（2.7 变成类别 2），文字会使读取程序中止或变成 NaN。',
  },
  remedy: {
    en: 'Correct the cell. When the column holds quantities and not classes, name it as a target (--target) instead of a label.',
    zh: '改正该单元格。若该列是数量而非类别，请用 --target 把它作为回归目标，而不是标签。',
  },
  needs: [{ role: 'any', facet: 'annotations' }],
  codes: {
    fraction: {
      severity: 'error',
      verdict: 'bad',
      en: 'the label is {value}: not an integer',
      zh: '标签为 {value}：不是整数',
    },
    text: {
      severity: 'error',
      verdict: 'bad',
      en: 'the label is the text “{value}” in a column of integers',
      zh: '整数列中的标签是文字“{value}”',
    },
  },
  options: z.object({}),
  *inspect({ annotations }) {
    const { label } = annotations;
    const at = rowOf(annotations);
    if (label?.kind === 'text') yield { code: 'text', at, data: { value: cellText(label.raw), expected } };
    if (label?.kind === 'number' && !Number.isInteger(label.value)) {
      yield { code: 'fraction', at, data: { value: label.value, expected } };
    }
  },
});
