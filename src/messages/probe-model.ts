import type { Words } from '../model/check.ts';

export const probeModel = {
  'probe.model-unreadable': {
    en: 'The model {file} cannot be read ({cause}). Name another with --probe-model.',
    zh: '无法读取模型 {file}（{cause}）。请用 --probe-model 指定其他文件。',
  },
  'probe.model-malformed': {
    en: 'The model {file} is no ONNX file that can be read: at byte {at} {what}. Export it again, and check that it was copied whole.',
    zh: '模型 {file} 不是可读取的 ONNX 文件：第 {at} 字节处 {what}。请重新导出，并确认文件已完整复制。',
  },
  'probe.model-external': {
    en: 'The model {file} keeps its parameters in another file (tensor {tensor}), and prepass opens none that a model names. Save it as one file: onnx.save(onnx.load(PATH), NEW_PATH).',
    zh: '模型 {file} 的参数存放在其他文件中（张量 {tensor}），而 prepass 不会打开模型所指的文件。请保存为单个文件：onnx.save(onnx.load(PATH), NEW_PATH)。',
  },
  'probe.model-inputs': {
    en: 'The model {file} takes {count} inputs ({names}); the probe feeds exactly one, a batch of samples. Export the model with the samples as its only input.',
    zh: '模型 {file} 有 {count} 个输入（{names}），而探测网络只能给出一个输入，即一批样本。请以样本为唯一输入重新导出模型。',
  },
  'probe.model-input-type': {
    en: 'Input {name} of the model {file} is not of type float32, which samples are prepared in. Export the model in float32; float16 and bfloat16 are tried by the probe itself.',
    zh: '模型 {file} 的输入 {name} 不是 float32，而样本按 float32 准备。请以 float32 导出模型；float16 与 bfloat16 由探测网络自行尝试。',
  },
  'probe.model-input-shape': {
    en: 'Input {name} of the model {file} has the shape {shape}, and must be one axis for the batch and at least one for a sample. Export the model with shapes.',
    zh: '模型 {file} 的输入 {name} 的形状为 {shape}，应包含一个批次轴和至少一个样本轴。请带形状导出模型。',
  },
  'probe.model-input-open': {
    en: 'Input {name} of the model {file} has the shape {shape}, which does not say how large a sample is. State it under preprocess: resize and crop.',
    zh: '模型 {file} 的输入 {name} 的形状为 {shape}，没有说明样本的大小。请在 preprocess 中用 resize 和 crop 指定。',
  },
  'probe.model-input-differs': {
    en: 'Input {name} of the model {file} has the shape {shape}, but a prepared sample is {prepared}. Change preprocess (resize, crop, channels, layout) to what the model takes.',
    zh: '模型 {file} 的输入 {name} 的形状为 {shape}，而准备好的样本为 {prepared}。请把 preprocess（resize、crop、channels、layout）改为模型所需。',
  },
  'probe.model-output': {
    en: 'The first output of the model {file} ({name}) is no tensor of floating-point numbers, so no loss can be made of it. Export the model with its scores as the first output.',
    zh: '模型 {file} 的第一个输出（{name}）不是浮点张量，无法据此计算损失。请以得分为第一个输出重新导出模型。',
  },
  'probe.model-refused': {
    en: '{runtime} cannot run the model {file}: {detail}. Try --probe-runtime with the other runtime, or export the model again with operators of ONNX itself.',
    zh: '{runtime} 无法运行模型 {file}：{detail}。请用 --probe-runtime 换另一个运行时，或只用 ONNX 自带算子重新导出模型。',
  },
  'probe.runtime-missing': {
    en: 'To run a model of yours, {name} must be installed beside prepass: {command}',
    zh: '要运行您自己的模型，需在 prepass 旁安装 {name}：{command}',
  },
  'probe.runtime-broken': {
    en: '{name} is installed but cannot be loaded: {detail}. Install it again, or choose the other runtime with --probe-runtime.',
    zh: '{name} 已安装但无法加载：{detail}。请重新安装，或用 --probe-runtime 选择另一个运行时。',
  },
  'probe.prototxt-malformed': {
    en: 'The model {file} is no prototxt that can be read: line {line}: {what}.',
    zh: '模型 {file} 不是可读取的 prototxt：第 {line} 行：{what}。',
  },
} satisfies Record<string, Words>;
