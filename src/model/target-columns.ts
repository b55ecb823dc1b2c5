import { z } from 'zod';
import { UserError } from './errors.ts';

/** How one column is normalized. `by-width` and `by-height` divide by the picture's own size, `none` leaves it as it is. */
export const TARGET_METHODS = [
  'standard',
  'minmax',
  'maxabs',
  'robust',
  'log1p',
  'yeo-johnson',
  'quantile-normal',
  'quantile-uniform',
  'by-width',
  'by-height',
  'none',
] as const;
export type TargetMethod = (typeof TARGET_METHODS)[number];

/** What the columns of a vector are together, in pixels of the picture. Keypoints come as x, y, visibility. */
export const TARGET_FORMS = ['box-xyxy', 'box-xywh', 'box-cxcywh', 'keypoints'] as const;
export type TargetForm = (typeof TARGET_FORMS)[number];

const column = z.string().min(1);
/** Most numbers that a sample's target may be made of. */
export const MOST_COMPONENTS = 4096;

/** The part of the configuration that says what is to be predicted. */
export const targetShape = {
  targets: z
    .array(
      z.strictObject({
        name: column.describe('column, or the name of a vector'),
        method: z.enum([...TARGET_METHODS, ...TARGET_FORMS]).default('standard'),
        columns: z
          .array(column)
          .min(1)
          .max(MOST_COMPONENTS)
          .optional()
          .describe('columns of a vector, each normalized by itself'),
      }),
    )
    .default([])
    .describe('regression targets and how each is normalized'),
  targetBy: column.optional().describe('column of groups: each is normalized by a fit of its own'),
  targetByLeast: z
    .number()
    .int()
    .min(1)
    .max(1e9)
    .default(30)
    .describe('values from which on a group has a fit of its own; the others share the fit over all'),
  targetMissing: z.enum(['drop', 'mask', 'error']).default('error').describe('what an empty target cell means'),
};
export type TargetSettings = z.output<typeof targetShape.targets>;

/** One column of the dataset with the method that it is normalized by. */
export interface TargetColumn {
  readonly name: string;
  readonly method: TargetMethod;
}

/** Columns that make one thing, in their order. `form`: a box or keypoints; absent: numbers side by side. */
export interface TargetVector {
  readonly name: string;
  readonly columns: readonly string[];
  readonly form?: TargetForm;
}

const BOX = ['by-width', 'by-height', 'by-width', 'by-height'] as const;
const FORMS: Readonly<Record<TargetForm, readonly TargetMethod[]>> = {
  'box-xyxy': BOX,
  'box-xywh': BOX,
  'box-cxcywh': BOX,
  keypoints: ['by-width', 'by-height', 'none'],
};

const formOf = (method: TargetMethod | TargetForm): TargetForm | undefined =>
  TARGET_FORMS.find((form) => form === method);

/** A box has four columns; keypoints have three each. Throws UserError. */
const methodsOf = (name: string, columns: readonly string[], form: TargetForm): readonly TargetMethod[] => {
  const pattern = FORMS[form];
  const fits = form === 'keypoints' ? columns.length % pattern.length === 0 : columns.length === pattern.length;
  if (!fits) {
    throw new UserError('targets.form-columns', { name, form, count: columns.length, expected: pattern.length });
  }
  return columns.map((_, at) => pattern[at % pattern.length]!);
};

/** Every column that a target is made of, once each. Throws UserError: a column twice, or a wrong number for a box or keypoints. */
export const targetColumns = (targets: TargetSettings): readonly TargetColumn[] => {
  const all = targets.flatMap(({ name, method, columns = [name] }): TargetColumn[] => {
    const form = formOf(method);
    const methods = form === undefined ? [] : methodsOf(name, columns, form);
    return columns.map((column, at) => ({ name: column, method: methods[at] ?? (method as TargetMethod) }));
  });
  const seen = new Set<string>();
  for (const { name } of all) {
    if (seen.has(name)) throw new UserError('targets.column-twice', { name });
    seen.add(name);
  }
  return all;
};

/** The targets that have columns of their own. */
export const targetVectors = (targets: TargetSettings): readonly TargetVector[] =>
  targets.flatMap(({ name, method, columns }) => {
    const form = formOf(method);
    return columns === undefined ? [] : [{ name, columns, ...(form !== undefined && { form }) }];
  });

/** Arrays that are targets, by name, and the columns that their components are given. */
export type ComponentColumns = Readonly<Record<string, readonly string[]>>;

/** 'y' and 12: y_00 to y_11, so that the order of names is that of components. */
export const componentNames = (name: string, count: number): readonly string[] => {
  const digits = String(count - 1).length;
  return Array.from({ length: count }, (_, at) => `${name}_${String(at).padStart(digits, '0')}`);
};

interface Asked {
  readonly name: string;
  readonly columns?: string[] | undefined;
}

/** Targets as they were asked for, with the columns that the listing found for those that are arrays. */
export const withComponents = <Target extends Asked>(targets: readonly Target[], components: ComponentColumns = {}) =>
  targets.map((target): Target => {
    const columns = target.columns ?? components[target.name];
    return columns === undefined ? target : { ...target, columns: [...columns] };
  });

/** Whether the size of each picture is needed. */
export const needsSize = (columns: readonly Pick<TargetColumn, 'method'>[]): boolean =>
  columns.some(({ method }) => method === 'by-width' || method === 'by-height');
