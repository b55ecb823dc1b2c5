import type { Words } from '../model/check.ts';

/** What summaries, and the view of one sample, say of the probe. */
export const probeReport = {
  'report.probe': {
    en: 'Probed: {probed} of {samples} samples, {network}',
    zh: '已探测：{samples} 个样本中的 {probed} 个，{network}',
  },
  'report.probe.rows': { en: '{rows} rows in them', zh: '共 {rows} 行' },
  'report.page.probe': { en: 'Probe', zh: '探测' },
  'report.probe.built-in': { en: 'built-in network', zh: '内置探测网络' },
  'report.probe.loss': {
    en: 'loss ({name}): median {median}, largest {max}',
    zh: '损失（{name}）：中位数 {median}，最大 {max}',
  },
  'report.probe.headroom': {
    en: 'headroom to float16: {times} × ({layer})',
    zh: '距 float16 上限：{times} 倍（{layer}）',
  },
  'report.probe.fixed-batch': {
    en: 'The model takes {batch} samples at once: each was fed that many times',
    zh: '模型一次接受 {batch} 个样本：每个样本重复送入相应次数',
  },
  'report.probe.rounded-after': {
    en: 'Rounded to {format} after the float32 pass, not between the layers ({detail}): an overflow that only the sum of roundings makes is not seen',
    zh: '在 float32 计算之后（而非各层之间）舍入为 {format}（{detail}）：仅由舍入误差累积造成的溢出无法发现',
  },
  'cli.probe.title': { en: 'Probe, layer by layer (float32):', zh: '逐层探测（float32）：' },
  'cli.probe.columns': {
    en: 'layer | largest | to float16 | to bfloat16 | first not finite',
    zh: '网络层 | 最大值 | 距 float16 | 距 bfloat16 | 首个非有限数',
  },
  'cli.probe.first': {
    en: 'First not finite: {stage} {name} at {index:raw}: {value}{cause}',
    zh: '首个非有限数：{stage} {name}，位于 {index:raw}：{value}{cause}',
  },
  'cli.probe.overflow': {
    en: 'Overflows in {format}: {name} at {index:raw}: {value}',
    zh: '在 {format} 下溢出：{name}，位于 {index:raw}：{value}',
  },
  'cli.probe.loss': { en: 'Loss ({name}): {loss}', zh: '损失（{name}）：{loss}' },
  'cli.probe.no-loss': { en: 'No loss: nothing is said of the file', zh: '没有损失：该文件没有标注' },
  'cli.probe.unprobed': { en: 'Not probed: {why}{detail}', zh: '未探测：{why}{detail}' },
  'cli.probe.steps': { en: 'Prepared, step by step (float32):', zh: '逐步预处理（float32）：' },
  'cli.probe.step-columns': {
    en: 'step | shape | smallest | largest | not finite',
    zh: '步骤 | 形状 | 最小值 | 最大值 | 非有限数',
  },
  'report.unprobed': {
    en: 'Not probed, judged by other checks alone: {count} = {reasons}',
    zh: '未探测、仅由其他检查判定：{count} = {reasons}',
  },
  'report.unprobed.reason': { en: '{count} × {why}', zh: '{why} {count} 个' },
  'probe.unprobed.format': { en: 'format not read here', zh: '格式的像素无法读取' },
  'probe.unprobed.rows': { en: 'rows scattered in a large array', zh: '大数组的各行不连续' },
  'probe.unprobed.values': { en: 'no real numbers', zh: '不含实数' },
  'probe.unprobed.size': { en: 'too large', zh: '过大' },
  'probe.unprobed.cells': { en: 'cell without a number', zh: '单元格不是数字' },
  'probe.unprobed.shape': { en: 'other shape', zh: '形状不同' },
  'probe.unprobed.network': { en: 'the network gave up', zh: '网络放弃处理' },
  'probe.unprobed.unread': { en: 'not read a second time', zh: '无法再次读取' },
  'probe.unprobed.undecoded': { en: 'not decoded whole', zh: '未能完整解码' },
} satisfies Record<string, Words>;
