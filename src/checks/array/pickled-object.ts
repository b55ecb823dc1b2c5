import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';
import { oneLine } from '../defang.ts';
import { ARRAY_DIAGNOSIS_ATTEMPTS, ARRAY_DIAGNOSIS_NEEDS, diagnoseArray } from './diagnosis.ts';

export default defineCheck({
  id: 'array/pickled-object',
  version: 1,
  stage: 'stable',
  scope: 'content',
  title: { en: 'Pickled objects (not loaded)', zh: '含 pickle 对象（未加载）' },
  why: {
    en: 'A pickle is a program: loading it runs whatever its author wrote, with the rights of the training run. numpy refuses such files unless allow_pickle=True is given. prepass never loads one, so nothing in it was examined either.',
    zh: 'pickle 实为程序：加载时会以训练任务的权限运行作者写入的任意代码。除非指定 allow_pickle=True，numpy 会拒绝此类文件。prepass 从不加载它，因此其内容也未经检查。',
  },
  remedy: {
    en: 'On a machine that you can lose, load it and save the numbers as a plain array: np.save(path, np.stack(values)). Where it came from a stranger, leave it out.',
    zh: '在隔离的机器上加载，并将数值另存为普通数组：np.save(path, np.stack(values))。若来源不可信，请移除该样本。',
  },
  needs: ARRAY_DIAGNOSIS_NEEDS,
  attempts: ARRAY_DIAGNOSIS_ATTEMPTS,
  codes: {
    pickled: {
      severity: 'error',
      verdict: 'bad',
      proven: true,
      en: 'it holds pickled objects, which run code when loaded ({bytes:B}, never loaded): {detail}',
      zh: '含 pickle 对象，加载即会运行代码（{bytes:B}，从未加载）：{detail}',
    },
  },
  options: z.object({}),
  *inspect(facets, _, { faults }) {
    const found = diagnoseArray(facets, faults);
    if (found?.kind !== 'pickled-object') return;
    yield { code: 'pickled', data: { detail: oneLine(found.fault.detail), bytes: facets.file.size } };
  },
});
