import type { Words } from '../model/check.ts';

/** What the page says of the probe. */
export const probePage = {
  'report.page.probe': { en: 'Probe network', zh: '探测网络' },
  'report.page.probe.byRank': { en: 'Loss by rank: {name}', zh: '按排名的损失：{name}' },
  'report.page.probe.straight': {
    en: 'Samples from left to right, the lowest loss first.',
    zh: '样本从左到右，损失最低的在前。',
  },
  'report.page.probe.logarithmic': {
    en: 'Samples from left to right, the lowest loss first. The scale is logarithmic.',
    zh: '样本从左到右，损失最低的在前。纵轴为对数刻度。',
  },
  'report.page.probe.curve': {
    en: 'Losses ({name}) of {count} samples by rank, from {low} to {high}',
    zh: '{count} 个样本按排名的损失（{name}），从 {low} 到 {high}',
  },
  'report.page.probe.highest': { en: 'Highest losses', zh: '损失最高的样本' },
  'report.page.probe.sample': { en: 'Sample', zh: '样本' },
  'report.page.probe.loss': { en: 'Loss', zh: '损失' },
  'report.page.probe.places': { en: 'First place that is not finite', zh: '首个非有限数的位置' },
  'report.page.probe.stage': { en: 'Stage', zh: '阶段' },
  'report.page.probe.name': { en: 'Name', zh: '名称' },
  'report.page.probe.stage.input': { en: 'the sample itself', zh: '样本本身' },
  'report.page.probe.stage.preprocess': { en: 'preprocessing', zh: '预处理' },
  'report.page.probe.stage.layer': { en: 'layer', zh: '网络层' },
  'report.page.probe.stage.loss': { en: 'loss', zh: '损失' },
  'report.page.probe.headroom': { en: 'Headroom of each layer', zh: '各网络层的余量' },
  'report.page.probe.headroomHint': {
    en: 'The largest finite value that any sample makes in float32, and how many times it fits into what the smaller formats hold; below 1 it overflows there.',
    zh: '任一样本在 float32 下的最大有限值，以及较小格式的上限是其多少倍；低于 1 即溢出。',
  },
  'report.page.probe.layer': { en: 'Layer', zh: '网络层' },
  'report.page.probe.largest': { en: 'Largest', zh: '最大值' },
} satisfies Record<string, Words>;
