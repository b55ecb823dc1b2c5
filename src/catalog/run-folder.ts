import { join } from 'node:path';

/** Where everything of a run lies. Pure names: nothing is made or read here. */
export const runFolder = (out: string) => ({
  root: out,
  plan: join(out, 'plan.json'),
  scan: join(out, 'scan.json'),
  run: join(out, 'run.json'),
  /** One sample a line, in order. */
  listedSamples: join(out, 'listing', 'samples.jsonl'),
  /** Those of `listedSamples` that were asked for; only where not all were. */
  listedPart: join(out, 'listing', 'part.jsonl'),
  /** Files that belong to no sample, one name a line. */
  otherFiles: join(out, 'listing', 'other-files.txt'),
  /** A manifest as it was when it was listed, whatever its form; `at`: 0 for the first. */
  manifestCopy: (at: number) => join(out, 'listing', at === 0 ? 'manifest' : `manifest-${at + 1}`),
  /** Where each sample stands, by its id. */
  idIndex: join(out, 'listing', 'ids.bin'),
  /** Of a run over named files only: their refs, one a line as JSON. */
  namedFiles: join(out, 'listing', 'named-files.txt'),
  /** By what the probe normalizes targets; only where it does. */
  listedTargets: join(out, 'listing', 'targets.json'),
  /** Lines of those features that were known before rows were examined: the probe needs them, or an earlier run knew them. */
  listedFeatures: join(out, 'listing', 'features.jsonl'),
  /** What the features of a slice's rows come to; only until the dataset was concluded. */
  featureSums: join(out, 'features'),
  featureSum: (slice: number) => join(out, 'features', `${String(slice).padStart(7, '0')}.bin`),
  /** What each feature comes to, a line each; only where samples are rows. */
  features: join(out, 'features.jsonl'),
  slices: join(out, 'listing', 'slices.jsonl'),
  segments: join(out, 'segments'),
  segment: (slice: number) => join(out, 'segments', `${String(slice).padStart(7, '0')}.jsonl`),
  seals: join(out, 'seals.jsonl'),
  /** Scratch: removed when the run is complete. */
  work: join(out, 'work'),
  /** There while an examination is to stop: workers look for it before each sample. */
  stop: join(out, 'work', 'stop'),
  samples: join(out, 'samples.parquet'),
  findings: join(out, 'findings.parquet'),
  /** Every finding with its sentence, for programs that read no Parquet. */
  findingLines: join(out, 'findings.jsonl'),
  members: join(out, 'members.parquet'),
  /** The losses of the probe, where there was one. */
  probe: join(out, 'probe.parquet'),
  conclusion: join(out, 'conclusion.json'),
  moves: join(out, 'moves.jsonl'),
  /** Keys of the samples that are in quarantine, one as JSON a line; absent where nothing was moved. */
  moved: join(out, 'moved.jsonl'),
  clean: join(out, 'clean'),
  rejected: join(out, 'rejected.csv'),
  /** The same, for programs. */
  rejectedLines: join(out, 'rejected.jsonl'),
  toFix: join(out, 'to-fix.csv'),
  items: join(out, 'evidence', 'items.json'),
  evidence: join(out, 'evidence'),
  /** All that is fitted on the clean samples. */
  targets: join(out, 'targets'),
  normalizer: join(out, 'targets', 'normalizer.json'),
  /** What a merge with the fits of other parts needs. */
  fitState: join(out, 'targets', 'fit-state.jsonl'),
  classWeights: join(out, 'targets', 'classes.json'),
  /** The pictures whose channels are to be measured, then what came of each. */
  inputPictures: join(out, 'work', 'input-pictures.jsonl'),
  inputSums: join(out, 'targets', 'inputs.jsonl'),
  reportData: join(out, 'report', 'data.json'),
  reportPage: join(out, 'report', 'index.html'),
});
export type RunFolder = ReturnType<typeof runFolder>;
