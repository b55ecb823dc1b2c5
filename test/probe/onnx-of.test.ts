import { describe, expect, it } from 'vitest';
import { createBuiltIn } from '../../src/probe/built-in.ts';
import { onnxOf } from '../../src/probe/onnx-of.ts';

describe('the built-in network as an ONNX file', () => {
  it('has a tensor of the name of each layer, in their order, and the parameters as they are', () => {
    const network = createBuiltIn({ input: [2, 7, 5], outputs: 3 });
    const file = Buffer.from(onnxOf(network));
    const places = network.layers.map(({ name }) => file.indexOf(`\x12${String.fromCharCode(name.length)}${name}`));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places[0]).toBeGreaterThan(0);
    for (const { onnx } of network.layers) {
      if ('weights' in onnx) expect(file.includes(Buffer.from(onnx.weights.values.buffer))).toBe(true);
    }
  });
});
