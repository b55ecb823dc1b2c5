/** A safetensors file with any header text. `told`: the length that it is said to have. */
export const safetensorsWith = (header: string, data: Uint8Array = new Uint8Array(0), told?: bigint): Buffer => {
  const text = Buffer.from(header);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(told ?? BigInt(text.length));
  return Buffer.concat([length, text, data]);
};

export interface GivenTensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

export const safetensorsOf = (tensors: Readonly<Record<string, GivenTensor>>): Buffer => {
  let end = 0;
  const header = Object.entries(tensors).map(([name, { dtype, shape, data }]) => {
    const start = end;
    end += data.length;
    return [name, { dtype, shape, data_offsets: [start, end] }];
  });
  const data = Buffer.concat(Object.values(tensors).map((tensor) => tensor.data));
  return safetensorsWith(JSON.stringify(Object.fromEntries(header)), data);
};

export const float32 = (shape: readonly number[], values: readonly number[]): GivenTensor => ({
  dtype: 'F32',
  shape,
  data: new Uint8Array(Float32Array.from(values).buffer),
});
