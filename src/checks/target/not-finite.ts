import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';
import { cellText, rowOf } from '../label/cell-place.ts';

const expected = 'finite number';

/** A cell that is no number is bad whatever `missing` says; only the empty cell has a meaning that the user may state. */
export default defineCheck({
  id: 'target/not-finite',
  version: 1,
  stage: 'stable',
  scope: 'annotation',
  title: { en: 'Target is not a finite number', zh: '回归目标不是有限数值' },
  why: {
    en: 'One NaN in a batch makes the loss NaN, then every weight, and training never recovers. The mean and deviation of the whole target become NaN with it.',
    zh: '一个批次中只要有一个 NaN，损失就变成 NaN，随后所有权重也变成 NaN，训练无法恢复。整个目标的均值和标准差也会随之变成 NaN。',
  },
  remedy: {
    en: 'Correct the cell. When an empty cell means “unknown”, say what shall become of it: --target-missing drop or mask.',
    zh: '改正该单元格。若空单元格表示“未知”，请说明处理方式：--target-missing drop 或 mask。',
  },
  needs: [{ role: 'any', facet: 'annotations' }],
  codes: {
    nonfinite: {
      severity: 'error',
      verdict: 'bad',
      en: 'the target {target} is {value}',
      zh: '回归目标 {target} 为 {value}',
    },
    text: {
      severity: 'error',
      verdict: 'bad',
      en: 'the target {target} is the text “{value}”, not a number',
      zh: '回归目标 {target} 是文字“{value}”，不是数值',
    },
    missing: {
      severity: 'error',
      verdict: 'bad',
      en: 'the target {target} is empty',
      zh: '回归目标 {target} 为空',
    },
    'missing-dropped': {
      severity: 'note',
      verdict: 'bad',
      en: 'the target {target} is empty: the row is left out, as asked',
      zh: '回归目标 {target} 为空：按要求去掉该行',
    },
    'missing-masked': {
      severity: 'note',
      verdict: 'ok',
      en: 'the target {target} is empty: the row stays, to be masked in training',
      zh: '回归目标 {target} 为空：保留该行，训练时屏蔽该目标',
    },
  },
  options: z.object({
    missing: z.enum(['drop', 'mask', 'error']).default('error').meta({
      description: 'what an empty cell means: its row is left out, the target is masked, or an error',
      zh: '空单元格的含义：去掉该行（drop）、屏蔽该目标（mask）或视为错误（error）',
    }),
  }),
  *inspect({ annotations }, { missing }) {
    for (const [target, cell] of Object.entries(annotations.targets)) {
      if (cell.kind === 'number') continue;
      const at = { ...rowOf(annotations), field: target };
      if (cell.kind !== 'missing') {
        const code = cell.kind === 'text' ? 'text' : 'nonfinite';
        yield { code, at, data: { target, value: cellText(cell.raw), expected } };
        continue;
      }
      const data = { target, value: '', expected };
      if (missing === 'error') yield { code: 'missing', at, data };
      if (missing === 'drop') yield { code: 'missing-dropped', at, data };
      if (missing === 'mask') yield { code: 'missing-masked', at, data };
    }
  },
});
