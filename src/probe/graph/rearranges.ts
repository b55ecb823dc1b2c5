/** Ops of ONNX that hand values on as they are, in another place, shape or type. */
export const REARRANGES = [
  'Identity',
  'Cast',
  'Reshape',
  'Transpose',
  'Squeeze',
  'Unsqueeze',
  'Flatten',
  'Expand',
  'Tile',
  'Slice',
  'Gather',
  'Split',
] as const;
