import { z } from 'zod';
import { UserError } from '../model/errors.ts';
import { TARGET_FORMS, TARGET_METHODS, type TargetColumn, type TargetVector } from '../model/target-columns.ts';
import { type Accumulator, createAccumulator } from './accumulator.ts';
import { createFitter, type FitPart, type Fitter, type Grouping } from './fit.ts';
import { createNormalizer, type Normalizer } from './normalizer.ts';

/** What a fit was asked for. Only equal ones can be merged. */
export interface FitQuestion {
  readonly targets: readonly TargetColumn[];
  readonly vectors: readonly TargetVector[];
  readonly grouping?: Grouping | undefined;
  /** The split's name, or 'all'. */
  readonly fittedOn: string;
}

const FORMAT = 1;
const VALUES_A_LINE = 8_192;
/** In units of 2^exponent of `Accumulator.sums`: below -1074 no double has one. */
const exponent = z.number().int().min(-1_074).max(971);
const count = z.number().int().min(0);
const integer = z.string().regex(/^-?[0-9a-f]+$/);
const name = z.string().min(1);

const headSchema = z.strictObject({
  format: z.literal(FORMAT),
  kind: z.literal('prepass-fit-state'),
  fittedOn: z.string(),
  targets: z.array(z.strictObject({ name, method: z.enum(TARGET_METHODS) })),
  vectors: z.array(z.strictObject({ name, columns: z.array(name), form: z.enum(TARGET_FORMS).optional() })),
  grouping: z.strictObject({ by: name, least: z.number().int().min(1) }).optional(),
});

const partSchema = z.strictObject({
  name,
  group: z.string(),
  excluded: count,
  n: count,
  min: z.number().nullable(),
  max: z.number().nullable(),
  /** [exponent, sum of mantissas, sum of their squares], the integers in hexadecimal. */
  sums: z.array(z.tuple([exponent, integer, integer])),
  /** How many values follow, in lines of base64: little-endian doubles, ascending. */
  values: count,
});
const valuesSchema = z.strictObject({ values: z.base64() });
const endSchema = z.strictObject({ parts: count });

const line = (value: unknown): string => `${JSON.stringify(value)}\n`;

const sumsOf = ({ sums }: Accumulator) =>
  [...sums]
    .sort(([a], [b]) => a - b)
    .map(([of, { values, squares }]) => [of, values.toString(16), squares.toString(16)]);

const bytesOf = (values: Float64Array): Buffer => {
  const bytes = Buffer.alloc(values.length * 8);
  for (const [at, value] of values.entries()) bytes.writeDoubleLE(value, at * 8);
  return bytes;
};

/** `targets/fit-state.jsonl`, a line at a time: all that a later merge needs. Equal samples give equal bytes, in any order. */
export function* fitStateLines(
  fitter: Fitter,
  { fittedOn, targets, vectors, grouping }: FitQuestion,
): Generator<string> {
  yield line({ format: FORMAT, kind: 'prepass-fit-state', fittedOn, targets, vectors, grouping });
  let parts = 0;
  for (const { name, group, excluded, sums, values } of fitter.parts()) {
    const { n, min, max } = sums;
    const ends = n === 0 ? { min: null, max: null } : { min, max };
    yield line({ name, group, excluded, n, ...ends, sums: sumsOf(sums), values: values.length });
    for (let from = 0; from < values.length; from += VALUES_A_LINE) {
      yield line({ values: bytesOf(values.subarray(from, from + VALUES_A_LINE)).toString('base64') });
    }
    parts += 1;
  }
  yield line({ parts });
}

const integerOf = (text: string): bigint =>
  text.startsWith('-') ? -BigInt(`0x${text.slice(1)}`) : BigInt(`0x${text}`);

const accumulatorOf = ({ n, min, max, sums }: z.output<typeof partSchema>): Accumulator => ({
  ...createAccumulator(),
  n,
  ...(min !== null && max !== null && { min, max }),
  sums: new Map(sums.map(([of, values, squares]) => [of, { values: integerOf(values), squares: integerOf(squares) }])),
});

/** One state file, line by line. Every way in which it can be wrong throws UserError with the 1-based line. */
const createStateReader = (lines: Iterable<string>, file: string) => {
  const source = lines[Symbol.iterator]();
  let number = 0;
  const refuse = (detail: string): never => {
    throw new UserError('targets.state-malformed', { file, line: number, detail });
  };
  const next = <Schema extends z.ZodType>(schema: Schema): z.output<Schema> => {
    const read = source.next();
    number += 1;
    if (read.done === true) return refuse('the file ends early');
    let value: unknown;
    try {
      value = JSON.parse(read.value);
    } catch (error) {
      return refuse((error as Error).message);
    }
    const parsed = schema.safeParse(value);
    return parsed.success ? parsed.data : refuse(parsed.error.issues[0]!.message);
  };
  const valuesOf = (wanted: number): Float64Array => {
    const lists: number[] = [];
    while (lists.length < wanted) {
      const bytes = Buffer.from(next(valuesSchema).values, 'base64');
      if (bytes.length === 0 || bytes.length % 8 !== 0) return refuse('values are cut');
      for (let at = 0; at < bytes.length; at += 8) lists.push(bytes.readDoubleLE(at));
    }
    return lists.length === wanted && lists.every(Number.isFinite)
      ? Float64Array.from(lists)
      : refuse('values that were not announced');
  };
  return {
    head: () => next(headSchema),
    *parts(): Generator<FitPart> {
      for (let parts = 0; ; parts += 1) {
        const read = next(z.union([partSchema, endSchema]));
        if ('parts' in read) {
          if (read.parts !== parts) refuse(`${parts} of ${read.parts} parts`);
          return;
        }
        const { name, group, excluded } = read;
        yield { name, group, excluded, sums: accumulatorOf(read), values: valuesOf(read.values) };
      }
    },
  };
};

export interface StateFile {
  /** Named in errors. */
  readonly file: string;
  readonly lines: Iterable<string>;
}

export interface Merged {
  readonly fitter: Fitter;
  readonly question: FitQuestion;
  readonly normalizer: Normalizer;
}

const FIELDS = ['targets', 'vectors', 'grouping', 'fittedOn'] as const;

/**
 * One fit of what several were fitted on: the same bytes as of a single fit over all samples, whatever the parts and their order. Throws
 * UserError for a file that is no state, and for states of other targets, methods, groups or splits than the first has.
 */
export const mergeFitStates = (files: readonly StateFile[]): Merged => {
  let question: FitQuestion | undefined;
  let fitter: Fitter | undefined;
  for (const { file, lines } of files) {
    const reader = createStateReader(lines, file);
    const { targets, vectors, grouping, fittedOn } = reader.head();
    const asked: FitQuestion = { targets, vectors: vectors as readonly TargetVector[], grouping, fittedOn };
    question ??= asked;
    const first = question;
    const other = FIELDS.find((field) => JSON.stringify(asked[field]) !== JSON.stringify(first[field]));
    if (other !== undefined) {
      const [theirs, ours] = [asked, first].map((each) => JSON.stringify(each[other]) ?? 'null');
      throw new UserError('targets.states-differ', {
        file,
        first: files[0]!.file,
        field: other,
        theirs: theirs!,
        ours: ours!,
      });
    }
    fitter ??= createFitter(targets, grouping);
    const known = new Set(targets.map((target) => target.name));
    for (const part of reader.parts()) {
      if (!known.has(part.name)) throw new UserError('targets.state-malformed', { file, line: 1, detail: part.name });
      fitter.absorb(part);
    }
  }
  if (question === undefined || fitter === undefined) throw new Error('nothing to merge');
  const normalizer = createNormalizer(fitter.targets(question.fittedOn), question.vectors);
  return { fitter, question, normalizer };
};
