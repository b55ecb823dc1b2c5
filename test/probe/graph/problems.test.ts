import { expect, it } from 'vitest';
import { modelProblems } from '../../../src/probe/graph/problems.ts';
import { dense, encodeModel } from '../onnx-models.ts';

it('reads a model as what its name says it is', () => {
  const pooling = Buffer.from(
    'layer { name: "p" type: "Pooling" bottom: "x" top: "p" pooling_param { kernel_size: 3 stride: 5 } }',
  );
  expect(modelProblems(pooling, 'net.PROTOTXT')).toMatchObject([{ code: 'stride-over-kernel', node: 'p' }]);
  expect(modelProblems(encodeModel(dense()), 'net.onnx', { classes: 3 })).toMatchObject([{ code: 'output-narrow' }]);
  expect(() => modelProblems(pooling, 'net.onnx')).toThrow(expect.objectContaining({ key: 'probe.model-malformed' }));
});
