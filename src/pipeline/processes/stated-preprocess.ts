import { type Config, isProbed } from '../../model/config.ts';
import type { Preprocess } from '../../model/probe.ts';

/** The preprocessing as steps, where any was stated. */
export const preprocessOf = ({ preprocess }: Pick<Config, 'preprocess'>): Preprocess | undefined =>
  typeof preprocess === 'string' ? { preset: preprocess } : preprocess;

/** Whether what is taken off each value, and what it is divided by, is found over the dataset. */
export const standardizesFeatures = (config: Pick<Config, 'preprocess'>): boolean =>
  preprocessOf(config)?.standardize === 'features';

/** Whether what the preprocessing leaves of features is told, also of elements that are no features to checks. */
export const preparesFeatures = (config: Pick<Config, 'preprocess' | 'probe' | 'probeModel'>): boolean =>
  isProbed(config) || config.preprocess !== undefined;

/** Shape of a picture that is cut to one size, where the model leaves that open. */
export const preparedShape = ({ resize, crop, channels, layout }: Preprocess): readonly number[] | undefined => {
  const sides = crop ?? (Array.isArray(resize) ? resize : undefined);
  if (sides === undefined) return undefined;
  const [width = 1, height = width] = [sides].flat();
  const count = channels === 'gray' ? 1 : 3;
  return layout === 'nhwc' ? [height, width, count] : [count, height, width];
};
