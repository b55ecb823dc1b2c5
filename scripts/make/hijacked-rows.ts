import { createRandom } from './random.ts';
import { SCENE_KINDS, type SceneKind } from './scene.ts';

/** Raised when the example is to look different. */
export const EXAMPLE_SEED = 110;
const PHOTOS_PER_CLASS = 18;

/** What a sample of the example is, beyond a good photograph. */
export type Trouble =
  | 'hijack'
  | 'missing'
  | 'empty'
  | 'lfs-pointer'
  | 'error-page'
  | 'format-mismatch'
  | 'truncated'
  | 'corrupt'
  | 'png-checksum'
  | 'trailing-data'
  | 'over-limit'
  | 'unsupported'
  | 'blank'
  | 'array'
  | 'array-nan'
  | 'array-inf'
  | 'array-malformed'
  | 'array-pickled'
  | 'label-empty'
  | 'label-fraction'
  | 'label-nan'
  | 'label-negative'
  | 'label-too-large'
  | 'target-nan'
  | 'target-empty'
  | 'duplicate'
  | 'other-label'
  | 'other-split'
  | 'leaked'
  | 'placeholder';

export interface Expectation {
  /** Ids of checks that must have a finding on it. */
  readonly checks: readonly string[];
  readonly verdict: 'ok' | 'suspect' | 'bad' | 'over-limit' | 'unexamined';
}

/** What a run must say of each, without options. Good photographs are `ok`, without findings of their own. */
export const EXPECTED: Readonly<Record<Trouble, Expectation>> = {
  hijack: { checks: ['image/barcode', 'file/format-mismatch'], verdict: 'bad' },
  missing: { checks: ['file/missing'], verdict: 'bad' },
  empty: { checks: ['file/empty'], verdict: 'bad' },
  'lfs-pointer': { checks: ['file/git-lfs-pointer'], verdict: 'bad' },
  'error-page': { checks: ['file/error-page'], verdict: 'bad' },
  'format-mismatch': { checks: ['file/format-mismatch'], verdict: 'suspect' },
  truncated: { checks: ['image/truncated'], verdict: 'bad' },
  corrupt: { checks: ['image/corrupt'], verdict: 'bad' },
  'png-checksum': { checks: ['image/corrupt'], verdict: 'bad' },
  'trailing-data': { checks: ['image/trailing-data'], verdict: 'suspect' },
  'over-limit': { checks: ['image/over-limit'], verdict: 'over-limit' },
  unsupported: { checks: ['image/unsupported'], verdict: 'unexamined' },
  blank: { checks: ['image/blank'], verdict: 'suspect' },
  array: { checks: [], verdict: 'ok' },
  'array-nan': { checks: ['array/nan'], verdict: 'bad' },
  'array-inf': { checks: ['array/inf'], verdict: 'bad' },
  'array-malformed': { checks: ['array/malformed'], verdict: 'bad' },
  'array-pickled': { checks: ['array/pickled-object'], verdict: 'bad' },
  'label-empty': { checks: ['label/unlabeled'], verdict: 'bad' },
  'label-fraction': { checks: ['label/not-an-integer'], verdict: 'bad' },
  'label-nan': { checks: ['label/nonfinite'], verdict: 'bad' },
  'label-negative': { checks: ['label/negative'], verdict: 'suspect' },
  'label-too-large': { checks: ['label/out-of-range'], verdict: 'suspect' },
  'target-nan': { checks: ['target/not-finite'], verdict: 'bad' },
  'target-empty': { checks: ['target/not-finite'], verdict: 'bad' },
  duplicate: { checks: ['dataset/exact-duplicate'], verdict: 'ok' },
  'other-label': { checks: ['dataset/label-conflict'], verdict: 'suspect' },
  'other-split': { checks: ['dataset/split-leakage'], verdict: 'suspect' },
  leaked: { checks: ['dataset/split-leakage'], verdict: 'suspect' },
  placeholder: { checks: ['dataset/mass-duplicate'], verdict: 'suspect' },
};

/** Class and number in it of every sample that is not simply a good photograph. */
const TROUBLES: readonly (readonly [SceneKind, number, Trouble])[] = [
  ['beach', 1, 'other-label'],
  ['beach', 3, 'truncated'],
  ['beach', 7, 'hijack'],
  ['beach', 11, 'placeholder'],
  ['beach', 12, 'placeholder'],
  ['beach', 15, 'label-empty'],
  ['beach', 18, 'array'],
  ['forest', 2, 'empty'],
  ['forest', 5, 'trailing-data'],
  ['forest', 8, 'placeholder'],
  ['forest', 9, 'label-fraction'],
  ['forest', 14, 'corrupt'],
  ['forest', 18, 'array-nan'],
  ['meadow', 1, 'duplicate'],
  ['meadow', 2, 'duplicate'],
  ['meadow', 6, 'error-page'],
  ['meadow', 10, 'blank'],
  ['meadow', 13, 'target-nan'],
  ['meadow', 16, 'label-nan'],
  ['meadow', 18, 'array-inf'],
  ['night', 4, 'lfs-pointer'],
  ['night', 8, 'placeholder'],
  ['night', 9, 'unsupported'],
  ['night', 12, 'label-negative'],
  ['night', 16, 'other-label'],
  ['night', 18, 'array-malformed'],
  ['rock', 2, 'png-checksum'],
  ['rock', 7, 'format-mismatch'],
  ['rock', 11, 'over-limit'],
  ['rock', 13, 'placeholder'],
  ['rock', 17, 'target-empty'],
  ['rock', 18, 'array-pickled'],
  ['snow', 1, 'leaked'],
  ['snow', 3, 'missing'],
  ['snow', 9, 'other-split'],
  ['snow', 13, 'label-too-large'],
  ['snow', 18, 'array'],
];

export interface Row {
  readonly kind: SceneKind;
  /** 1-based place in its class. */
  readonly number: number;
  readonly path: string;
  readonly label: string;
  readonly split: string;
  readonly price: string;
  readonly age: string;
  readonly trouble?: Trouble;
}

const EXTENSIONS: Partial<Record<Trouble, string>> = {
  'png-checksum': 'png',
  'over-limit': 'png',
  unsupported: 'heic',
  array: 'npy',
  'array-nan': 'npy',
  'array-inf': 'npy',
  'array-malformed': 'npy',
  'array-pickled': 'npy',
};

const LABELS: Partial<Record<Trouble, string>> = {
  'label-empty': '',
  'label-fraction': '1.5',
  'label-nan': 'nan',
  'label-negative': '-1',
  'label-too-large': '999',
};

const splitOf = (number: number, trouble: Trouble | undefined): string => {
  if (trouble === 'placeholder' || trouble === 'duplicate' || trouble === 'other-label') return 'train';
  return number % 5 === 4 || trouble === 'other-split' ? 'val' : 'train';
};

/** The manifest's rows, in its order. */
export const exampleRows = (): readonly Row[] => {
  const random = createRandom(EXAMPLE_SEED);
  return SCENE_KINDS.flatMap((kind, label) =>
    Array.from({ length: PHOTOS_PER_CLASS }, (_, index): Row => {
      const number = index + 1;
      const trouble = TROUBLES.find(([inKind, at]) => inKind === kind && at === number)?.[2];
      const extension = trouble === undefined ? 'jpg' : (EXTENSIONS[trouble] ?? 'jpg');
      const price = Math.min(9999.99, Math.exp(5 + 1.3 * random.normal())).toFixed(2);
      const age = random.between(0.5, 90).toFixed(1);
      return {
        kind,
        number,
        path: `images/${kind}/${String(number).padStart(4, '0')}.${extension}`,
        label: trouble === undefined ? String(label) : (LABELS[trouble] ?? String(label)),
        split: splitOf(number, trouble),
        price: trouble === 'target-nan' ? 'nan' : price,
        age: trouble === 'target-empty' ? '' : age,
        ...(trouble !== undefined && { trouble }),
      };
    }),
  );
};

/** manifest.csv, whole. */
export const exampleManifest = (): string => {
  const lines = exampleRows().map(({ path, label, split, price, age }) => [path, label, split, price, age].join(','));
  return `${['path,label,split,price,age', ...lines].join('\n')}\n`;
};
