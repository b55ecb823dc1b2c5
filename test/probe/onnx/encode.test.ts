import { describe, expect, it } from 'vitest';
import { encodeModel } from '../../../src/probe/onnx/encode.ts';

/** The same model as python's onnx 1.12 writes it (onnx.helper, then SerializeToString). */
const GOLDEN =
  '08081207707265706173733ae3010a320a01780a01771201791a0179220447656d6d2a0f0a05616c706861150000003fa001012a0d0a067472616e73421801a001020a490a0179' +
  '12017a1a017a2204436c69702a0e0a046d6f646522036f6464a001032a160a0470616473400040ffffffffffffffffff01a001072a100a0676616c7565733d0000c03fa0010612' +
  '01672a130801080210014201774a080000803f000000c02a1508011007420573686170654a08ffffffffffffffff5a180a017812130a110801120d0a0712056261746368' +
  '0a02080262190a017a12140a120801120e0a07120562617463680a0308ac0242040a00100d';

describe('the writer of ONNX files', () => {
  it('writes what the ONNX library writes, byte for byte', () => {
    const bytes = encodeModel({
      name: 'g',
      opset: 13,
      inputs: [{ name: 'x', shape: ['batch', 2] }],
      outputs: [{ name: 'z', shape: ['batch', 300] }],
      nodes: [
        {
          op: 'Gemm',
          name: 'y',
          inputs: ['x', 'w'],
          outputs: ['y'],
          attributes: { alpha: { float: 0.5 }, transB: { int: 1 } },
        },
        {
          op: 'Clip',
          name: 'z',
          inputs: ['y'],
          outputs: ['z'],
          attributes: { mode: { string: 'odd' }, pads: { ints: [0, -1] }, values: { floats: [1.5] } },
        },
      ],
      initializers: [
        { name: 'w', shape: [1, 2], values: Float32Array.from([1, -2]) },
        { name: 'shape', shape: [1], values: BigInt64Array.of(-1n) },
      ],
    });
    expect(Buffer.from(bytes).toString('hex')).toBe(GOLDEN);
  });
});
