import { existsSync, mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { readLines } from '../catalog/read-lines.ts';
import { createSealedFile, sealFile } from '../catalog/sealed-file.ts';
import { UserError } from '../model/errors.ts';
import { fitStateLines, mergeFitStates } from '../targets/fit-state.ts';
import { writeNormalizer } from '../targets/normalizer.ts';

const STATE = 'fit-state.jsonl';
const NORMALIZER = 'normalizer.json';

/** A merged target, for programs and for the line that is printed. */
export interface MergedTarget {
  readonly name: string;
  readonly method: string;
  readonly n: number;
  readonly excluded: number;
  readonly fittedOn: string;
}

/** A run folder, its `targets`, or what an earlier merge wrote. */
const stateOf = (folder: string): string => {
  const places = [join(folder, 'targets', STATE), join(folder, STATE)];
  const found = places.find((path) => existsSync(path));
  if (found === undefined) throw new UserError('targets.no-state', { folder, state: STATE });
  // Two ways to one folder are one part.
  return realpathSync(found);
};

/**
 * One normalizer of the fits of several parts of a dataset, byte-equal to a fit over all of their samples, into `out`, with the state
 * that a further merge needs. Nothing is overwritten. Throws UserError: fewer than two parts, a part without a state or twice, parts of
 * other questions, a fit that is refused.
 */
export const targetsMerge = (folders: readonly string[], out: string): readonly MergedTarget[] => {
  if (folders.length < 2) throw new UserError('targets.merge-needs-two');
  const files = folders.map(stateOf);
  const twice = files.find((file, at) => files.indexOf(file) !== at);
  if (twice !== undefined) throw new UserError('targets.merged-twice', { file: twice });
  const taken = [NORMALIZER, STATE].map((name) => join(out, name)).find((path) => existsSync(path));
  if (taken !== undefined) throw new UserError('targets.merge-exists', { file: taken });
  const { fitter, question, normalizer } = mergeFitStates(files.map((file) => ({ file, lines: readLines(file) })));
  mkdirSync(out, { recursive: true });
  const state = createSealedFile(join(out, STATE));
  for (const line of fitStateLines(fitter, question)) state.write(line);
  state.seal();
  sealFile(join(out, NORMALIZER), writeNormalizer(normalizer));
  return normalizer.targets.map(({ name, method, n, excluded, fittedOn }) => ({ name, method, n, excluded, fittedOn }));
};
