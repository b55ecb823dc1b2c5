import type { OnnxModel, OnnxTensor } from './model.ts';

/** Tensors that the file holds: parameters, and what nodes of op Constant make of their attribute. By the name they have in the graph. */
export const constantsOf = ({ initializers, nodes }: OnnxModel): ReadonlyMap<string, OnnxTensor> => {
  const constants = new Map(initializers);
  for (const { op, attributes, outputs } of nodes) {
    const value = attributes.get('value');
    if (op === 'Constant' && value?.kind === 'tensor' && outputs[0]) constants.set(outputs[0], value.tensor);
  }
  return constants;
};

/** Inputs of a node, those included that bodies of If, Loop and Scan take from around them. */
export const usedBy = ({ inputs, attributes }: OnnxModel['nodes'][number]): string[] => {
  const names = inputs.filter((name) => name !== '');
  for (const attribute of attributes.values())
    if (attribute.kind === 'graph') for (const name of attribute.names) names.push(name);
  return names;
};
