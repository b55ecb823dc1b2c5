import { z } from 'zod';
import type { TargetMethod } from '../model/config.ts';
import { UserError } from '../model/errors.ts';
import { inputsSchema } from './inputs.ts';

/** The only format that this version writes; older ones are read, newer ones refused. */
const FORMAT = 1;

/** JSON has no Infinity; a variance above the largest double is written as text. */
const wideNumber = z.union([z.number(), z.literal('Infinity').transform(() => Number.POSITIVE_INFINITY)]);

const positive = z.number().positive();

const entry = <Method extends TargetMethod, Params extends z.ZodRawShape>(method: Method, params: Params) =>
  z.strictObject({
    name: z.string().min(1),
    method: z.literal(method),
    params: z.strictObject(params),
    /** The formulas for people and other languages: y the value, z the normalized one, other names from `params`. */
    forward: z.string(),
    inverse: z.string(),
    /** Values it was fitted on. */
    n: z.number().int().min(0),
    /** Samples of the same split that gave no value: empty or not finite. */
    excluded: z.number().int().min(0),
    /** Name of the split, or 'all' when the dataset has none. */
    fittedOn: z.string(),
    /** Of the values as they came in, not of the normalized; null with n = 0. Variance of the population (divided by n). */
    mean: z.number().nullable(),
    variance: wideNumber.nullable(),
    /** The smallest and largest value fitted on: outside of it the normalizer extrapolates. */
    seen: z.strictObject({ min: z.number(), max: z.number() }).nullable(),
    /** No spread to divide by, by scikit-learn's own rules: the scale is 1. */
    constant: z.boolean(),
  });

const targetSchema = z.discriminatedUnion('method', [
  entry('standard', { mean: z.number(), scale: positive }),
  entry('minmax', { min: z.number(), max: z.number(), scale: positive, offset: z.number() }),
  entry('robust', { center: z.number(), scale: positive, q25: z.number(), q75: z.number() }),
  entry('log1p', {}),
  entry('none', {}),
]);

const normalizerSchema = z.strictObject({
  format: z.literal(FORMAT),
  kind: z.literal('prepass-normalizer'),
  targets: z.array(targetSchema),
  /** Absent where not measured, and in files of older versions. */
  inputs: inputsSchema.optional(),
});

/** One target's normalizer: all that is needed to go there and back. */
export type FittedTarget = z.output<typeof targetSchema>;
/** `targets/normalizer.json`. */
export type Normalizer = z.output<typeof normalizerSchema>;

export const FORMULAS: Readonly<Record<TargetMethod, { readonly forward: string; readonly inverse: string }>> = {
  standard: { forward: 'z = (y - mean) / scale', inverse: 'y = z * scale + mean' },
  minmax: { forward: 'z = y * scale + offset', inverse: 'y = (z - offset) / scale' },
  robust: { forward: 'z = (y - center) / scale', inverse: 'y = z * scale + center' },
  log1p: { forward: 'z = log1p(y)', inverse: 'y = expm1(z)' },
  none: { forward: 'z = y', inverse: 'y = z' },
};

export const createNormalizer = (targets: readonly FittedTarget[]): Normalizer => ({
  format: FORMAT,
  kind: 'prepass-normalizer',
  targets: [...targets],
});

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
