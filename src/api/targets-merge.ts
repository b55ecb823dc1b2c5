import { existsSync, mkdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { readLines } from '../catalog/read-lines.ts';
import { createSealedFile, sealFile } from '../catalog/sealed-file.ts';
import { UserError } from '../model/errors.ts';
import { writeClassWeights } from '../targets/class-weights.ts';
import { fitStateLines, type Merged, mergeFitStates } from '../targets/fit-state.ts';
import { mergeInputSums } from '../targets/input-sums.ts';
import { createNormalizer, writeNormalizer } from '../targets/normalizer.ts';
import { mergeClasses } from './merge-classes.ts';

const STATE = 'fit-state.jsonl';
const INPUTS = 'inputs.jsonl';
const CLASSES = 'classes.json';
const NORMALIZER = 'normalizer.json';
/** What is merged; normalizer.json is made of it. */
const MERGEABLE = [STATE, INPUTS, CLASSES] as const;

/** A merged target, for programs and for the line that is printed. */
export interface MergedTarget {
  readonly name: string;
  readonly method: string;
  readonly n: number;
  readonly excluded: number;
  readonly fittedOn: string;
}

/** What came of a merge; absent is what no part had. */
export interface MergedTargets {
  readonly targets: readonly MergedTarget[];
  /** Pictures that the statistics of the inputs are made of. */
  readonly inputs?: { readonly n: number; readonly fittedOn: string };
  /** Classes, and the samples in them. */
  readonly classes?: { readonly classes: number; readonly n: number; readonly fittedOn: string };
}

/** A run folder, its `targets`, or what an earlier merge wrote. */
const partOf = (folder: string): string => {
  const places = [join(folder, 'targets'), folder];
  const found = places.find((place) => MERGEABLE.some((name) => existsSync(join(place, name))));
  if (found === undefined) throw new UserError('targets.no-state', { folder, state: MERGEABLE.join(', ') });
  // Two ways to one folder are one part.
  return realpathSync(found);
};

/** The file of that name in every part, none of them in none; where only some have it, the whole could not be told. */
const filesOf = (name: string, parts: readonly string[]): readonly string[] => {
  const having = parts.filter((part) => existsSync(join(part, name)));
  const lacking = parts.find((part) => !having.includes(part));
  if (having.length > 0 && lacking !== undefined) {
    throw new UserError('targets.part-lacks', { file: join(lacking, name), other: join(having[0]!, name) });
  }
  return having.map((part) => join(part, name));
};

const mergedFit = (files: readonly string[]): Merged | undefined =>
  files.length === 0 ? undefined : mergeFitStates(files.map((file) => ({ file, lines: readLines(file) })));

/**
 * One normalizer of the fits of several parts of a dataset, with the statistics of their pictures and the weights of their classes,
 * byte-equal to those of one run over all of their samples, into `out`, with the states that a further merge needs. Nothing is
 * overwritten. Throws UserError: fewer than two parts, a part without a state or twice, parts of other questions, something that only
 * some parts have, a fit that is refused.
 */
export const targetsMerge = (folders: readonly string[], out: string): MergedTargets => {
  if (folders.length < 2) throw new UserError('targets.merge-needs-two');
  const parts = folders.map(partOf);
  const twice = parts.find((part, at) => parts.indexOf(part) !== at);
  if (twice !== undefined) throw new UserError('targets.merged-twice', { file: twice });
  const taken = [NORMALIZER, ...MERGEABLE].map((name) => join(out, name)).find((path) => existsSync(path));
  if (taken !== undefined) throw new UserError('targets.merge-exists', { file: taken });
  const [states, sums, counts] = [STATE, INPUTS, CLASSES].map((name) => filesOf(name, parts)) as [
    readonly string[],
    readonly string[],
    readonly string[],
  ];
  // All before anything is written: a part that does not fit leaves nothing behind.
  const fit = mergedFit(states);
  const inputs = sums.length === 0 ? undefined : mergeInputSums(sums.map((file) => ({ file, lines: readLines(file) })));
  const classes =
    counts.length === 0 ? undefined : mergeClasses(counts.map((file) => ({ file, text: readFileSync(file, 'utf8') })));

  mkdirSync(out, { recursive: true });
  if (fit !== undefined) {
    const state = createSealedFile(join(out, STATE));
    for (const line of fitStateLines(fit.fitter, fit.question)) state.write(line);
    state.seal();
  }
  if (inputs !== undefined) sealFile(join(out, INPUTS), inputs.text);
  if (classes !== undefined) sealFile(join(out, CLASSES), writeClassWeights(classes));
  const { statistics } = inputs ?? {};
  if (fit !== undefined || statistics !== undefined) {
    const normalizer = { ...(fit?.normalizer ?? createNormalizer([])), ...(statistics && { inputs: statistics }) };
    sealFile(join(out, NORMALIZER), writeNormalizer(normalizer));
  }
  return {
    targets: (fit?.normalizer.targets ?? []).map(({ name, method, n, excluded, fittedOn }) => ({
      name,
      method,
      n,
      excluded,
      fittedOn,
    })),
    ...(statistics && { inputs: { n: statistics.n, fittedOn: statistics.fittedOn } }),
    ...(classes && { classes: { classes: classes.classes.length, n: classes.n, fittedOn: classes.fittedOn } }),
  };
};
