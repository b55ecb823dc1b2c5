import type { Preprocess } from '../model/probe.ts';

/** `span`: what 0 and the largest integer of a picture's samples become; floats stay as they are. */
export type Recipe = Omit<Preprocess, 'preset'> & { readonly span?: readonly [low: number, high: number] };

/** Values only: pictures are brought to the size that the network takes. */
const PRESETS: Readonly<Record<NonNullable<Preprocess['preset']>, Recipe>> = {
  // As torchvision's classification models.
  imagenet: { span: [0, 1], channels: 'rgb', mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
  // As the models of Caffe's zoo: blue, green, red.
  caffe: { span: [0, 255], channels: 'bgr', mean: [104, 117, 123] },
  none: {},
};

/** Pictures of which nothing is stated. */
const UNSTATED: Recipe = { span: [-1, 1] };

/**
 * What is done to samples. Nothing, where nothing is stated, to arrays: they are often trained on as they are, and a value that only
 * scaling would tame must be seen. A stated scale takes the place of the preset's span.
 */
export const recipeOf = (preprocess: Preprocess | undefined, kind: 'picture' | 'array'): Recipe => {
  if (preprocess === undefined) return kind === 'picture' ? UNSTATED : {};
  const { preset = 'none', ...stated } = preprocess;
  const { span, ...values } = PRESETS[preset];
  return { ...values, ...(span !== undefined && stated.scale === undefined && { span }), ...stated };
};

/**
 * Whether pictures of bytes must come unshrunk: a single pixel decides what becomes of a logarithm or of a constant picture. Those of
 * floats always must.
 */
export const everyPixelMatters = ({ function: named, standardize }: Preprocess): boolean =>
  named !== undefined || standardize === 'sample' || standardize === 'sample-guarded';
