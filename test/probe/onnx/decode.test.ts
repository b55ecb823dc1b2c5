import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/model/errors.ts';
import { decodeModel } from '../../../src/probe/onnx/decode.ts';
import { elementsOf } from '../../../src/probe/onnx/tensor.ts';
import { bytesField, concatenate, integerField, type Pieces, textField } from '../../../src/probe/onnx/wire.ts';
import '../../seed.ts';
import { dense, encodeModel } from '../onnx-models.ts';

const bytes = encodeModel(dense());
const refusal = (model: Uint8Array): unknown => {
  try {
    decodeModel(model, 'm.onnx');
  } catch (error) {
    return error instanceof UserError ? [error.key, error.data] : error;
  }
  return 'accepted';
};
const OPSET = bytesField(8, integerField(2, 17));
/** A model whose only initializer is of these fields. */
const withTensor = (fields: Pieces): Uint8Array =>
  concatenate([...bytesField(7, [...bytesField(1, textField(4, 'Relu')), ...bytesField(5, fields)]), ...OPSET]);
const nested = (depth: number): Pieces =>
  depth === 0 ? [] : bytesField(1, [...textField(4, 'If'), ...bytesField(5, bytesField(6, nested(depth - 1)))]);

describe('an ONNX model', () => {
  it('is read with its nodes, attributes, parameters, shapes and opset', () => {
    const model = decodeModel(bytes, 'm.onnx');
    expect(model.opset).toBe(17);
    expect(model.nodes.map(({ op, name }) => [op, name])).toEqual([
      ['Gemm', 'first'],
      ['Relu', ''],
      ['Gemm', 'second'],
    ]);
    expect(model.nodes[2]!.attributes.get('transB')).toEqual({ kind: 'number', value: 1 });
    expect(model.inputs).toEqual([{ name: 'x', elementType: 1, dims: ['batch', 3] }]);
    const { count, at } = elementsOf(model.initializers.get('w1')!)!;
    expect(Array.from({ length: count }, (_, i) => at(i))).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('does not take an initializer for an input', () => {
    const model = decodeModel(encodeModel({ ...dense(), inputs: { x: ['n', 3], w1: [3, 2] } }), 'm.onnx');
    expect(model.inputs.map(({ name }) => name)).toEqual(['x']);
  });

  it('has negative numbers in its attributes', () => {
    const nodes = [{ op: 'Softmax', inputs: ['x'], outputs: ['y'], attributes: { axis: -1 } }];
    const model = decodeModel(encodeModel({ nodes, inputs: { x: ['n', 3] }, outputs: { y: ['n', 3] } }), 'm.onnx');
    expect(model.nodes[0]!.attributes.get('axis')).toEqual({ kind: 'number', value: -1 });
  });

  it('is refused wherever it is cut', () => {
    const cuts = Array.from({ length: bytes.length - 1 }, (_, i) => i);
    const accepted = cuts.filter((end) => refusal(bytes.subarray(0, end)) === 'accepted');
    expect(accepted).toEqual([]);
  });

  it('is refused when its parameters lie in another file, which is not opened', () => {
    const location = [...textField(1, 'location'), ...textField(2, '../../secret.bin')];
    const model = withTensor([
      ...integerField(1, 2),
      ...integerField(2, 1),
      ...textField(8, 'w'),
      ...bytesField(13, location),
      ...integerField(14, 1),
    ]);
    expect(refusal(model)).toEqual(['probe.model-external', { file: 'm.onnx', tensor: 'w' }]);
  });

  it.each([
    [
      'more values than there are bytes',
      [...integerField(1, 2 ** 40), ...integerField(2, 1), ...bytesField(9, [new Uint8Array(8)])],
    ],
    ['fewer', [...integerField(1, 1), ...integerField(2, 1), ...bytesField(9, [new Uint8Array(8)])]],
    ['values, and has none', [...integerField(1, 2), ...integerField(2, 1)]],
  ])('is refused when the shape of a parameter says %s', (_, fields) => {
    expect(refusal(withTensor(fields))).toMatchObject(['probe.model-malformed', { file: 'm.onnx' }]);
  });

  it('is refused when its graphs are nested too deep', () => {
    expect(refusal(concatenate([...bytesField(7, nested(10)), ...OPSET]))).toBe('accepted');
    expect(refusal(concatenate([...bytesField(7, nested(40)), ...OPSET]))).toMatchObject([
      'probe.model-malformed',
      { what: 'graphs are nested too deep' },
    ]);
  });

  it('is refused when it is something else', () => {
    expect(refusal(new Uint8Array(0))).toMatchObject(['probe.model-malformed', { what: 'there is no graph' }]);
    expect(refusal(Buffer.from('\x89PNG\r\n\x1a\n'))).toMatchObject(['probe.model-malformed', {}]);
  });

  it('never makes the reader throw anything but what a user can mend, whatever its bytes', () => {
    const change = fc.record({ at: fc.nat({ max: bytes.length - 1 }), to: fc.nat({ max: 255 }) });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
        const damaged = Uint8Array.from(bytes);
        for (const { at, to } of changes) damaged[at] = to;
        const result = refusal(damaged);
        expect(result === 'accepted' || Array.isArray(result)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});
