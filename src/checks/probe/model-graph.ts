import { z } from 'zod';
import { defineCheck } from '../../model/check.ts';
import type { GraphProblem } from '../../model/probe.ts';

type Said = Readonly<Record<string, string | number | readonly number[]>>;

/** What tells two problems of one node apart. */
const placeOf = (problem: GraphProblem): string => ('tensor' in problem ? problem.tensor : '');

/** Faults that stand in the user's model itself, whatever samples there are. */
export default defineCheck({
  id: 'probe/model-graph',
  version: 1,
  stage: 'stable',
  scope: 'content',
  title: { en: 'Fault in the graph of the model', zh: '模型图存在缺陷' },
  why: {
    en: 'Some causes of a NaN loss stand in the network and not in the data: pooling that steps over values, a logarithm or a division that nothing keeps from zero, softmax over the wrong axis, fewer outputs than classes, parameters that are NaN already.',
    zh: '损失变为 NaN 的某些原因在网络而非数据：池化步长大于核而跳过数值，对数或除法未避开零，softmax 的轴有误，输出个数少于类别数，参数本身已是 NaN。',
  },
  remedy: {
    en: 'Mend the node named in the code that builds the model, and export it again. Its weights were not touched.',
    zh: '在构建模型的代码中修正所示节点并重新导出。prepass 未改动其权重。',
  },
  needs: [],
  codes: {
    'stride-over-kernel': {
      severity: 'error',
      verdict: 'ok',
      en: '{op} {node}: its stride ({stride:raw}) is larger than its kernel ({kernel:raw}): values in between are never looked at, and at the edge a window may hold none',
      zh: '{op} {node}：步长（{stride:raw}）大于核（{kernel:raw}）：其间的数值被跳过，边缘窗口可能不含任何数值',
    },
    unguarded: {
      severity: 'warning',
      verdict: 'ok',
      en: '{op} {node}: nothing keeps {tensor} from being {danger}',
      zh: '{op} {node}：{tensor} 可能为{danger}，而没有任何保护',
    },
    'softmax-axis': {
      severity: 'warning',
      verdict: 'ok',
      en: '{op} {node}: it goes over axis {axis:raw}, {over}',
      zh: '{op} {node}：作用于第 {axis:raw} 轴（{over}）',
    },
    'stored-statistics': {
      severity: 'warning',
      verdict: 'ok',
      en: '{op} {node}: batch normalization uses stored statistics while it is trained',
      zh: '{op} {node}：训练时批归一化使用已存储的统计量',
    },
    'output-narrow': {
      severity: 'error',
      verdict: 'ok',
      en: 'the output {node} has {outputs} values for {classes} classes: labels from {outputs} on are outside of it',
      zh: '输出 {node} 只有 {outputs} 个值，而类别有 {classes} 个：从 {outputs} 起的标签超出范围',
    },
    'output-wide': {
      severity: 'note',
      verdict: 'ok',
      en: 'the output {node} has {outputs} values for {classes} classes: the surplus does no harm',
      zh: '输出 {node} 有 {outputs} 个值，类别为 {classes} 个：多出的输出无害',
    },
    'nonfinite-weights': {
      severity: 'error',
      verdict: 'ok',
      en: 'the parameters {tensor} of {node} hold {count} values that are no finite numbers, the first {value} at {index:raw}: every sample becomes that',
      zh: '{node} 的参数 {tensor} 含 {count} 个非有限数，首个为 {index:raw} 处的 {value}：所有样本都会因此变为非有限数',
    },
  },
  options: z.object({}),
  holdsFor: 'listing',
  async *conclude({ facts }) {
    for (const problem of facts.probe?.model?.problems ?? []) {
      const { code, ...said } = problem;
      const group = { group: `${problem.node}\n${placeOf(problem)}`, members: [] } as const;
      // Each code has the blanks of its own problem.
      yield { code, ...group, data: said as Said } as never;
    }
  },
});
