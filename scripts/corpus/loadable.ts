import type { Bar } from './bars.ts';
import { type Refusals, refusedByOpencv, refusedByPillow } from './peers.ts';
import type { Run } from './prepass.ts';

const OPENCV_FORMATS = new Set(['jpeg', 'png', 'webp', 'tiff']);
const IMAGE_FORMATS = new Set([...OPENCV_FORMATS, 'gif']);

const barOf = (peer: string, paths: readonly string[], refused: Refusals, knownGood: ReadonlySet<string>): Bar => {
  const counted = [...refused.keys()].filter((path) => !knownGood.has(path));
  return {
    name: `clean images that ${peer} cannot read`,
    measured: `${counted.length} of ${paths.length}`,
    owed: '0',
    holds: paths.length > 0 && counted.length === 0,
    cases: [...refused].map(
      ([path, message]) => `${path}: ${message}${knownGood.has(path) ? ' (known to be good: not counted)' : ''}`,
    ),
  };
};

/** Everything that clean/ hands to a trainer is read to the end by what trainers read with. */
export const measureLoadable = async (
  runs: readonly Run[],
  knownGood: ReadonlySet<string>,
): Promise<readonly Bar[]> => {
  const clean: { readonly path: string; readonly format: string }[] = [];
  for (const { samples, clean: paths } of runs) {
    const wanted = new Set(paths);
    for (const { path, format } of samples) {
      if (wanted.has(path) && IMAGE_FORMATS.has(format)) clean.push({ path, format });
    }
  }
  const all = clean.map(({ path }) => path);
  const forOpencv = clean.filter(({ format }) => OPENCV_FORMATS.has(format)).map(({ path }) => path);
  return [
    barOf('Pillow', all, await refusedByPillow(all), knownGood),
    barOf('OpenCV', forOpencv, await refusedByOpencv(forOpencv), knownGood),
  ];
};
