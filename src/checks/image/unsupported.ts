import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';
import { oneLine } from '../defang.ts';
import { DIAGNOSIS_ATTEMPTS, DIAGNOSIS_NEEDS, diagnose } from '../diagnosis.ts';

export default defineCheck({
  id: 'image/unsupported',
  version: 2,
  stage: 'stable',
  scope: 'content',
  title: { en: 'Image format that nothing here decodes', zh: '本工具无法解码的图像格式' },
  why: {
    en: 'What was not decoded was not examined: the file may be perfect or broken, and prepass does not guess.',
    zh: '未解码即未检查：文件可能完好，也可能损坏，prepass 不作猜测。',
  },
  remedy: {
    en: 'Convert the files to PNG, JPEG, WebP or TIFF, or accept them unexamined with --ignore-unsupported.',
    zh: '将文件转换为 PNG、JPEG、WebP 或 TIFF，或用 --ignore-unsupported 接受其未经检查。',
  },
  needs: DIAGNOSIS_NEEDS,
  attempts: DIAGNOSIS_ATTEMPTS,
  codes: {
    unsupported: {
      severity: 'error',
      verdict: 'unexamined',
      en: 'nothing here decodes {format}: not examined',
      zh: '本工具无法解码 {format}：未检查',
    },
    'not-installed': {
      severity: 'error',
      verdict: 'unexamined',
      en: '{format} is read with a package that is not installed (npm install {install}): not examined',
      zh: '读取 {format} 需要尚未安装的软件包（npm install {install}）：未检查',
    },
    unrecognized: {
      severity: 'error',
      verdict: 'unexamined',
      en: 'the bytes are of no format known here (extension “{extension}”): not examined',
      zh: '内容不属于任何已知格式（扩展名“{extension}”）：未检查',
    },
  },
  options: z.object({}),
  *inspect(facets, _, { faults }) {
    const found = diagnose(facets, faults);
    if (found.kind !== 'unsupported') return;
    const { extension } = facets.file;
    const { format, detail, install } = found;
    if (install !== undefined) yield { code: 'not-installed', data: { format: format ?? '', install, extension } };
    else if (format === undefined) yield { code: 'unrecognized', data: { format: '', install: '', extension } };
    else if (detail === undefined || detail === format)
      yield { code: 'unsupported', data: { format, install: '', extension } };
    else yield { code: 'unsupported', data: { format: `${format}, ${oneLine(detail)}`, install: '', extension } };
  },
});
