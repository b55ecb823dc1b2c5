import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';
import { oneLine } from '../defang.ts';
import { DIAGNOSIS_ATTEMPTS, DIAGNOSIS_NEEDS, diagnose } from '../diagnosis.ts';

export default defineCheck({
  id: 'image/over-limit',
  version: 1,
  stage: 'stable',
  scope: 'content',
  title: { en: 'Image above the limits', zh: '图像超出限制' },
  why: {
    en: 'A few kilobytes can declare gigabytes of pixels. Such a file is refused from its header and never decoded: it could exhaust the memory of this machine, or of the trainer.',
    zh: '几千字节的文件可以声明数 GB 的像素。此类文件依据其头部即被拒绝，绝不解码：它可能耗尽本机或训练机的内存。',
  },
  remedy: {
    en: 'If the file is genuine, raise the limit that is named (limits in the configuration); else leave it out.',
    zh: '若文件确属正常，请在配置的 limits 中调高所指出的限制；否则移除该样本。',
  },
  needs: DIAGNOSIS_NEEDS,
  attempts: DIAGNOSIS_ATTEMPTS,
  codes: {
    'over-limit': {
      severity: 'error',
      verdict: 'over-limit',
      en: 'never decoded, above a limit: {detail}',
      zh: '超出限制，未解码：{detail}',
    },
  },
  options: z.object({}),
  *inspect(facets, _, { faults }) {
    const found = diagnose(facets, faults);
    if (found.kind === 'over-limit') yield { code: 'over-limit', data: { detail: oneLine(found.fault.detail) } };
  },
});
