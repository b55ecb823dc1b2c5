import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';
import { DIAGNOSIS_ATTEMPTS, DIAGNOSIS_NEEDS, diagnose } from '../diagnosis.ts';

export default defineCheck({
  id: 'image/truncated',
  version: 1,
  stage: 'stable',
  scope: 'content',
  title: { en: 'Truncated image', zh: '图像被截断' },
  why: {
    en: 'The file ends before the image does. Many readers fill the rest with gray and say nothing, so the network learns a gray band; others stop the training run.',
    zh: '文件在图像结束之前就结束了。许多读取程序会用灰色填补剩余部分而不报错，网络便学到一条灰带；另一些则会中止训练。',
  },
  remedy: {
    en: 'Fetch the file again from its source; nothing in it can bring the missing part back.',
    zh: '从来源重新获取该文件；缺失的部分无法从文件本身恢复。',
  },
  needs: DIAGNOSIS_NEEDS,
  attempts: DIAGNOSIS_ATTEMPTS,
  codes: {
    cut: {
      severity: 'error',
      verdict: 'bad',
      proven: true,
      en: 'the file ends at byte {bytes:raw}; missing: {missing}',
      zh: '文件在第 {bytes:raw} 字节处结束；缺失：{missing}',
    },
    short: {
      severity: 'error',
      verdict: 'bad',
      en: 'the image data ends at byte {offset:raw} of {bytes:raw}, before the picture is complete',
      zh: '图像数据在第 {offset:raw} 字节（共 {bytes:raw} 字节）处结束，画面不完整',
    },
  },
  options: z.object({}),
  *inspect(facets, _, { faults }) {
    const found = diagnose(facets, faults);
    const bytes = facets.file.size;
    if (found.kind === 'cut') yield { code: 'cut', data: { bytes, offset: bytes, missing: found.missing } };
    if (found.kind === 'short') yield { code: 'short', data: { bytes, offset: found.offset ?? bytes, missing: '' } };
  },
});
