import { UserError } from '../../model/errors.ts';
import { ELEMENT, type OnnxModel } from '../onnx/model.ts';

/** What is fed to a model. */
export interface ModelInput {
  readonly name: string;
  /** Samples that it takes at once: 1 where that is open. */
  readonly batch: number;
  /** Shape of one sample. */
  readonly shape: readonly number[];
}

const openAxes = (dims: readonly (number | string | undefined)[]): string =>
  dims.map((length) => (typeof length === 'number' && length > 0 ? length : (length ?? '?'))).join(' x ');

/**
 * The one input of the model. `prepared`: shape of a prepared sample, where it is known: it settles lengths that the model leaves open.
 * Throws UserError where there is not one input of float32, or a length stays open or differs.
 */
export const inputOf = ({ file, inputs }: OnnxModel, prepared?: readonly number[]): ModelInput => {
  const [input] = inputs;
  if (input === undefined || inputs.length !== 1) {
    const names = inputs.map(({ name }) => name).join(', ');
    throw new UserError('probe.model-inputs', { file, count: inputs.length, names });
  }
  const { name, elementType, dims } = input;
  if (elementType !== ELEMENT.float32) throw new UserError('probe.model-input-type', { file, name });
  if (dims === undefined || dims.length < 2) throw new UserError('probe.model-input-shape', { file, name, shape: '?' });
  const [batch, ...stated] = dims;
  const shape = stated.map((length, axis) => (typeof length === 'number' && length > 0 ? length : prepared?.[axis]));
  if (shape.some((length) => length === undefined))
    throw new UserError('probe.model-input-open', { file, name, shape: openAxes(dims) });
  const settled = shape as number[];
  const differs =
    prepared && (prepared.length !== settled.length || prepared.some((length, i) => length !== settled[i]));
  if (differs)
    throw new UserError('probe.model-input-differs', {
      file,
      name,
      shape: openAxes(dims),
      prepared: prepared.join(' x '),
    });
  return { name, batch: typeof batch === 'number' && batch > 0 ? batch : 1, shape: settled };
};
