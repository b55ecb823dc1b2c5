import { z } from 'zod';
import { inClassOrder } from '../export/classes.ts';
import { UserError } from '../model/errors.ts';
import { type ClassCount, type ClassWeights, classWeights } from '../targets/class-weights.ts';

const count = z.number().int().min(0);

/** What a merge needs; weights are made anew. */
const classesSchema = z.object({
  format: z.literal(1),
  kind: z.literal('prepass-classes'),
  fittedOn: z.string(),
  order: z.enum(['declared', 'names', 'numbers']),
  declared: count.optional(),
  ignored: z.array(z.number()).optional(),
  classes: z.array(z.object({ label: z.string(), count })),
});
type Classes = z.output<typeof classesSchema>;

export interface ClassesFile {
  /** Named in errors. */
  readonly file: string;
  readonly text: string;
}

const read = ({ file, text }: ClassesFile): Classes => {
  try {
    return classesSchema.parse(JSON.parse(text));
  } catch (error) {
    const [issue] = error instanceof z.ZodError ? error.issues : [];
    const detail = issue === undefined ? (error as Error).message : `${issue.path.join('.')}: ${issue.message}`;
    throw new UserError('targets.classes-malformed', { file, detail });
  }
};

const QUESTION = ['fittedOn', 'order', 'declared', 'ignored'] as const;

const shown = (value: unknown): string => JSON.stringify(value) ?? '-';

/** What a part says otherwise than the first; of declared names the list itself, since its order numbers the classes. */
const differing = (
  part: Classes,
  first: Classes,
): readonly [field: string, theirs: string, ours: string] | undefined => {
  const field = QUESTION.find((each) => shown(part[each]) !== shown(first[each]));
  if (field !== undefined) return [field, shown(part[field]), shown(first[field])];
  if (first.order !== 'declared') return undefined;
  const at = Math.max(part.classes.length, first.classes.length);
  for (let number = 0; number < at; number += 1) {
    const [theirs, ours] = [part, first].map(({ classes }) => shown(classes[number]?.label));
    if (theirs !== ours) return [`class ${number}`, theirs!, ours!];
  }
  return undefined;
};

const inOrder = (labels: readonly string[], { order }: Classes): readonly string[] => {
  if (order === 'declared') return labels;
  return order === 'names' ? inClassOrder(labels) : labels.toSorted((a, b) => Number(a) - Number(b));
};

/**
 * The counts of several parts of a dataset added up, with the weights of the whole. Classes that a part lacks are those of the others:
 * found names are numbered anew as over the whole. Throws UserError for a file that is none of counts, and for parts whose classes are
 * numbered otherwise.
 */
export const mergeClasses = (files: readonly ClassesFile[]): ClassWeights => {
  const parts = files.map((each) => ({ file: each.file, classes: read(each) }));
  const first = parts[0]!;
  const counts = new Map<string, number>();
  for (const { file, classes } of parts) {
    const other = differing(classes, first.classes);
    if (other !== undefined) {
      const [field, theirs, ours] = other;
      throw new UserError('targets.classes-differ', { file, first: first.file, field, theirs, ours });
    }
    for (const each of classes.classes) counts.set(each.label, (counts.get(each.label) ?? 0) + each.count);
  }
  const labels = inOrder([...counts.keys()], first.classes);
  const merged = labels.map((label): ClassCount => ({ label, count: counts.get(label)! }));
  const { order, declared, ignored, fittedOn } = first.classes;
  const kind = { order, ...(declared !== undefined && { declared }), ...(ignored !== undefined && { ignored }) };
  return classWeights(merged, fittedOn, kind);
};
