import { makeMaskArrays, makeMaskFiles, makeShares } from './label-arrays.ts';
import { makeInfLayer, makeNanWeights } from './models.ts';
import { makeConstantPictures, makeFloatPictures, makeLogPictures } from './pictures.ts';
import type { PoisonMaker } from './poison.ts';
import { makeConstantColumn, makeFeatures, makeRoots } from './rows.ts';
import { makeLabels, makeTargets } from './tables.ts';

/** All datasets that are poisoned, by name. */
export const POISONED_SETS: Readonly<Record<string, PoisonMaker>> = {
  'float-pictures': makeFloatPictures,
  'constant-pictures': makeConstantPictures,
  'log-pictures': makeLogPictures,
  features: makeFeatures,
  roots: makeRoots,
  'constant-column': makeConstantColumn,
  labels: makeLabels,
  targets: makeTargets,
  'mask-arrays': makeMaskArrays,
  'mask-files': makeMaskFiles,
  shares: makeShares,
  'nan-weights': makeNanWeights,
  'inf-layer': makeInfLayer,
};
