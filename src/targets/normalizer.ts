import { z } from 'zod';
import { UserError } from '../model/errors.ts';
import { TARGET_FORMS, type TargetMethod, type TargetVector } from '../model/target-columns.ts';
import { inputsSchema } from './inputs.ts';

/** The newest that this version reads. A file that says nothing new is written in the older one, which older versions read. */
const FORMAT = 2;
const OLDER_FORMAT = 1;
const OLDER_METHODS: readonly TargetMethod[] = ['standard', 'minmax', 'robust', 'log1p', 'none'];

/** JSON has no Infinity; a variance above the largest double is written as text. */
const wideNumber = z.union([z.number(), z.literal('Infinity').transform(() => Number.POSITIVE_INFINITY)]);

const positive = z.number().positive();
const count = z.number().int().min(0);

/** Values that were fitted on, and samples of the same split that gave none: empty or not finite. */
const counted = { n: count, excluded: count };

const summed = {
  /** Of the values as they came in, not of the normalized; null with n = 0. Variance of the population (divided by n). */
  mean: z.number().nullable(),
  variance: wideNumber.nullable(),
  /** The smallest and largest value fitted on: outside of it the normalizer extrapolates. */
  seen: z.strictObject({ min: z.number(), max: z.number() }).nullable(),
  /** No spread to divide by, by scikit-learn's own rules: the scale is 1. */
  constant: z.boolean(),
};

/** The file is written in the order of these fields. */
const entry = <Method extends TargetMethod, Params extends z.ZodRawShape>(method: Method, params: Params) =>
  z.strictObject({
    name: z.string().min(1),
    method: z.literal(method),
    params: z.strictObject(params),
    /** The formulas for people and other languages: y the value, z the normalized one, other names from `params`. */
    forward: z.string(),
    inverse: z.string(),
    ...counted,
    /** Name of the split, or 'all' when the dataset has none. */
    fittedOn: z.string(),
    ...summed,
    /** Fits of single groups; all others, and samples of no group, take the one above, which is of all samples. */
    groups: z
      .strictObject({
        /** The column that names the group, blanks around it not counted. */
        by: z.string().min(1),
        /** Values from which on a group has a fit of its own. */
        least: z.number().int().min(1),
        fits: z.array(
          z.strictObject({ group: z.string().min(1), params: z.strictObject(params), ...counted, ...summed }),
        ),
        /** Too small for a fit of their own. */
        without: z.array(z.strictObject({ group: z.string().min(1), n: count })),
      })
      .optional(),
  });

const quantileParams = { quantiles: z.array(z.number()).min(1).max(1_000) };

const targetSchema = z.discriminatedUnion('method', [
  entry('standard', { mean: z.number(), scale: positive }),
  entry('minmax', { min: z.number(), max: z.number(), scale: positive, offset: z.number() }),
  entry('maxabs', { scale: positive }),
  entry('robust', { center: z.number(), scale: positive, q25: z.number(), q75: z.number() }),
  entry('log1p', {}),
  entry('yeo-johnson', { lambda: z.number(), mean: z.number(), scale: positive }),
  entry('quantile-normal', quantileParams),
  entry('quantile-uniform', quantileParams),
  entry('by-width', {}),
  entry('by-height', {}),
  entry('none', {}),
]);

const vectorSchema = z.strictObject({
  name: z.string().min(1),
  /** In order; each has an entry of its own in `targets`. */
  columns: z.array(z.string().min(1)).min(1),
  form: z.enum(TARGET_FORMS).optional(),
});

const normalizerSchema = z.strictObject({
  format: z.union([z.literal(OLDER_FORMAT), z.literal(FORMAT)]),
  kind: z.literal('prepass-normalizer'),
  targets: z.array(targetSchema),
  /** Targets of several columns; absent without any. */
  vectors: z.array(vectorSchema).optional(),
  /** Absent where not measured, and in files of older versions. */
  inputs: inputsSchema.optional(),
});

/** One target's normalizer: all that is needed to go there and back. */
export type FittedTarget = z.output<typeof targetSchema>;
/** `targets/normalizer.json`. */
export type Normalizer = z.output<typeof normalizerSchema>;

/** shares: evenly from 0 to 1, one for each quantile. */
const SHARE =
  'interpolate(y, quantiles, shares), where quantiles repeat the mean of the first and the last share, shares = 0, 1 / (count - 1), ..., 1';

/** `width` and `height` are of the sample's picture, in pixels as stored. */
export const FORMULAS: Readonly<Record<TargetMethod, { readonly forward: string; readonly inverse: string }>> = {
  standard: { forward: 'z = (y - mean) / scale', inverse: 'y = z * scale + mean' },
  minmax: { forward: 'z = y * scale + offset', inverse: 'y = (z - offset) / scale' },
  maxabs: { forward: 'z = y / scale', inverse: 'y = z * scale' },
  robust: { forward: 'z = (y - center) / scale', inverse: 'y = z * scale + center' },
  log1p: { forward: 'z = log1p(y)', inverse: 'y = expm1(z)' },
  'yeo-johnson': {
    forward:
      'z = (t - mean) / scale; t = ((1 + y)^lambda - 1) / lambda for y >= 0 (lambda = 0: log1p(y)), t = -((1 - y)^(2 - lambda) - 1) / (2 - lambda) for y < 0 (lambda = 2: -log1p(-y))',
    inverse:
      't = z * scale + mean; y = (1 + lambda * t)^(1 / lambda) - 1 for t >= 0 (lambda = 0: expm1(t)), y = 1 - (1 - (2 - lambda) * t)^(1 / (2 - lambda)) for t < 0 (lambda = 2: -expm1(-t))',
  },
  'quantile-normal': {
    forward: `z = normal_ppf(p) within normal_ppf of 1e-7 and 1 - 1e-7; p = ${SHARE}, 0 and 1 within 1e-7 of the ends`,
    inverse: 'y = interpolate(normal_cdf(z), shares, quantiles), the ends within 1e-7 of 0 and 1',
  },
  'quantile-uniform': { forward: `z = ${SHARE}`, inverse: 'y = interpolate(z, shares, quantiles)' },
  'by-width': { forward: 'z = y / width', inverse: 'y = z * width' },
  'by-height': { forward: 'z = y / height', inverse: 'y = z * height' },
  none: { forward: 'z = y', inverse: 'y = z' },
};

export const createNormalizer = (
  targets: readonly FittedTarget[],
  vectors: readonly TargetVector[] = [],
): Normalizer => {
  const isOlder =
    vectors.length === 0 &&
    targets.every(({ method, groups }) => groups === undefined && OLDER_METHODS.includes(method));
  return {
    format: isOlder ? OLDER_FORMAT : FORMAT,
    kind: 'prepass-normalizer',
    targets: [...targets],
    ...(vectors.length > 0 && { vectors: vectors.map((vector) => ({ ...vector, columns: [...vector.columns] })) }),
  };
};

/** The file's text. Equal normalizers give equal bytes; each number is the shortest that reads back to the same double. */
export const writeNormalizer = (normalizer: Normalizer): string =>
  `${JSON.stringify(
    normalizer,
    (_, value: unknown) => (value === Number.POSITIVE_INFINITY ? 'Infinity' : value),
    2,
  )}\n`;

const formatOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'format' in value ? value.format : undefined;

/**
 * Reads what `writeNormalizer` wrote. `file` names it in errors. Throws UserError: not JSON, a newer format, or a shape
 * that is not a normalizer's (the message names the first field that is wrong).
 */
export const readNormalizer = (text: string, file: string): Normalizer => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UserError('targets.normalizer-not-json', { file, detail: (error as Error).message });
  }
  const format = formatOf(value);
  if (typeof format === 'number' && format > FORMAT) {
    throw new UserError('targets.normalizer-newer', { file, format, known: FORMAT });
  }
  const parsed = normalizerSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw new UserError('targets.normalizer-malformed', {
    file,
    field: issue.path.join('.') || '(root)',
    detail: issue.message,
  });
};

/** The target of that name. Throws UserError when the normalizer has none. */
export const targetOf = (normalizer: Normalizer, name: string): FittedTarget => {
  const found = normalizer.targets.find((target) => target.name === name);
  if (found !== undefined) return found;
  throw new UserError('targets.unknown-target', {
    name,
    known: normalizer.targets.map((target) => target.name).join(', '),
  });
};
