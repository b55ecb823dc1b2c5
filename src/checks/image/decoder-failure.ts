import { z } from 'zod';
import { defineCheck, type Need } from '../../model/check.ts';
import { oneLine } from '../defang.ts';
import { DIAGNOSIS_ATTEMPTS, diagnose } from '../diagnosis.ts';

const ATTEMPTS: readonly Need[] = [
  ...DIAGNOSIS_ATTEMPTS,
  { role: 'array', facet: 'array' },
  { role: 'array', facet: 'scan' },
];

export default defineCheck({
  id: 'image/decoder-failure',
  version: 1,
  stage: 'stable',
  scope: 'content',
  title: { en: 'Decoder failed', zh: '解码器失败' },
  why: {
    en: 'The decoder crashed, hung or ran out of memory on this one file, twice and the second time alone, or refused it for a reason that proves nothing. That says something of the decoder, and nothing certain of the file; but what takes it down here may take the trainer down too.',
    zh: '解码器在处理该文件时两次（第二次单独运行）崩溃、卡死或耗尽内存，或以无法证明任何问题的理由拒绝了它。这说明解码器有问题，却不能断定文件有问题；但它也可能使训练程序崩溃。',
  },
  remedy: {
    en: 'Open the file with the decoder of your trainer, in a process of its own; leave the sample out if in doubt. Slow storage or a huge picture: raise --timeout-ms, or limits.softTimeoutS in the configuration file.',
    zh: '在独立进程中用训练所用的解码器打开该文件；如有疑问请移除该样本。若因存储缓慢或图像巨大，请调高 --timeout-ms，或配置文件中的 limits.softTimeoutS。',
  },
  needs: [{ role: 'any', facet: 'file' }],
  attempts: ATTEMPTS,
  codes: {
    crash: {
      severity: 'error',
      verdict: 'unexamined',
      en: 'the decoder crashed ({cause}): not examined',
      zh: '解码器崩溃（{cause}）：未检查',
    },
    timeout: {
      severity: 'error',
      verdict: 'unexamined',
      en: 'the decoder did not finish in time ({detail}): not examined',
      zh: '解码器未能按时完成（{detail}）：未检查',
    },
    resources: {
      severity: 'error',
      verdict: 'unexamined',
      en: 'the decoder lacked memory or another resource of this machine ({detail}): not examined',
      zh: '解码器缺少内存或本机其他资源（{detail}）：未检查',
    },
    refused: {
      severity: 'error',
      verdict: 'unexamined',
      en: 'the decoder refused the file without a reason that proves damage: {detail}',
      zh: '解码器拒绝该文件，但理由不足以证明其损坏：{detail}',
    },
  },
  options: z.object({}),
  *inspect(facets, _, { faults }) {
    const found = diagnose(facets, faults);
    if (found.kind !== 'stopped') return;
    const { kind, cause = '?' } = found.fault;
    const detail = oneLine(found.fault.detail) || cause;
    if (kind === 'crash') yield { code: 'crash', data: { cause: oneLine(cause), detail } };
    else if (kind === 'timeout') yield { code: 'timeout', data: { cause, detail } };
    else if (kind === 'io') yield { code: 'resources', data: { cause, detail } };
    else yield { code: 'refused', data: { cause, detail } };
  },
});
