import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';
import { isRefusal } from '../../model/probe.ts';

export default defineCheck({
  id: 'probe/unprobed',
  version: 1,
  stage: 'stable',
  scope: 'content',
  title: { en: 'Sample cannot pass the network', zh: '样本无法通过网络' },
  why: {
    en: 'The network takes samples of another shape, or its runtime gave up on this one: training would stop here, and what its loss would be is not known.',
    zh: '网络接受的样本形状与此不同，或运行时放弃了该样本：训练会在此中断，其损失无从得知。',
  },
  remedy: {
    en: 'Give the sample the shape of the others, or state under preprocess how it gets it. If most samples are named, look at the model instead: prepass inspect FILE --probe-model MODEL shows one of them.',
    zh: '请使样本与其他样本形状一致，或在 preprocess 中说明如何得到该形状。若大多数样本都被列出，请检查模型：prepass inspect FILE --probe-model MODEL 可查看其中一个。',
  },
  needs: [{ role: 'any', facet: 'probe' }],
  codes: {
    unprobed: {
      severity: 'error',
      verdict: 'unexamined',
      en: 'not passed through the network: {why}',
      zh: '未通过网络：{why}',
    },
  },
  options: z.object({}),
  *inspect({ probe: { unprobed } }) {
    // What has no numbers here is counted in the summary: its other checks judge it.
    if (unprobed === undefined || !isRefusal(unprobed)) return;
    yield { code: 'unprobed', data: { why: unprobed.detail } };
  },
});
