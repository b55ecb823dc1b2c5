import { describe, expect, it } from 'vitest';
import type { ProbeOutcome } from '../../src/model/probe.ts';
import { probeLines } from '../../src/report/probe-lines.ts';
import { probeView } from '../../src/report/probe-view.ts';
import { summary } from './report-data.ts';

const outcome: ProbeOutcome = {
  network: 'built-in',
  steps: [
    { step: 'input', shape: [1, 2, 2], range: [0, 255], nonfinite: 0 },
    { step: 'function', shape: [1, 2, 2], range: [1.38629, 5.54126], nonfinite: 1 },
  ],
  layers: [
    { name: 'input', largest: 70_000 },
    { name: 'conv1', largest: 0, nonfinite: { index: 3, value: 'nan' } },
  ],
  nonfinite: { stage: 'preprocess', name: 'function', index: 2, value: '-inf', cause: 'log 0' },
  overflow: { float16: { stage: 'input', name: 'input', index: 7, value: '+inf' } },
};

const NOTES = [
  { code: 'fixed-batch', batch: 8 },
  { code: 'rounded-after', precision: 'bfloat16', detail: 'opset 11\u202e' },
] as const;

describe('the view of one probed sample', () => {
  it("says how a user's model was run", () => {
    const lines = probeView(
      { network: 'model', layers: [], overflow: {}, lossName: 'l2', loss: 1, notes: NOTES },
      'zh',
    );
    expect(lines.slice(1)).toEqual([
      '模型一次接受 8 个样本：每个样本重复送入相应次数',
      expect.stringContaining('舍入为 bfloat16（opset 11\\u202e）'),
    ]);
  });

  it('shows each step, each layer, what is first not finite and what overflows', () => {
    expect(probeView(outcome, 'en')).toEqual([
      'Prepared, step by step (float32):',
      '  step      shape      smallest  largest  not finite',
      '  input     1 x 2 x 2  0         255',
      '  function  1 x 2 x 2  1.386     5.541    1',
      'Probe, layer by layer (float32):',
      '  layer  largest  to float16  to bfloat16  first not finite',
      '  input  70,000   0.9358 ×    4.842e+33 ×',
      '  conv1  0        –           –            nan @ 3',
      'First not finite: preprocess function at 2: -inf (log 0)',
      'Overflows in float16: input at 7: +inf',
    ]);
  });

  it('shows the same in Chinese, columns as wide as they look', () => {
    const lines = probeView({ ...outcome, layers: [] }, 'zh');
    expect(lines.slice(0, 2)).toEqual(['逐步预处理（float32）：', '  步骤      形状       最小值  最大值  非有限数']);
    expect(lines.at(-1)).toBe('在 float16 下溢出：input，位于 7：+inf');
  });

  it('says the loss, or that nothing is said of the file', () => {
    const plain: ProbeOutcome = { network: 'built-in', layers: [], overflow: {} };
    expect(probeView({ ...plain, lossName: 'l2', loss: 0.123456 }, 'en')).toEqual(['Loss (l2): 0.1235']);
    expect(probeView(plain, 'en')).toEqual(['No loss: nothing is said of the file']);
  });

  it('says why a sample was not probed, with what is known of it', () => {
    const unprobed = { reason: 'format', detail: 'dicom' } as const;
    expect(probeView({ ...outcome, unprobed }, 'en')).toEqual(['Not probed: format not read here (dicom)']);
    expect(probeView({ ...outcome, unprobed: { reason: 'cells', detail: '' } }, 'zh')).toEqual([
      '未探测：单元格不是数字',
    ]);
  });
});

describe('the lines of a summary about the probe', () => {
  const probe = { network: 'built-in', probed: 1_180, nonfinite: 2, losses: [], layers: [] } as const;

  it('are none without a probe, and one where all was probed', () => {
    expect(probeLines(summary({}), 'en')).toEqual([]);
    expect(probeLines(summary({ probe }), 'en')).toEqual(['Probed: 1,180 of 1,200 samples, built-in network']);
  });

  it('count what was not probed by reason, and say who judged it', () => {
    const unprobed = [
      { reason: 'format', count: 18, key: 'a.dcm' },
      { reason: 'undecoded', count: 2, key: 'b.jpg' },
    ] as const;
    expect(probeLines(summary({ probe: { ...probe, unprobed } }), 'en')[1]).toBe(
      'Not probed, judged by other checks alone: 20 = 18 × format not read here + 2 × not decoded whole',
    );
    expect(probeLines(summary({ probe: { ...probe, unprobed } }), 'zh')[1]).toBe(
      '未探测、仅由其他检查判定：20 = 格式的像素无法读取 18 个 + 未能完整解码 2 个',
    );
  });

  it("say how a user's model was run, where it could not be run as training will", () => {
    const model = { file: 'net.onnx', sha256: '', notes: NOTES };
    expect(probeLines(summary({ probe: { ...probe, network: 'model', model } }), 'en')).toEqual([
      'Probed: 1,180 of 1,200 samples, net.onnx',
      'The model takes 8 samples at once: each was fed that many times',
      expect.stringMatching(/^Rounded to bfloat16 after the float32 pass, not between the layers \(opset 11\\u202e\)/),
    ]);
  });
});
