import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';
import { oneLine } from '../defang.ts';

export default defineCheck({
  id: 'file/missing',
  version: 1,
  stage: 'stable',
  scope: 'annotation',
  title: { en: 'Listed file is not there', zh: '清单所列文件不存在' },
  why: {
    en: 'The manifest names a file that does not exist. A data loader stops in the middle of the epoch that first asks for it.',
    zh: '清单中列出的文件不存在。数据加载器会在首次读取它的那一轮训练中途中止。',
  },
  remedy: {
    en: 'Fetch the file, or correct or remove the row. The clean list leaves it out.',
    zh: '获取该文件，或更正、删除该行。可用样本清单不包含该行。',
  },
  needs: [{ role: 'any', facet: 'annotations' }],
  attempts: [{ role: 'any', facet: 'file' }],
  codes: {
    missing: {
      severity: 'error',
      verdict: 'bad',
      en: 'the manifest lists this file, but it does not exist ({cause})',
      zh: '清单列出了该文件，但文件不存在（{cause}）',
    },
    'empty-cell': {
      severity: 'error',
      verdict: 'bad',
      en: 'the row holds no bytes where its picture should be ({detail})',
      zh: '该行本应存放图像的单元格没有内容（{detail}）',
    },
  },
  options: z.object({}),
  *inspect({ annotations: { origin } }, _, { faults }) {
    const missing = faults.find(({ kind }) => kind === 'missing');
    if (missing === undefined) return;
    const at = origin && { file: origin.file, line: origin.line };
    const data = { cause: missing.cause ?? 'ENOENT', detail: oneLine(missing.detail) };
    yield { code: missing.cause === 'NO-CELL' ? 'empty-cell' : 'missing', ...(at && { at }), data };
  },
});
