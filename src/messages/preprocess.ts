import type { Words } from '../model/check.ts';

export const preprocess = {
  'preprocess.count': {
    en: 'preprocess: {field} has {given} numbers, but the samples have {channels} channels and {values} values each. Give one number, or one for each.',
    zh: 'preprocess：{field} 有 {given} 个数，而每个样本有 {channels} 个通道、{values} 个值。请给出一个数，或为每个通道（特征）各给一个。',
  },
  'preprocess.shape': {
    en: 'The model takes {model}, the samples are {samples}. Give the model they are made for, or state preprocess: resize, crop, channels or layout.',
    zh: '模型的输入为 {model}，而样本为 {samples}。请给出与样本相符的模型，或在 preprocess 中写明 resize、crop、channels 或 layout。',
  },
  'preprocess.features': {
    en: 'preprocess: standardize: features needs samples that are rows of an array or a table, with at most 65,536 values each. State mean and std, or standardize: sample.',
    zh: 'preprocess：standardize: features 要求样本为数组或表格的行，且每行不超过 65,536 个值。请改写 mean 与 std，或使用 standardize: sample。',
  },
  'preprocess.loss': {
    en: "--probe-loss {loss} does not go with labels of the kind '{kind}'. Leave it out, and the loss is chosen from the labels.",
    zh: '--probe-loss {loss} 不适用于“{kind}”类的标签。去掉该选项即会按标签选择损失函数。',
  },
} satisfies Record<string, Words>;
