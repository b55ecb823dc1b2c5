import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';
import { oneLine } from '../defang.ts';
import { ARRAY_DIAGNOSIS_ATTEMPTS, ARRAY_DIAGNOSIS_NEEDS, diagnoseArray } from './diagnosis.ts';

export default defineCheck({
  id: 'array/malformed',
  version: 3,
  stage: 'stable',
  scope: 'content',
  title: { en: 'Array file that breaks its format', zh: '数组文件格式错误' },
  why: {
    en: 'The header says how many values follow and of what kind. When it cannot be read, or the values do not fill it, the reader (numpy, safetensors, HDF5) stops the training run; a memory map made without looking reads whatever lies there.',
    zh: '文件头声明了其后数值的数量与类型。若文件头无法读取，或数据与声明不符，读取库（numpy、safetensors、HDF5）会使训练中止；不加核对的内存映射则会读到任意内容。',
  },
  remedy: {
    en: 'Write the file again from its source; a write that was interrupted leaves such files behind. Convert unsupported types to plain numbers, raise a named limit only for files you trust.',
    zh: '从来源重新写出该文件；写入中断会留下此类文件。请将不支持的类型转换为普通数值，仅对可信文件调高所指出的限制。',
  },
  needs: ARRAY_DIAGNOSIS_NEEDS,
  attempts: ARRAY_DIAGNOSIS_ATTEMPTS,
  codes: {
    truncated: {
      severity: 'error',
      verdict: 'bad',
      proven: true,
      en: 'the file ends at byte {bytes:raw}, before the array does: {detail}',
      zh: '文件在第 {bytes:raw} 字节处结束，数组不完整：{detail}',
    },
    malformed: {
      severity: 'error',
      verdict: 'bad',
      en: 'no array that can be read: {detail}',
      zh: '不是可以读取的数组：{detail}',
    },
    // numpy reads such a file without a word, and np.save twice into one file makes it: a doubt, not a proof.
    trailing: {
      severity: 'warning',
      verdict: 'suspect',
      en: '{trailing:B} follow the array, which ends at byte {offset:raw}; they were not examined: {detail}',
      zh: '数组在第 {offset:raw} 字节处结束，其后还有 {trailing:B}，未检查：{detail}',
    },
    unsupported: {
      severity: 'error',
      verdict: 'unexamined',
      en: 'nothing here reads it, so it was not examined: {detail}',
      zh: '本工具无法读取，因此未检查：{detail}',
    },
    'not-installed': {
      severity: 'error',
      verdict: 'unexamined',
      en: '{format} is read with a package that is not installed (npm install {install}): not examined',
      zh: '读取 {format} 需要尚未安装的软件包（npm install {install}）：未检查',
    },
    'over-limit': {
      severity: 'error',
      verdict: 'over-limit',
      en: 'not read, above a limit: {detail}',
      zh: '超出限制，未读取：{detail}',
    },
  },
  options: z.object({}),
  *inspect(facets, _, { faults }) {
    const found = diagnoseArray(facets, faults);
    if (found === undefined || found.kind === 'pickled-object') return;
    const bytes = facets.file.size;
    const { offset = bytes } = found.fault;
    const detail = oneLine(found.fault.detail);
    const data = { detail, bytes, offset, trailing: Math.max(0, bytes - offset), format: '', install: '' };
    // Of the formats of arrays only HDF5 is left to a package.
    if (found.fault.cause === 'not-installed') {
      yield { code: 'not-installed', data: { ...data, format: 'HDF5', install: found.fault.detail } };
    } else yield { code: found.kind, data };
  },
});
